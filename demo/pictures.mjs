/** `npm run docs:pictures [-- --out DIR]`: the demo, and every state of every element on one picture, light and dark, into `docs/` or DIR. From the pages as they are built now. */
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {chromium} from 'playwright';
import {findBrowser} from '../tests/support/browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const WIDTH = 1680;
const {values: {out}} = parseArgs({options: {out: {type: 'string', default: join(root, 'docs')}}});

function startServer(store) {
  const child = spawn(process.execPath, [join(root, 'demo/start.mjs'), '--port', '0', '--store', store], {cwd: root, stdio: ['ignore', 'pipe', 2]});
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', chunk => {
      const url = /Inkling demo: (http\S+?)\/?\s/.exec(said += chunk)?.[1];
      if (url) resolve({url, child});
    });
    child.once('exit', code => reject(new Error(`The demo server ended with ${code}: ${said}`)));
  });
}

const into = (name, taken) => taken(join(out, name)).then(() => console.log(`Wrote ${join(out, name)}`));

/** The mock Ads Manager in use: its table was sorted, a card is open, and says why it is there. */
async function pictureDemo(browser, url) {
  const page = await browser.newPage({viewport: {width: 1440, height: 960}, reducedMotion: 'reduce'});
  await page.goto(`${url}/?backend=wasm&consent=all`);
  const card = page.locator('inkling-panel li > inkling-card').first();
  await card.waitFor();
  await page.evaluate(() => window.inkling.ready);
  await page.getByRole('button', {name: 'Cost per result'}).click();
  await card.getByRole('button', {name: 'Details'}).click();
  await card.getByRole('button', {name: 'Why this, why here'}).click();
  await card.getByText('From the platform').waitFor();
  await page.mouse.move(0, 0);
  await page.waitForLoadState('networkidle');
  await into('demo.png', path => page.screenshot({path}));
  await page.close();
}

async function pictureStates(browser, url, theme) {
  const page = await browser.newPage({viewport: {width: WIDTH, height: 1000}, reducedMotion: 'reduce'});
  await page.goto(`${url}/states.html?theme=${theme}`);
  await page.locator('.states-head, .states-list').evaluateAll(parts => parts.forEach(part => part.remove()));
  await page.evaluate(() => document.body.classList.add('everywhere'));
  // Frames come when they are near.
  for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded();
  // Or nearly so: a list whose server does not answer asks again.
  await page.waitForLoadState('networkidle', {timeout: 10_000}).catch(() => undefined);
  // What sticks to the window's edge stands where it would if nothing were below.
  await page.setViewportSize({width: WIDTH, height: await page.evaluate(() => document.documentElement.scrollHeight)});
  await into(`states-${theme}.jpg`, path => page.screenshot({path, fullPage: true, type: 'jpeg', quality: 60}));
  await page.close();
}

const executablePath = findBrowser();
if (!executablePath) {
  console.error('No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or name it in INKLING_BROWSER.');
  process.exit(2);
}
const store = mkdtempSync(join(tmpdir(), 'inkling-pictures-'));
const {url, child} = await startServer(store);
const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
try {
  await pictureDemo(browser, url);
  for (const theme of ['light', 'dark']) await pictureStates(browser, url, theme);
} finally {
  await browser.close();
  child.kill();
  rmSync(store, {recursive: true, force: true});
}
