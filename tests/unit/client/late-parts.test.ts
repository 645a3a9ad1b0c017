// The part of the package that keeps and sends does not come at first.
import {expect, test, vi} from 'vitest';
import {aClient, on, server, surface, top} from '../../support/client-in-node.js';

test('[F2] while what keeps feedback cannot be loaded, the list is ordered and events wait; with the next interaction it is asked for again, and all of it is sent', async () => {
  vi.resetModules();
  let arrives = false;
  vi.doMock('../../../src/page-keeping.js', async original => {
    if (!arrives) throw new TypeError('Failed to fetch dynamically imported module');
    return original();
  });
  const client = aClient();
  const slate = await client.suggest({surface});
  expect(slate.items).toHaveLength(6);
  expect(await client.record({kind: 'open', ...on(top(slate))})).toMatchObject({durable: false, reason: 'no-storage'});
  expect(client.status.storage).toBe('memory');
  expect((await client.flush()).accepted).toBe(0);

  arrives = true;
  vi.doUnmock('../../../src/page-keeping.js');
  await client.record({kind: 'dismiss', ...on(top(slate))});
  await expect.poll(async () => {
    await client.flush();
    return server.events().map(event => (event.type === 'inkling.interaction.v1' ? event.data.kind : 'served')).sort();
  }).toEqual(['dismiss', 'open', 'served']);
});
