#!/usr/bin/env node
/** `npx inkling copy-assets DIR`: the worker and ORT's files, for pages whose bundler does not follow `new Worker(new URL(…))` or whose CSP wants them in a place of their own. Shipped as dist/cli.mjs. */
import {cpSync, existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const USAGE = 'Usage: npx inkling copy-assets DIR\nCopies worker.js and what it loads into DIR, and says what to set.';
const dist = fileURLToPath(new URL('.', import.meta.url));

function fail(message) {
  console.error(message);
  process.exit(1);
}

function copyAssets(target) {
  if (!existsSync(join(dist, 'worker.js'))) fail(`There is no worker.js beside ${dist}cli.mjs: the package is not whole. Install it again.`);
  try {
    mkdirSync(target, {recursive: true});
    for (const name of ['worker.js', 'chunks', 'assets']) cpSync(join(dist, name), join(target, name), {recursive: true, filter: path => !path.endsWith('.br')});
  } catch (error) {
    fail(`The files could not be copied to ${target}: ${error.message}`);
  }
  const ort = readdirSync(join(dist, 'assets')).find(name => name.startsWith('ort-'));
  console.log(`Copied worker.js, chunks/ and assets/${ort}/ to ${target}.
If it is served as /inkling/: createInsights({assets: {worker: '/inkling/worker.js'}, …}), or <inkling-provider assets-worker="/inkling/worker.js">.
Serve .wasm as application/wasm, and everything but worker.js with Cache-Control: immutable: those names change with their contents.`);
}

const [command, target, ...rest] = process.argv.slice(2);
if (command === '--help' || command === '-h') console.log(USAGE);
else if (command !== 'copy-assets' || !target || rest.length > 0) fail(USAGE);
else copyAssets(resolve(target));
