/** Real Chromium with a profile on disk, that dies when it is told to and comes back to the same profile. */
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {chromium, type BrowserContext, type CDPSession, type Page} from 'playwright';
import {findBrowser} from '../support/browser.mjs';

const OPENS_WITHIN_MS = 3000;

export class KillableBrowser {
  #context: BrowserContext | null = null;
  #session: CDPSession | null = null;

  private constructor(private readonly profile: string, private readonly prepare: (context: BrowserContext) => Promise<void>) {}

  /** @param prepare is asked at each start, before any page is there */
  static async start(prepare: (context: BrowserContext) => Promise<void> = async () => undefined): Promise<KillableBrowser> {
    const browser = new KillableBrowser(await mkdtemp(join(tmpdir(), 'inkling-profile-')), prepare);
    await browser.up();
    return browser;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser is down.');
    return this.#context;
  }

  get isUp(): boolean {
    return this.#context !== null;
  }

  get version(): string {
    return this.context.browser()?.version() ?? 'unknown';
  }

  async up(): Promise<void> {
    const executablePath = findBrowser();
    if (!executablePath) throw new Error('No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or name it in INKLING_BROWSER.');
    const context = await chromium.launchPersistentContext(this.profile, {executablePath, args: ['--no-sandbox']});
    await this.prepare(context);
    this.#session = await context.browser()?.newBrowserCDPSession() ?? null;
    this.#context = context;
  }

  /** SIGKILL to the browser's process: it writes nothing more, and all of its children end with it. */
  async kill(): Promise<void> {
    const {context} = this;
    const ended = new Promise(resolve => context.once('close', resolve));
    const processes = await this.#processes('browser');
    this.#context = null;
    for (const id of processes) process.kill(id, 'SIGKILL');
    await ended;
  }

  /** SIGKILL to every renderer: all tabs are gone, the browser and what it stores are not. Resolves when the browser knows: until then it would give a new tab to a dead process. */
  async killRenderers(): Promise<void> {
    const dying = await this.#processes('renderer');
    for (const id of dying) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    for (let time = 0; time < 100 && (await this.#processes('renderer')).some(id => dying.includes(id)); time++) await wait(20);
  }

  /** Rejects where the renderer that it is to live in dies first: Playwright itself would wait for ever. */
  async newPage(): Promise<Page> {
    const opening = this.context.newPage();
    const late = wait(OPENS_WITHIN_MS, undefined, {ref: false}).then(() => { throw new Error(`No tab was opened within ${OPENS_WITHIN_MS} ms.`); });
    opening.catch(() => undefined);
    late.catch(() => undefined);
    return Promise.race([opening, late]);
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = null;
    await rm(this.profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});
  }

  async #processes(type: string): Promise<readonly number[]> {
    const known = await this.#session?.send('SystemInfo.getProcessInfo').catch(() => null);
    return known?.processInfo.filter(process => process.type === type).map(({id}) => id) ?? [];
  }
}
