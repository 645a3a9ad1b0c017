/** Where a run plays: a browser, the door, the server behind it; and in them the tabs of one run, which can be killed and opened again. */
import type {BrowserContext, Page} from 'playwright';
import {setTimeout as wait} from 'node:timers/promises';
import type {FlushReport, OutboxCounts} from '../../src/insights-types.js';
import {DemoServer} from '../support/demo-server.js';
import {openDoor, type Door} from './door.js';
import {KillableBrowser} from './killable-browser.js';

interface Adapter {
  ready(): Promise<void>;
  track(id: string): Promise<void>;
  flush(): Promise<FlushReport>;
  counts(): Promise<OutboxCounts>;
  kept(store: 'outbox' | 'setAside'): Promise<readonly string[]>;
}

declare global {
  interface Window {
    adapter: Adapter;
    journal(id: string, began: number, durable: number): Promise<void>;
  }
}

/** Epoch ms of the page, which is this machine's. */
export interface Entry {
  readonly began: number;
  readonly durable: number;
}

/** What outlives a run: starting these takes longer than a run does. */
export interface Lane {
  readonly browser: KillableBrowser;
  readonly door: Door;
  readonly server: DemoServer;
  /** By id, of every run: kept here, where no crash of a page reaches. */
  readonly journal: ReadonlyMap<string, Entry>;
  /** What pages threw and nobody caught [W1]. */
  readonly uncaught: readonly string[];
  close(): Promise<void>;
}

/** Longer than anything here takes on a busy machine. */
const PATIENCE_MS = 30_000;
/** A page whose scripts did not come will not come to life: another is opened. */
const OPENS_WITHIN_MS = 5000;

export async function openLane(): Promise<Lane> {
  const journal = new Map<string, Entry>();
  const uncaught: string[] = [];
  const prepare = async (context: BrowserContext) => {
    await context.exposeBinding('journal', (_source, id: string, began: number, durable: number) => void journal.set(id, {began, durable}));
    context.on('weberror', ({error}) => uncaught.push(String(error().stack ?? error())));
  };
  const server = await DemoServer.start(null, [], Date.now());
  try {
    const door = await openDoor(() => server.url);
    try {
      const browser = await KillableBrowser.start(prepare);
      return {browser, door, server, journal, uncaught, close: async () => void await Promise.allSettled([browser.close(), door.close(), server.close()])};
    } catch (error) {
      await door.close();
      throw error;
    }
  } catch (error) {
    await server.close();
    throw error;
  }
}

interface Tab {
  /** Null while it is dead. */
  page: Page | null;
  /** Null while nobody opens it. */
  opening: Promise<void> | null;
}

/** Epoch ms around it, and the candidate ids of what waited. */
interface Deletion {
  readonly before: number;
  readonly after: number;
  readonly waiting: readonly string[];
}

/** The tabs of one run, on an origin of their own: what is stored, limited or deleted there is no other run's. */
export class Stage {
  readonly origin: string;
  readonly account: string;
  readonly tracked = new Set<string>();
  readonly #deletions: Deletion[] = [];
  #limiting: Page | null = null;
  readonly #tabs: Tab[] = [];
  readonly #bursts: Promise<unknown>[] = [];

  constructor(readonly lane: Lane, readonly name: string) {
    this.origin = `http://${name}.localhost:${lane.door.port}`;
    this.account = `act_${name}`;
  }

  get tabs(): number {
    return this.#tabs.length;
  }

  /** Waits until it is there. The number is taken among the tabs that the run has. */
  async page(tab: number): Promise<Page> {
    const known = this.#tabs[tab % this.#tabs.length];
    for (;;) {
      await known?.opening;
      if (known?.page) return known.page;
      await wait(20);
    }
  }

  async addTab(): Promise<void> {
    const tab: Tab = {page: null, opening: null};
    this.#tabs.push(tab);
    await this.#open(tab);
  }

