/** A client of our own on the demo's origin, in a page with nothing else on it. */
import {expect} from '@playwright/test';
import type {InsightsOptions} from '../../../src/insights-types.js';
import type {Candidate, ModelRef} from '../../../src/types.js';
import type {DemoServer} from '../demo-server.js';
import type {Tab} from './driver.js';

declare global {
  interface Window {
    /** How far this device's scores were from the golden ones, as the worker said. */
    goldenDifference: number | null;
    answer: {readonly model: ModelRef; readonly candidates: readonly Candidate[]};
  }
}

/**
 * Has a list ranked, and waits until all backends have been tried.
 * @param policy a Content-Security-Policy of the page
 * @returns how things stand, and who orders a list now
 */
export async function hostClient(tab: Tab, server: DemoServer, options: Partial<InsightsOptions>, policy: string | null = null) {
  // A document of this origin without a script; what runs in it is put there.
  await tab.goto(`${server.url}/inkling/index.js`);
  const {accounts: [account], clockShift} = await (await fetch(`${server.url}/demo/api/accounts`)).json() as {accounts: {id: string}[]; clockShift: number};
  const answer = await (await fetch(`${server.url}/inkling/v1/candidates`, {
    method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify({account: account?.id, queries: [{surface: 'campaign-list'}]}),
  })).json() as {model: ModelRef; lists: {candidates: Candidate[]}[]};
  await tab.evaluate(([given, asked, said, clock]) => {
    if (said) document.head.append(Object.assign(document.createElement('meta'), {httpEquiv: 'Content-Security-Policy', content: said}));
    window.answer = given;
    window.goldenDifference = null;
    window.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        this.port1.addEventListener('message', ({data}: MessageEvent<{value?: {goldenDifference?: number}} | null>) => { window.goldenDifference = data?.value?.goldenDifference ?? window.goldenDifference; });
      }
    };
    document.head.append(Object.assign(document.createElement('script'), {type: 'module', textContent: `
      import {createInsights} from '/inkling/index.js';
      window.inkling = createInsights({
        account: 'act_host', endpoint: '/inkling/v1', consent: {measurement: true, personalization: true}, model: window.answer.model,
        clock: () => Date.now() + ${clock}, deadlines: {answer: 5000, hang: 150_000, start: 300_000}, ...${JSON.stringify(asked)},
      });
    `}));
  }, [{model: answer.model, candidates: answer.lists[0]?.candidates ?? []}, options, policy, clockShift] as const);
  await expect.poll(() => tab.evaluate(() => Boolean(window.inkling))).toBe(true);
  return tab.evaluate(async () => {
    const rank = () => window.inkling.rank({surface: 'campaign-list', candidates: window.answer.candidates});
    await rank();
    const {backend, reason} = await window.inkling.ready;
    const {tier, items} = await rank();
    return {backend, reason, tier, shown: items.length, goldenDifference: window.goldenDifference};
  });
}
