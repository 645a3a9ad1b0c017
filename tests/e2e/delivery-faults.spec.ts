// Rows of the fault matrix about sending, in real Chromium against the real server.
import type {Page, Route} from '@playwright/test';
import {expect, testToday as test} from './fixtures.js';
import {apply, expectStored, flush, hostPages, idsIn, isFeedback, openHost, outbox, startHost, storedIds, told} from './host-page.js';

const FEEDBACK = '**/inkling/v1/feedback';
const refused = (route: Route) => route.abort();

test.beforeEach(async ({context}) => hostPages(context));

const freeze = async (page: Page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', {state: 'frozen'});
  return () => session.send('Page.setWebLifecycleState', {state: 'active'});
};

test('fault 1: offline at the click, it is on disk; NET_DOWN is told; back online, it arrives by itself', async ({page, context, server, quiet: _}) => {
  await openHost(page, server, 'offline');
  await context.setOffline(true);
  const {id, durable} = await apply(page);
  expect(durable).toBe(true);
  await expect.poll(() => told(page)).toContain('NET_DOWN');
  expect(await outbox(page)).toMatchObject({waiting: 1});
  await context.setOffline(false);
  await expectStored(server, 'offline', [id]);
});

test('fault 3: on a slow network one request is under way at a time, and no event leaves twice', async ({page, context, server, quiet: _}) => {
  await openHost(page, server, 'slow');
  const session = await context.newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {offline: false, latency: 1500, downloadThroughput: 50_000, uploadThroughput: 50_000});
  let underway = 0;
  let most = 0;
  const sent: string[] = [];
  page.on('request', request => {
    if (!isFeedback(request)) return;
    most = Math.max(most, ++underway);
    sent.push(...idsIn(request));
  });
  const over = (request: Parameters<typeof isFeedback>[0]) => { if (isFeedback(request)) underway--; };
  page.on('requestfinished', over).on('requestfailed', over);
  const ids: string[] = [];
  for (let each = 0; each < 6; each++) {
    ids.push((await apply(page)).id);
    await page.evaluate(() => { void window.inkling.flush(); });
  }
  await expectStored(server, 'slow', ids);
  expect(most).toBe(1);
  expect(sent.sort()).toEqual([...ids].sort());
});

test('fault 7: 401 pauses, keeps, and tells AUTH_PAUSED; with a fresh token all of it arrives', async ({page, server, quiet: _}) => {
  let serves = false;
  await page.route(FEEDBACK, route => (serves ? route.fallback() : route.fulfill({status: 401})));
  await openHost(page, server, 'unauthorized');
  const ids = [(await apply(page)).id, (await apply(page)).id];
  await flush(page);
  expect(await page.evaluate(() => window.inkling.status.feedback)).toBe('paused');
  expect(await outbox(page)).toMatchObject({waiting: 2, dropped: 0, rejected: 0});
  expect(await told(page)).toEqual(['AUTH_PAUSED']);
  serves = true;
  expect(await flush(page)).toMatchObject({accepted: 2, left: 0});
  expect(await page.evaluate(() => window.inkling.status.feedback)).toBe('on');
  await expectStored(server, 'unauthorized', ids);
});

test('fault 8: a poisoned event in the database is set aside with the server\'s reason; the others arrive', async ({page, server, quiet: _}) => {
  await page.route(FEEDBACK, refused);
  await openHost(page, server, 'poison');
  const ids = [(await apply(page)).id, (await apply(page)).id];
  await page.evaluate(() => new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('inkling:act_host:poison');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('outbox', 'readwrite');
      const store = transaction.objectStore('outbox');
      const reading = store.getAll();
      reading.onsuccess = () => {
        const good = (reading.result as {event: {id: string; data: object}}[])[0];
        if (!good) return reject(new Error('Nothing waits.'));
        const id = `${good.event.id.slice(0, -12)}00000000dead`;
        store.put({bytes: 400, event: {...good.event, id, data: {...good.event.data, kind: 'no-such-kind'}}}, `0${id}`);
      };
      transaction.oncomplete = () => { opening.result.close(); resolve(); };
    };
  }));
  await page.unroute(FEEDBACK);
  expect(await flush(page)).toMatchObject({accepted: 2, rejected: 1, left: 0});
  expect(await told(page)).toContain('EVT_REJECTED');
  expect(await outbox(page)).toMatchObject({waiting: 0, setAside: 1});
  await expectStored(server, 'poison', ids);
});

test('fault 9: a portal that answers 200 with a page of its own has accepted nothing; ACK_BAD is told', async ({page, server, quiet: _}) => {
  await page.route(FEEDBACK, route => route.fulfill({status: 200, contentType: 'text/html', body: '<html>Please log in to the hotel network</html>'}));
  await openHost(page, server, 'portal');
  const {id} = await apply(page);
  expect(await flush(page)).toMatchObject({accepted: 0, left: 1});
  expect(await told(page)).toContain('ACK_BAD');
  await page.unroute(FEEDBACK);
  await flush(page);
  await expectStored(server, 'portal', [id]);
});