  /** Tracks in the page, all at once; what becomes durable is in the journal, though the page may not live to see the rest. */
  burst(tab: number, ids: readonly string[]): void {
    const tracking = (async () => {
      const page = await this.page(tab);
      for (const id of ids) this.tracked.add(id);
      await page.evaluate(all => Promise.allSettled(all.map(async id => {
        const began = Date.now();
        await window.adapter.track(id);
        await window.journal(id, began, Date.now());
      })), ids);
    })();
    this.#bursts.push(Promise.race([tracking, wait(PATIENCE_MS, undefined, {ref: false})]).catch(() => undefined));
  }

  /** When everything that was to be tracked is durable, is not, or has died. */
  async settled(): Promise<void> {
    await Promise.all(this.#bursts);
  }

  /** Bytes that the browser allows the origin; null is as many as ever. Holds while the page that asked for it lives. */
  async limit(bytes: number | null): Promise<void> {
    if (bytes === null) {
      const asked = this.#limiting;
      this.#limiting = null;
      if (asked) await close(asked);
      return;
    }
    this.#limiting = await this.lane.browser.newPage();
    const session = await this.#limiting.context().newCDPSession(this.#limiting);
    await session.send('Storage.overrideQuotaForOrigin', {origin: this.origin, quotaSize: bytes});
  }

  deleted(deletion: Deletion): void {
    this.#deletions.push(deletion);
  }

  /** Ids that were in a database that was deleted, or may have been: begun before its end and not seen to be durable before its beginning. */
  gone(): ReadonlySet<string> {
    return new Set(this.#deletions.flatMap(({before, after, waiting}) => [
      ...waiting,
      ...[...this.tracked].filter(id => {
        const entry = this.lane.journal.get(id);
        return entry !== undefined && entry.began <= after && entry.durable >= before;
      }),
    ]));
  }

  /** The tab is gone when this resolves, by what `how` does to it. */
  async lose(tab: number, how: (page: Page) => Promise<unknown>): Promise<void> {
    const page = await this.page(tab);
    for (const known of this.#tabs) if (known.page === page) known.page = null;
    await how(page).catch(() => undefined);
  }

  /** All of them at once. */
  async loseAll(how: () => Promise<unknown>): Promise<void> {
    for (const tab of this.#tabs) tab.page = null;
    await how();
  }

  /** Opens again what was lost. */
  async reopen(): Promise<void> {
    await Promise.all(this.#tabs.filter(({page}) => page === null).map(tab => this.#open(tab)));
  }

  async closeTabs(): Promise<void> {
    const pages = this.#tabs.splice(0).flatMap(({page}) => page ?? []);
    await Promise.all(pages.map(close));
  }

  async freshPage(): Promise<Page> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const page = await this.lane.browser.newPage().catch(() => null);
      try {
        if (!page) throw new Error('The browser gives no tab.');
        await page.goto(`${this.origin}/tests/faults/page.html?${new URLSearchParams({endpoint: '/inkling/v1', account: this.account, user: 'one'})}`, {timeout: OPENS_WITHIN_MS});
        await page.waitForFunction(() => 'adapter' in window, undefined, {timeout: OPENS_WITHIN_MS});
        await page.evaluate(() => window.adapter.ready());
        return page;
      } catch (error) {
        // Offline, killed while it loaded: the next one is luckier.
        if (page) await close(page);
        if (Date.now() > deadline) throw new Error(`No page could be opened within ${PATIENCE_MS} ms: ${(error as Error).message}`, {cause: error});
        await wait(100);
      }
    }
  }

  #open(tab: Tab): Promise<void> {
    return tab.opening ??= this.freshPage().then(page => {
      tab.page = page;
      // Two faults may strike at once.
      const end = () => { if (tab.page === page) tab.page = null; };
      page.once('crash', end).once('close', end);
    }).finally(() => { tab.opening = null; });
  }
}

/** A frozen or dying page may not answer. */
export async function close(page: Page): Promise<void> {
  await Promise.race([page.close().catch(() => undefined), wait(3000, undefined, {ref: false})]);
}
