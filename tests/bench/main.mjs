/** `npm run bench -- [--only ranks|policy|paint|start|inline|visit|recovery|memory|bytes|collector] [--runs N] [--model DIR] [--at 0.5] [--json FILE]`: speed and size in Chromium, and the reference server's, ratios within one run. `--at`: the quantile that ranks are compared at. */
import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {extname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {chromium} from 'playwright';
import {build} from '../../demo/build.mjs';
import {findBrowser} from '../support/browser.mjs';
import {measureInline, sayInline} from './inline.mjs';
import {measureCollector, sayCollector} from './collector.mjs';
import {measureMemory, sayMemory} from './memory.mjs';
import {measureRecovery, sayRecovery} from './recovery.mjs';
import {measureVisit, sayVisit} from './visit.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = ['ranks', 'policy', 'paint', 'start', 'inline', 'visit', 'recovery', 'memory', 'bytes', 'collector'];
const SIZES = [10, 50, 100, 500];
const POLICY_SIZES = [50, 1000];
const TYPES = {'.json': 'application/json', '.onnx': 'application/octet-stream', '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm'};

const {values} = parseArgs({options: {only: {type: 'string'}, runs: {type: 'string', default: '200'}, at: {type: 'string', default: '0.5'}, model: {type: 'string', default: join(root, 'models/ranker')}, json: {type: 'string'}}});
const runs = Number(values.runs);
const at = Number(values.at);
if (!(at > 0 && at < 1)) fail(`--at must be a quantile between 0 and 1, not ${values.at}.`);
if (values.only && !NAMES.includes(values.only)) fail(`There is no measurement named ${values.only}. Choose one of ${NAMES.join(', ')}.`);
if (!Number.isInteger(runs) || runs < 1) fail(`--runs must be a whole number of at least 1, not ${values.runs}.`);
if (values.only === 'collector') {
  const collector = await measureCollector();
  sayCollector(collector);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, collector}, null, 2)}\n`);
  process.exit(0);
}
const executablePath = findBrowser();
if (!executablePath) fail('No Chromium or Chrome was found. Install one (Debian: apt-get install chromium), or name it in INKLING_BROWSER.');
const folder = resolve(values.model);
const wanted = name => !values.only || values.only === name;

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}

const quantile = (times, q) => {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
};
// Where others use the machine too, the best tenth still says what the work takes.
const summary = times => ({p10: round(quantile(times, 0.1)), p50: round(quantile(times, 0.5)), p95: round(quantile(times, 0.95)), at: round(quantile(times, at))});
const round = ms => Math.round(ms * 1000) / 1000;

async function buildAll() {
  await build();
  const {status} = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', 'bench', '--logLevel', 'warn'], {cwd: root, stdio: ['ignore', 2, 2]});
  if (status !== 0) fail('The build failed, see above.');
}

function startServer(store) {
  const child = spawn(process.execPath, ['demo/start.mjs', '--port', '0', '--store', store], {cwd: root, stdio: ['ignore', 'pipe', 2]});
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', chunk => {
      said += chunk;
      const match = /Inkling demo: (http\S+?)\/?\s/.exec(said);
      if (match) resolve({url: match[1], child});
    });
    child.once('exit', code => reject(new Error(`The demo server ended with ${code}: ${said}`)));
  });
}

/** A page on the server's origin whose files come from the bench build. */
async function benchPage(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(`${url}/models/**`, route => {
    const path = new URL(route.request().url()).pathname.replace('/models/', '');
    return route.fulfill({body: readFileSync(join(folder, path)), contentType: TYPES[extname(path)]});
  });
  await page.route(`${url}/bench/**`, route => {
    const path = new URL(route.request().url()).pathname.replace('/bench/', '') || 'index.html';
    return route.fulfill({body: readFileSync(join(root, '.cache/bench', path)), contentType: TYPES[extname(path)] ?? 'application/octet-stream'});
  });
  await page.goto(`${url}/bench/index.html`);
  await page.waitForFunction(() => 'bench' in window);
  return page;
}

async function measureRanks(browser, url, plan) {
  const page = await benchPage(browser, url);
  const neural = await page.evaluate(asked => window.bench.ranks(asked), plan);
  const linear = await page.evaluate(asked => window.bench.linearRanks(asked), plan);
  await page.context().close();
  return neural.map(({candidates, steps}, index) => {
    const of = name => summary(steps.map(step => step[name]));
    const row = Object.fromEntries(['bare', 'whole', 'encoder', 'rank', 'rankAnew', 'client', 'clientAhead', 'clientAnew'].map(name => [name, of(name)]));
    const ratio = (a, b) => round(row[a].at / row[b].at);
    return {
      candidates, padded: steps[0].padded, ...row, linearClient: summary(linear[index].client),
      rankToBare: ratio('rank', 'bare'), clientToBare: ratio('client', 'bare'), clientToWhole: ratio('client', 'whole'), wholeToBare: ratio('whole', 'bare'), clientAdds: round(row.client.at - row.rank.at),
    };
  });
}

async function measurePolicy(browser, url, plan) {
  const page = await benchPage(browser, url);
  const measured = await page.evaluate(asked => window.bench.policy(asked), {...plan, sizes: POLICY_SIZES});
  await page.context().close();
  return measured.map(({candidates, steps}) => {
    const row = {candidates, micros: summary(steps.map(step => step.micros)), client: summary(steps.map(step => step.client))};
    return {...row, share: round(row.micros.p50 / 1000 / row.client.p50)};
  });
}

/** From the candidates' last byte to the first card in the page, in the linear tier, over fresh pages of one warm browser. */
async function measurePaint(browser, url) {
  const times = [];
  const context = await browser.newContext({viewport: {width: 1440, height: 900}});
  for (let i = 0; i < 12; i += 1) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const look = () => {
        const cards = [...document.querySelectorAll('inkling-panel')].flatMap(panel => [...panel.shadowRoot?.querySelectorAll('inkling-card') ?? []]);
        if (cards.some(card => card.shadowRoot?.querySelector('h3, h4, [part~=headline]')?.textContent?.trim())) window.cardsAt = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(`${url}/?backend=linear&consent=all`);
    await page.waitForFunction(() => 'cardsAt' in window);
    const ms = await page.evaluate(() => {
      const answers = performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/candidates'));
      return window.cardsAt - answers[0].responseEnd;
    });
    await page.close();
    if (i >= 2) times.push(ms);
  }
  await context.close();
  return {frames: 'measured at animation frames, so in steps of 16.7 ms', ...summary(times)};
}