test('fault 13: a tab closed right after the click: the apply was written, and arrives once', async ({context, server}) => {
  const page = await context.newPage();
  // What it sends as it goes may arrive or not: here it does not.
  await page.route(FEEDBACK, refused);
  await openHost(page, server, 'closed');
  const {id} = await apply(page);
  await page.close();
  const next = await context.newPage();
  await openHost(next, server, 'closed');
  await expect.poll(() => told(next)).toContain('RECOVERED');
  await flush(next);
  await expectStored(server, 'closed', [id]);
  await next.close();
});

test('fault 14: a click whose handler leaves the page at once is kept or sent, and arrives once', async ({browser, server}) => {
  // A context without routes: where Playwright looks at each request, it holds back for ever what a page sends as it goes.
  const context = await browser.newContext();
  const page = await context.newPage();
  const address = (next: number) => `${server.url}/inkling/index.js?next=${next}`;
  await page.goto(address(0));
  for (let next = 1; next <= 4; next++) {
    await startHost(page, 'left');
    await page.evaluate(to => {
      const button = document.body.appendChild(document.createElement('button'));
      button.addEventListener('click', () => {
        void window.apply();
        location.href = to;
      });
    }, address(next));
    await page.getByRole('button').click();
    await page.waitForURL(address(next));
  }
  await startHost(page, 'left');
  await expect.poll(async () => {
    await flush(page);
    return storedIds(server, 'left').then(ids => ids.length);
  }).toBe(4);
  await context.close();
});

test('fault 18: a frozen tab that holds the lock loses it to a live one; LOCK_STOLEN is told there', async ({context, server}) => {
  const [frozen, live] = [await context.newPage(), await context.newPage()];
  await openHost(frozen, server, 'frozen');
  // Its request is never answered: it holds the lock when it freezes.
  await frozen.route(FEEDBACK, () => undefined);
  const leaving = frozen.waitForRequest(isFeedback);
  const first = await apply(frozen);
  await frozen.evaluate(() => { void window.inkling.flush(); });
  await leaving;
  await freeze(frozen);

  await live.clock.install();
  await openHost(live, server, 'frozen');
  const second = await apply(live);
  await live.evaluate(() => { void window.inkling.flush(); });
  await expect.poll(async () => {
    await live.clock.runFor(5000);
    return storedIds(server, 'frozen').then(ids => ids.sort());
  }, {timeout: 60_000}).toEqual([first.id, second.id].sort());
  expect(await told(live)).toContain('LOCK_STOLEN');
  await Promise.race([frozen.close(), new Promise(resolve => setTimeout(resolve, 3000))]);
  await live.close();
});

for (const [row, locks, most] of [[19, true, 1], [20, false, 1.2]] as const) {
  test(`fault ${row}: three tabs that flush at once ${locks ? 'send each event once' : 'without Web Locks take turns by the database'}`, async ({context, server}) => {
    const user = `three-tabs-${row}`;
    if (!locks) await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', {value: undefined}));
    let down = true;
    await context.route(FEEDBACK, route => (down ? route.abort() : route.fallback()));
    const pages = await Promise.all([0, 1, 2].map(async () => {
      const page = await context.newPage();
      await openHost(page, server, user);
      return page;
    }));
    const ids = (await Promise.all(pages.map(page => page.evaluate(() => Promise.all(Array.from({length: 67}, () => window.apply())))))).flat().map(({id}) => id);
    const sent: string[] = [];
    for (const page of pages) page.on('request', request => { if (isFeedback(request)) sent.push(...idsIn(request)); });
    down = false;
    await expect.poll(async () => {
      await Promise.all(pages.map(flush));
      return storedIds(server, user).then(stored => stored.length);
    }, {timeout: 60_000}).toBe(ids.length);
    await expectStored(server, user, ids);
    expect(sent.length).toBeLessThanOrEqual(ids.length * most);
    if (!locks) for (const page of pages) expect(await told(page)).toContain('LOCKS_NONE');
    for (const page of pages) await page.close();
  });
}

test('fault 55: a tab that froze while feedback waited sends it when it thaws', async ({page, server, quiet: _}) => {
  let down = true;
  await page.route(FEEDBACK, route => (down ? route.abort() : route.fallback()));
  await openHost(page, server, 'thawed');
  const {id} = await apply(page);
  await flush(page);
  const thaw = await freeze(page);
  down = false;
  await thaw();
  await expectStored(server, 'thawed', [id]);
});
