/** WebKitGTK: its MiniBrowser on a screen of its own, by WebDriver over HTTP. */
import {spawn, type ChildProcess} from 'node:child_process';
import {createServer, type AddressInfo} from 'node:net';
import type {Readable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import {findWebKit} from '../browser.mjs';
import {VIEWPORT, type Engine, type Key, type Tab} from './driver.js';

const NO_WEBKIT = 'WebKitGTK is not installed (Debian: apt-get install webkit2gtk-driver xvfb), or name its driver in INKLING_WEBKIT';
/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS: Readonly<Record<Key, string>> = {Tab: '\uE004', Enter: '\uE007', Escape: '\uE00C'};
/** A screen that a window with this viewport fits on. */
const SCREEN = '1600x1200x24';

/** One call of WebDriver. Rejects with the driver's own message. */
type Call = <Value = null>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<Value>;

const callAt = (url: string): Call => async <Value>(method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}${path}`, {method, ...(body && {body: JSON.stringify(body)})});
  const {value} = await answer.json() as {value: Value & {error?: string; message?: string}};
  if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** Resolves with the number of the display that the X server chose. */
async function startScreen(xvfb: string): Promise<{screen: ChildProcess; display: string}> {
  const screen = spawn(xvfb, ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {stdio: ['ignore', 'ignore', 'ignore', 'pipe']});
  const display = await new Promise<string>((resolve, reject) => {
    (screen.stdio[3] as Readable).once('data', (chunk: Buffer) => resolve(`:${chunk.toString().trim()}`));
    screen.once('error', reject).once('exit', code => reject(new Error(`Xvfb ended with ${code}.`)));
  });
  return {screen, display};
}

/** There is one session, and it looks at one window at a time; what it looks at may not be closed when another is asked for. */
async function tabsOf(call: Call) {
  const first = await call<string>('GET', '/window');
  let looking = first;

  const tabOf = (handle: string): Tab => {
    const here: Call = async (method, path, body) => {
      if (looking !== handle) await call('POST', '/window', {handle});
      looking = handle;
      return call(method, path, body);
    };
    return {
      async goto(url) { await here('POST', '/url', {url}); },
      async evaluate<Argument, Result>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument) {
        const {result, error} = await here<{result?: Result; error?: string}>('POST', '/execute/async', {
          script: `const [argument, done] = arguments;
            (async () => (${run.toString()})(argument))().then(result => done({result}), error => done({error: String(error?.stack ?? error)}));`,
          args: [argument ?? null],
        });
        if (error !== undefined) throw new Error(error);
        return result as Result;
      },
      async point(x, y, press) {
        const actions = [{type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y)}, ...(press ? [{type: 'pointerDown', button: 0}, {type: 'pointerUp', button: 0}] : [])];
        await here('POST', '/actions', {actions: [{type: 'pointer', id: 'mouse', parameters: {pointerType: 'mouse'}, actions}]});
      },
      async press(key) {
        const value = KEYS[key];
        await here('POST', '/actions', {actions: [{type: 'key', id: 'keyboard', actions: [{type: 'keyDown', value}, {type: 'keyUp', value}]}]});
      },
      async toFront() { await here('GET', '/window'); },
      async screenshot() { return Buffer.from(await here<string>('GET', '/screenshot'), 'base64'); },
      async close() {
        await here('DELETE', '/window');
        await call('POST', '/window', {handle: first});
        looking = first;
      },
    };
  };

  return async (): Promise<Tab> => {
    // A window of its own: a tab behind another one draws no frames.
    const {handle} = await call<{handle: string}>('POST', '/window/new', {type: 'window'});
    await call('POST', '/window', {handle});
    looking = handle;
    const [frameWidth = 0, frameHeight = 0] = await call<number[]>('POST', '/execute/sync', {script: 'return [outerWidth - innerWidth, outerHeight - innerHeight]', args: []});
    await call('POST', '/window/rect', {x: 0, y: 0, width: VIEWPORT.width + frameWidth, height: VIEWPORT.height + frameHeight});
    return tabOf(handle);
  };
}

export const webkit: Engine = {
  name: 'WebKitGTK',
  tier: 'wasm',
  forced: false,
  missing: () => findWebKit() === null ? NO_WEBKIT : null,
  async launch() {
    const found = findWebKit();
    if (found === null) throw new Error(NO_WEBKIT);
    const {screen, display} = await startScreen(found.screen);
    const port = await freePort();
    // Within a container there are no user namespaces for WebKit's own sandbox, and no GPU.
    const env = {...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1'};
    const driver = spawn(found.driver, [`--port=${port}`], {env, stdio: 'ignore'});
    const end = () => {
      driver.kill();
      screen.kill();
    };
    try {
      const root = callAt(`http://127.0.0.1:${port}`);
      for (let ready = false; !ready; await wait(50)) {
        if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${driver.exitCode}.`);
        ready = await root<{ready: boolean}>('GET', '/status').then(status => status.ready, () => false);
      }
      const {sessionId, capabilities} = await root<{sessionId: string; capabilities: {browserVersion: string}}>('POST', '/session', {capabilities: {alwaysMatch: {pageLoadStrategy: 'normal'}}});
      const call: Call = (method, path, body) => root(method, `/session/${sessionId}${path}`, body);
      await call('POST', '/timeouts', {script: 300_000, pageLoad: 120_000});
      const tab = await tabsOf(call);
      return {
        version: capabilities.browserVersion,
        tab,
        async close() {
          await root('DELETE', `/session/${sessionId}`).catch(() => undefined);
          end();
        },
      };
    } catch (error) {
      end();
      throw error;
    }
  },
};
