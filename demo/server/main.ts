/** The server as a process: `node --import tsx demo/server/main.ts [--port 8787] [--store DIR] [--models DIR] [--now TIME] [--require-token] [--origins LIST] [--rate CALLS]`. Builds nothing; `npm start` does. */
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {EMBEDDING_VERSION} from '../../models/world/embedding.js';
import {createWorld} from '../../models/world/world.js';
import {applyEarlier} from './lived-before.js';
import {readOptions} from './options.mjs';
import {serve} from './serve.js';
import type {Running} from './serve.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** Accounts that have something to report from the start. */
const LIVED_BEFORE = 8;
/** Whoever asks a process to stop waits no longer than this. */
const STOP_WITHIN_MS = 2000;

let running: Promise<Running> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);

try {
  const options = readOptions(process.argv.slice(2));
  const {port} = options;
  running = start(options);
  const {url, port: taken} = await running;
  if (port !== 0 && taken !== port) console.log(`Port ${port} is taken; using ${taken} instead.`);
  console.log(`Inkling demo: ${url}`);
} catch (error) {
  console.error(`The server did not start: ${(error as Error).message}`);
  process.exit(1);
}

async function start({port, store, models, now: startsAt, tokenRequired, origins, rate}: ReturnType<typeof readOptions>): Promise<Running> {
  const shift = startsAt === null ? 0 : startsAt - Date.now();
  const now = () => Date.now() + shift;
  const platform = Object.assign(createWorld({seed: 7}), {embedding: {version: EMBEDDING_VERSION}});
  for (const id of platform.accountIds.slice(0, LIVED_BEFORE)) applyEarlier(platform, id, now());
  const rest = {root, models: models === null ? undefined : resolve(models), platform, tokenRequired, origins, rate, now, tokenSecret: process.env['INKLING_TOKEN_SECRET'] || undefined};
  const directory = store === null ? join(root, '.store') : resolve(store);
  try {
    return await serve({port, store: directory, ...rest});
  } catch (error) {
    if (!isLocked(error)) throw error;
    if (store !== null) throw new Error(`the store ${directory} is in use by another process; stop that one, or give another with --store.`, {cause: error});
    const own = await mkdtemp(join(tmpdir(), 'inkling-store-'));
    console.log(`The store ${relative(process.cwd(), directory)} is in use by another process; this one keeps its feedback in ${own}.`);
    return await serve({port, store: own, ...rest});
  }
}

function isLocked(error: unknown): boolean {
  return /Could not set lock|being used by another process/i.test((error as Error).message);
}

/** A terminal's ctrl-C reaches this process twice, from the terminal and from npm: the second changes nothing. */
function stop(): void {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  Promise.resolve(running).then(server => server?.close()).then(() => process.exit(0), () => process.exit(1));
}
