/**
 * The same questions in a real browser: each history is recorded by `client.record`, the candidates are ranked by `client.rank`, in the package as it is built and published.
 * Serves that package and a model folder, and nothing else.
 */
import {existsSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, join, normalize} from 'node:path';
import type {Page} from 'playwright';
import type {Insights, InsightsOptions} from '../../src/insights-types.js';
import type {ModelRef} from '../../src/types.js';

const BUILT = 'dist';
const TYPES: Readonly<Record<string, string>> = {'.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm', '.onnx': 'application/octet-stream'};

/** Interactions recorded at once. */
const TOGETHER = 20;

/** Numbers of items: what was met, oldest first; the target first of the candidates. */
export interface Question {
  readonly history: readonly number[];
  readonly candidates: readonly number[];
}

export interface Answer {
  /** How many candidates score strictly more than the target. */
  readonly rank: number;
  /** Where the target stands in the slate that would be shown. */
  readonly place: number;
  /** Candidates that score exactly what the target does: itself, drawn again. */
  readonly equal: number;
  /** Interactions that reached the disk; on a machine that is too busy some stay in memory. */
  readonly stored: number;
}

/** Rejects where the package is not built. */
export async function servePackage(folder: string): Promise<{readonly url: string; close(): Promise<void>}> {
  if (!existsSync(join(BUILT, 'worker.js'))) throw new Error('The package is not built: npm run build');
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = path.startsWith('/inkling/') ? join(BUILT, path.slice('/inkling/'.length)) : path.startsWith('/model/') ? join(folder, path.slice('/model/'.length)) : null;
    if (path === '/') response.writeHead(200, {'content-type': 'text/html'}).end('<!doctype html><title>Sequences</title><link rel="icon" href="data:,">');
    else if (file === null || !existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, {'content-type': TYPES[extname(file)] ?? 'application/octet-stream'}).end(readFileSync(file));
  });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** One client answers all questions and forgets everything between two of them. Rejects where another tier than WASM answers. */
export async function askInPage(page: Page, url: string, folder: string, questions: readonly Question[]): Promise<Answer[]> {
  const {name, version, manifest} = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8')) as ModelRef;
  await page.goto(url);
  return page.evaluate(async ({asked, model, together}) => {
    const {createInsights} = await import(/* @vite-ignore */ new URL('/inkling/index.js', location.href).href) as {createInsights(options: InsightsOptions): Insights};
    const now = Date.UTC(2026, 0, 1);
    const client = createInsights({
      account: 'sequences', endpoint: '/inkling/v1', model, backend: 'wasm', clock: () => now, exploration: {temperature: 0},
      // Nothing is sent; the history is kept on disk.
      consent: {measurement: false, personalization: true},
      deadlines: {answer: 30_000, hang: 60_000, start: 60_000},
    });
    const entityOf = (item: number) => ({level: 'ad', id: String(item)} as const);
    const answers: Answer[] = [];
    for (const {history, candidates} of asked) {
      await client.forget();
      let stored = 0;
      for (let from = 0; from < history.length; from += together) {
        const receipts = await Promise.all(history.slice(from, from + together).map((item, place) => client.record({
          kind: 'open', surface: 'campaign-list', at: now - (history.length - from - place) * 1000, candidate: {id: `item-${item}`, type: 'item', entity: entityOf(item), embedding: [item]},
        })));
        stored += receipts.filter(({durable}) => durable).length;
      }
      // An item can be drawn twice; a candidate's id is its own.
      const cards = candidates.map((item, place) => ({
        id: `${place}-item-${item}`, version: '1', type: 'item', entity: entityOf(item), headline: `Item ${item}`, reason: 'drawn', serverScore: 0, embedding: [item], createdAt: now,
      }));
      if (client.status.state === 'starting') {
        await client.rank({surface: 'campaign-list', candidates: cards});
        await client.ready;
      }
      const {items, tier, withheld} = await client.rank({surface: 'campaign-list', candidates: cards});
      if (tier !== 'wasm' || withheld.length > 0 || items.length !== candidates.length) throw new Error(`${tier} ordered ${items.length} of ${candidates.length} candidates: ${client.status.detail ?? 'no reason given'}`);
      const place = items.findIndex(({serverPosition}) => serverPosition === 0);
      const own = items[place]?.scores?.impact ?? NaN;
      const count = (holds: (score: number) => boolean) => items.filter(({scores}) => scores !== null && holds(scores.impact)).length;
      answers.push({rank: count(score => score > own), place, equal: count(score => score === own), stored});
    }
    await client.forget();
    await client.close();
    return answers;
  }, {asked: questions, together: TOGETHER, model: {name, version, manifest: `${url}/model/${manifest}`}});
}
