/** `npm run docs:states [-- --out DIR]`: every state of every element on one picture, light and dark, into `docs/` or DIR. From the page of states as it is built now. */
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

const executablePath = findBrowser();
if (!executablePath) {
  console.error('No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or name it in INKLING_BROWSER.');
  process.exit(2);
}
const store = mkdtempSync(join(tmpdir(), 'inkling-contact-sheet-'));
const {url, child} = await startServer(store);
const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
try {
  const page = await browser.newPage({viewport: {width: WIDTH, height: 1000}, reducedMotion: 'reduce'});
  for (const theme of ['light', 'dark']) {
    await page.goto(`${url}/states.html?theme=${theme}`);
    await page.locator('.states-head, .states-list').evaluateAll(parts => parts.forEach(part => part.remove()));
    await page.evaluate(() => document.body.classList.add('everywhere'));
    // Frames come when they are near.
    for (const frame of await page.locator('iframe').all()) await frame.scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    await page.evaluate(() => window.scrollTo(0, 0));
    const path = join(out, `states-${theme}.jpg`);
    await page.screenshot({path, fullPage: true, type: 'jpeg', quality: 60});
    console.log(`Wrote ${path}`);
  }
} finally {
  await browser.close();
  child.kill();
  rmSync(store, {recursive: true, force: true});
}
