import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createSuggestions} from '../../../src/suggestions.js';

beforeEach(() => { vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']}); });
afterEach(() => { vi.useRealTimers(); });

const fetchLists: typeof fetch = async (_, init) => {
  const {queries} = JSON.parse(String(init?.body)) as {queries: object[]};
  return Response.json({lists: queries.map(query => ({...query, candidates: []}))});
};

test.each([[50, 50], [51, 0]])('[W1] of an answer with %i lists, %i are handed on in the task that has read it', async (asked, atOnce) => {
  const suggest = createSuggestions({account: 'a', endpoint: 'http://localhost/inkling/v1', token: {last: undefined, get: async () => undefined, renew: async () => false}, fetch: fetchLists});
  const given = vi.fn();
  for (let row = 0; row < asked; row++) void suggest({surface: 'campaign-row', entity: {level: 'campaign', id: `k${row}`}}).then(given);
  vi.advanceTimersToNextTimer();
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect(given).toHaveBeenCalledTimes(atOnce);
  await vi.advanceTimersByTimeAsync(1);
  expect(given).toHaveBeenCalledTimes(asked);
});
