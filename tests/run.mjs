/** `npm test`: everything, on a fresh clone too. Ends with one line that adds up all suites. Imports nothing outside Node until packages are there. */
import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = `${root}.cache/`;
const total = {passed: 0, failed: 0, skipped: 0};
/** Why tests were skipped: what is not installed, and which package brings it. */
const missing = new Map();

function run(command, args, options = {}) {
  console.log(`\n▸ ${[command, ...args].join(' ')}`);
  return spawnSync(command, args, {cwd: root, stdio: 'inherit', ...options}).status ?? 1;
}

/** A step that either passes or fails as a whole. One whose work is on one core may run beside another. */
async function step(args) {
  console.log(`\n▸ npm run ${args.join(' ')}`);
  const status = await new Promise(resolve => spawn('npm', ['run', '--silent', ...args], {cwd: root, stdio: 'inherit'}).once('error', () => resolve(1)).once('exit', code => resolve(code ?? 1)));
  total[status === 0 ? 'passed' : 'failed'] += 1;
  return status === 0;
}

/** A suite that writes its counts; one that dies, or counts no test, is one failure. */
function suite(name, args, read, env = () => ({})) {
  const file = `${reports}${name}.json`;
  rmSync(file, {force: true});
  const status = run('npx', ['--no-install', ...args(file)], {env: {...process.env, ...env(file)}});
  const counts = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : {passed: 0, failed: 0, skipped: 0};
  if (counts.failed === 0 && (status !== 0 || counts.passed === 0)) counts.failed = 1;
  for (const key of Object.keys(total)) total[key] += counts[key];
  for (const reason of counts.reasons ?? []) missing.set(reason, (missing.get(reason) ?? 0) + 1);
}

/** The reasons of Playwright's skipped tests, one a test. */
const reasonsOf = ({suites = [], specs = []}) => [
  ...suites.flatMap(reasonsOf),
  ...specs.flatMap(({tests}) => tests.flatMap(({annotations}) => annotations.filter(({type}) => type === 'skip').slice(0, 1).map(({description}) => description ?? 'no reason was given'))),
];

const vitest = project => suite(
  project,
  file => ['vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
  report => ({passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests}),
);

const endToEnd = (name, ...which) => suite(
  name,
  () => ['playwright', 'test', ...which],
  report => ({passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected, skipped: report.stats.skipped, reasons: reasonsOf(report)}),
  file => ({PLAYWRIGHT_JSON_OUTPUT_NAME: file}),
);

function ensurePackages() {
  if (existsSync(`${root}node_modules/.package-lock.json`)) return;
  if (run('npm', ['ci', '--no-audit', '--no-fund']) !== 0) {
    console.error('The packages could not be installed: `npm ci` failed, see above. Check the network, then run `npm test` again.');
    process.exit(1);
  }
}

async function ensureBrowser() {
  const {findBrowser} = await import('./support/browser.mjs');
  if (findBrowser()) return;
  const debian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (debian) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'}});
    if (findBrowser()) return;
  }
  console.error('No Chromium or Chrome was found, and the browser tests need one. Install it (Debian, Ubuntu: `sudo apt-get install chromium`; elsewhere: Google Chrome, or `npx playwright install chromium`), or name one in INKLING_BROWSER.');
  process.exit(1);
}

ensurePackages();
mkdirSync(reports, {recursive: true});
await ensureBrowser();
await Promise.all([step(['lint']), step(['typecheck'])]);
vitest('unit');
if (await step(['build'])) {
  await Promise.all([step(['size']), step(['docs:build'])]);
  vitest('package');
  vitest('browser');
  endToEnd('e2e', '--grep-invert', '@alone');
  endToEnd('e2e-alone', '--grep', '@alone', '--workers', '1');
  suite(
    'faults',
    file => ['tsx', 'tests/faults/main.ts', '--seed', '1', '--runs', '12', '--json', file],
    report => ({passed: report.runs - report.failed.length, failed: report.failed.length, skipped: 0}),
  );
}
for (const [reason, count] of missing) console.log(`\nSkipped, ${count} ${count === 1 ? 'test' : 'tests'}: ${reason}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
