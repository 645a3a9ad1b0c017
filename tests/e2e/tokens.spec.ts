/** The demo against a server that lets nobody in without a token. */
import {DemoServer} from '../support/demo-server.js';
import {cards, expect, openDemo, readyStatus, test} from './fixtures.js';

const kindsOf = async (server: DemoServer, user: string) => (await server.feedback({limit: '10000'})).filter(row => row.user === user).map(row => row.kind);

const post = (url: string, body: unknown, headers = {}) => fetch(url, {method: 'POST', headers: {'content-type': 'application/json', ...headers}, body: JSON.stringify(body)});
const suggestions = (server: DemoServer, headers = {}) => post(`${server.url}/inkling/v1/candidates`, {queries: [{surface: 'campaign-list'}]}, headers);

/** As a caller that is no page: it has a token of its own. The world thinks for a while at the first look; a page would wait for it. */
async function look(server: DemoServer): Promise<number> {
  const {token} = await (await post(`${server.url}/demo/api/token`, {account: 'act_7'})).json() as {token: string};
  return (await suggestions(server, {authorization: `Bearer ${token}`})).status;
}

test('[F2] where tokens are wanted the page gets its own: suggestions, apply and undo, feedback, and what is sent at hide', async ({page, context}) => {
  const server = await DemoServer.start(null, ['--require-token']);
  try {
    expect((await suggestions(server)).status).toBe(401);
    expect(await look(server)).toBe(200);
    await openDemo(page, server, {backend: 'linear', user: 'bearer'});
    const card = cards(page).first();
    await card.getByRole('button', {name: /^apply/i}).click();
    await card.getByRole('button', {name: /undo/i}).click();
    await page.evaluate(() => window.inkling.flush());
    await expect.poll(() => kindsOf(server, 'bearer')).toEqual(expect.arrayContaining(['served', 'apply', 'applied', 'undo']));

    // Over, by the server's clock: whatever is asked next is 401, and the page gets another.
    server.later = 3_600_000;
    await server.down();
    await server.up();
    const refused = page.waitForResponse(response => response.status() === 401);
    await page.evaluate(async () => {
      await window.inkling.record({kind: 'report', surface: 'reporting'});
      await window.inkling.flush();
    });
    await refused;
    await expect.poll(() => kindsOf(server, 'bearer')).toContain('report');

    // At hide no header may be sent: the token goes in the body.
    expect(await look(server)).toBe(200);
    const leaver = await context.newPage();
    await openDemo(leaver, server, {backend: 'linear', user: 'leaver'});
    await readyStatus(leaver);
    const atHide = leaver.waitForRequest(request => request.url().endsWith('/feedback') && (request.headers()['content-type'] ?? '').startsWith('text/plain'));
    await leaver.evaluate(() => {
      void window.inkling.record({kind: 'search', surface: 'campaign-list'});
      window.dispatchEvent(new Event('pagehide'));
    });
    expect(JSON.parse((await atHide).postData() ?? '{}')).toMatchObject({token: expect.stringContaining('.')});
    await expect.poll(() => kindsOf(server, 'leaver')).toContain('search');
  } finally {
    await server.close();
  }
});
