import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {createApp} from '../../../demo/server/app.js';
import {misfits, readOpenApi} from './openapi.js';
import type {Content, Example, Operation} from './openapi.js';
import {aServer, temporaryDirectory, tokenOf} from './server-at-hand.js';
import {stubPlatform} from './stub-platform.js';

const api = readOpenApi();
const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({path, method: method.toUpperCase(), operation})));

async function aBuild(): Promise<string> {
  const root = await temporaryDirectory();
  for (const [path, body] of [['dist/define.js', '//'], ['dist/demo/index.html', '<!doctype html>'], ['models/ranker/current.json', '{}']] as const) {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), body);
  }
  return root;
}

function addressOf(path: string, {parameters = []}: Operation): string {
  const named = (where: string) => parameters.filter(parameter => parameter.in === where && parameter.example !== undefined);
  const filled = named('path').reduce((at, {name, example}) => at.replace(`{${name}}`, encodeURIComponent(String(example))), path);
  const query = new URLSearchParams(named('query').map(({name, example}) => [name, String(example)]));
  return `${filled}?${query}`;
}

/** Each call that the page shows, in its order: every example of a body, or the bare address. */
const calls = operations.flatMap(({path, method, operation}) => {
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  const shown = bodies.flatMap(([type, {examples = {}}]) => Object.entries(examples).map(([name, example]) => ({name, type, example: example as Example | undefined})));
  const asked = bodies.length > 0 ? shown : [{name: 'as it stands', type: undefined, example: undefined}];
  return asked.map(call => ({...call, path, method, operation}));
});

/** A token stands in the page as `{token:act_1}`. */
const withTokens = (text: string) => text.replaceAll(/\{token:(\w+)\}/g, (_, account: string) => tokenOf(account));

test('every call that openapi.yaml shows gets the status, the type and the shape that it says', async () => {
  const server = await aServer({root: await aBuild()});
  expect(calls.length).toBeGreaterThan(25);
  for (const {name, type, example, path, method, operation} of calls) {
    const response = await fetch(`http://127.0.0.1:${server.port}${addressOf(path, operation)}`, {
      method,
      headers: {...(type && {'content-type': type}), ...(example?.['x-token'] && {authorization: `Bearer ${withTokens(example['x-token'])}`})},
      ...(example && {body: withTokens(JSON.stringify(example.value))}),
    });
    const said = `${operation.operationId}, ${name}`;
    expect(response.status, said).toBe(example?.['x-status'] ?? 200);
    const answer = operation.responses[String(response.status)];
    expect(answer, `${said}: ${response.status} is described`).toBeDefined();
    const given = response.headers.get('content-type') ?? '';
    const content: Content | undefined = answer?.content?.[given];
    expect(content, `${said}: ${given} is described`).toBeDefined();
    const body: unknown = /json$/.test(given) ? await response.json() : await response.text();
    expect(misfits(content?.schema ?? {}, body), said).toEqual([]);
  }
});

test('every route is in openapi.yaml, and every path there is a route', () => {
  const app = createApp({platform: stubPlatform(), sink: {} as never, models: '', root: '/nowhere', now: Date.now, maxBodyBytes: 1, tokens: {} as never, rates: {} as never, origins: undefined, log: () => undefined, tokenRequired: false});
  const routes = new Set(app.routes.filter(({method}) => method !== 'ALL').map(({method, path}) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`));
  const files: Readonly<Record<string, string>> = {'GET /models/{file}': 'GET /models/*', 'GET /inkling/{file}': 'GET /inkling/*', 'GET /{page}': 'GET /*'};
  const described = new Set(operations.map(({method, path}) => `${method} ${path}`).map(operation => files[operation] ?? operation));
  expect([...described].sort()).toEqual([...routes].sort());
});

test('a value that does not fit its schema is found: the check above can fail', () => {
  const answer = api.paths['/inkling/v1/feedback']?.post?.responses['200']?.content?.['application/json']?.schema ?? {};
  expect(misfits(answer, {accepted: [1], rejected: [{id: 'a'}]})).toEqual(['body.duplicate is missing', 'body.accepted.0 is number, not string', 'body.rejected.0.reason is missing']);
});
