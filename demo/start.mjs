/** `npm start`: installs what is missing, builds what is out of date, starts the reference server with the demo. Imports nothing outside Node until the packages are there. */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {readOptions, USAGE} from './server/options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const leave = () => process.exit(0);

function optionsOrExit() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message} ${USAGE}`);
    process.exit(2);
  }
}

function install() {
  if (existsSync(new URL('../node_modules/.package-lock.json', import.meta.url))) return Promise.resolve();
  console.error('Installing the packages (once) …');
  return new Promise((resolve, reject) => {
    spawn('npm', ['ci', '--no-audit', '--no-fund'], {cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32'})
      .once('error', reject)
      .once('exit', code => (code === 0 ? resolve() : reject(new Error(`npm ci ended with ${code}.`))));
  });
}

if (optionsOrExit().help) {
  console.log(USAGE);
  process.exit(0);
}
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Inkling needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
}
process.on('SIGINT', leave).on('SIGTERM', leave);
try {
  await install();
  const {build} = await import('./build.mjs');
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.off('SIGINT', leave).off('SIGTERM', leave);
const {register} = await import('tsx/esm/api');
register();
await import('./server/main.ts');