async function measureStart(browser, url, plan) {
  const cold = [];
  const warm = [];
  for (let i = 0; i < 5; i += 1) {
    const page = await benchPage(browser, url);
    cold.push(await page.evaluate(asked => window.bench.coldStart(asked), plan));
    warm.push(await page.evaluate(asked => window.bench.coldStart(asked), plan));
    await page.context().close();
  }
  const of = list => ({readyMs: summary(list.map(entry => entry.readyMs)), firstSlateMs: summary(list.map(entry => entry.firstSlateMs)), backend: list[0].backend, firstTier: list[0].firstTier});
  return {cold: of(cold), warm: of(warm)};
}

function measureBytes() {
  const file = join(root, '.cache/size.json');
  spawnSync(process.execPath, ['tests/bench/size.mjs', '--json', file], {cwd: root, stdio: ['ignore', 2, 2]});
  return JSON.parse(readFileSync(file, 'utf8')).entries.map(({name, gzip, brotli}) => ({name, gzip, brotli}));
}

await buildAll();
const store = mkdtempSync(join(tmpdir(), 'inkling-bench-'));
const {url, child} = await startServer(store);
const browser = await chromium.launch({executablePath, args: ['--no-sandbox']});
const report = {chromium: browser.version(), processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, runs, at, history: 64};
try {
  const current = JSON.parse(readFileSync(join(folder, 'current.json'), 'utf8'));
  const plan = {model: {...current, manifest: `/models/${current.manifest}`}, sizes: SIZES, runs, warmUp: Math.min(runs, 20)};
  report.model = `${current.name} ${current.version}`;
  if (wanted('ranks')) report.ranks = await measureRanks(browser, url, plan);
  if (wanted('policy')) report.policy = await measurePolicy(browser, url, plan);
  if (wanted('paint')) report.firstPaint = await measurePaint(browser, url);
  if (wanted('start')) report.start = await measureStart(browser, url, plan);
  if (wanted('inline')) sayInline(report.inline = await measureInline(browser, () => benchPage(browser, url), plan));
  // Long, so that they are asked for by name.
  if (values.only === 'visit') sayVisit(report.visit = await measureVisit(browser, url));
  if (values.only === 'recovery') report.recovery = await measureRecovery(url, summary);
  if (values.only === 'memory') report.memory = await measureMemory(url);
  if (wanted('bytes')) report.bytes = measureBytes();
} finally {
  await browser.close();
  child.kill('SIGTERM');
  rmSync(store, {recursive: true, force: true});
}
if (wanted('collector')) sayCollector(report.collector = await measureCollector());
if (report.ranks) {
  console.log(`Milliseconds at the quantile ${at}. bare: the run with the history encoded before; whole: with its encoding; rank: the worker's; client: as the page sees it, with the history known, encoded ahead after a record, and anew.`);
  console.table(report.ranks.map(row => ({
    N: row.candidates, bare: row.bare.at, whole: row.whole.at, encoder: row.encoder.at, rank: row.rank.at, 'rank anew': row.rankAnew.at,
    client: row.client.at, 'client p95': row.client.p95, 'client ahead': row.clientAhead.at, 'client anew': row.clientAnew.at, linear: row.linearClient.at,
    'client : bare': row.clientToBare, 'client : whole': row.clientToWhole, 'whole : bare': row.wholeToBare, 'client adds': row.clientAdds,
  })));
}
if (report.policy) console.table(report.policy.map(row => ({N: row.candidates, 'policy p50, µs': row.micros.p50, 'policy p95, µs': row.micros.p95, 'client p50, ms': row.client.p50, 'share of client.rank': row.share})));
if (report.firstPaint) console.log(`First paint in the linear tier, from the candidates' last byte: p50 ${report.firstPaint.p50} ms, p95 ${report.firstPaint.p95} ms (${report.firstPaint.frames}).`);
if (report.start) console.log(`Ready, cold: p50 ${report.start.cold.readyMs.p50} ms; warm: ${report.start.warm.readyMs.p50} ms (${report.start.cold.backend}). First slate, cold: ${report.start.cold.firstSlateMs.p50} ms by ${report.start.cold.firstTier}.`);
if (report.recovery) sayRecovery(report.recovery);
if (report.memory) sayMemory(report.memory);
if (report.bytes) console.table(report.bytes);
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
