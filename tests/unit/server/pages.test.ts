import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {brotliCompressSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {aServer, post, temporaryDirectory} from './server-at-hand.js';

const MODEL = Buffer.from('a model of many bytes '.repeat(100));

async function aBuild(): Promise<string> {
  const root = await temporaryDirectory();
  const files: Record<string, string | Buffer> = {
    'dist/define.js': `${'// the package\n'.repeat(200)}`,
    'dist/worker.js': '// the worker',
    'dist/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm': Buffer.alloc(3 * 1024 * 1024, 7),
    'dist/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm.br': brotliCompressSync(Buffer.alloc(3 * 1024 * 1024, 7)),
    'dist/demo/index.html': '<!doctype html><title>Demo</title>',
    'dist/demo/assets/worker-abcd1234.js': '// the demo\'s worker',
    'dist/.built.json': '{}',
    'models/ranker/ranker-0123456789ab.onnx': MODEL,
    'models/ranker/current.json': '{}',
    'secret.txt': 'secret',
  };
  for (const [path, body] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), body);
  }
  return root;
}

const fetched = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {headers});
  return {status: response.status, body: Buffer.from(await response.arrayBuffer()), header: (name: string) => response.headers.get(name)};
};

test.each([
  ['/', 'text/html; charset=utf-8', 'no-cache'],
  ['/inkling/define.js', 'text/javascript; charset=utf-8', 'no-cache'],
  ['/inkling/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm', 'application/wasm', 'public, max-age=31536000, immutable'],
  ['/models/ranker-0123456789ab.onnx', 'application/octet-stream', 'public, max-age=31536000, immutable'],
  ['/models/current.json', 'application/json', 'no-cache'],
])('%s has its type, its cache and an ETag that answers 304', async (path, type, cache) => {
  const server = await aServer({root: await aBuild()});
  const url = `http://127.0.0.1:${server.port}${path}`;
  const {status, header} = await fetched(url);
  expect(status).toBe(200);
  expect(header('content-type')).toBe(type);
  expect(header('cache-control')).toBe(cache);
  expect((await fetched(url, {'if-none-match': header('etag') ?? ''})).status).toBe(304);
});

test('scripts travel compressed, the wasm as it was compressed at build time', async () => {
  const server = await aServer({root: await aBuild()});
  const at = (path: string, encoding: string) => fetched(`http://127.0.0.1:${server.port}${path}`, {'accept-encoding': encoding});
  expect((await at('/inkling/define.js', 'gzip, br')).header('content-encoding')).toBe('br');
  expect((await at('/inkling/define.js', 'gzip')).header('content-encoding')).toBe('gzip');
  expect((await at('/inkling/define.js', 'identity')).header('content-encoding')).toBeNull();
  const wasm = await at('/inkling/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm', 'br');
  expect(wasm.header('content-encoding')).toBe('br');
  expect(wasm.body.equals(Buffer.alloc(3 * 1024 * 1024, 7))).toBe(true);
});

test.each(['/inkling/../../secret.txt', '/inkling/..%2f..%2fsecret.txt', '/..%2f..%2fsecret.txt', '/models/%2e%2e/%2e%2e/secret.txt', '/inkling/.built.json', '/inkling/%00', '/inkling/%ff'])('%s leads nowhere', async path => {
  const server = await aServer({root: await aBuild()});
  const {status, body} = await fetched(`http://127.0.0.1:${server.port}${path}`);
  expect(status).toBe(404);
  expect(body.toString()).not.toContain('secret\n');
});

test('a page is looked at under the policy that its address asks for, and its worker with it', async () => {
  const server = await aServer({root: await aBuild()});
  const policyOf = async (path: string, headers = {}) => (await fetched(server.url.slice(0, -1).replace('localhost', '127.0.0.1') + path, headers)).header('content-security-policy');
  expect(await policyOf('/')).toBeNull();
  expect(await policyOf('/?csp=strict')).toContain('script-src \'self\' \'wasm-unsafe-eval\'; worker-src \'self\'; connect-src \'self\'');
  expect(await policyOf('/?csp=no-wasm')).toContain('script-src \'self\'; worker-src');
  for (const worker of ['/inkling/worker.js', '/assets/worker-abcd1234.js']) {
    expect(await policyOf(worker)).toContain('wasm-unsafe-eval');
    expect(await policyOf(worker, {referer: 'http://localhost/?csp=no-wasm'})).not.toContain('wasm-unsafe-eval');
  }
});

test('a worker under no-wasm is never answered from a cache that knows another policy', async () => {
  const server = await aServer({root: await aBuild()});
  const url = `http://127.0.0.1:${server.port}/inkling/worker.js`;
  const etag = (await fetched(url)).header('etag') ?? '';
  const {status, header} = await fetched(url, {referer: 'http://localhost/?csp=no-wasm', 'if-none-match': etag});
  expect(status).toBe(200);
  expect(header('cache-control')).toBe('no-store');
});

test('a page of another origin may load scripts, models and the worker', async () => {
  const server = await aServer({root: await aBuild()});
  for (const path of ['/inkling/define.js', '/inkling/worker.js', '/models/ranker-0123456789ab.onnx']) {
    const {header} = await fetched(`http://127.0.0.1:${server.port}${path}`, {origin: 'http://elsewhere.localhost'});
    expect(header('access-control-allow-origin')).toBe('http://elsewhere.localhost');
    expect(header('cross-origin-resource-policy')).toBe('cross-origin');
  }
});

test('what is told to break breaks, and is mended', async () => {
  const server = await aServer({root: await aBuild()});
  const base = `http://127.0.0.1:${server.port}`;
  const model = () => fetched(`${base}/models/ranker-0123456789ab.onnx`);
  const break_ = (fault: unknown) => post(`${base}/demo/api/fault`, fault);

  await break_({model: 'corrupt', wasm: 'missing'});
  const corrupt = await model();
  const different = [...corrupt.body].filter((byte, index) => byte !== MODEL[index]);
  expect(corrupt.body.length).toBe(MODEL.length);
  expect(different).toHaveLength(1);
  expect(corrupt.header('cache-control')).toBe('no-store');
  expect((await fetched(`${base}/inkling/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm`)).status).toBe(404);

  await break_({model: 'missing'});
  expect((await model()).status).toBe(404);
  expect((await fetched(`${base}/models/current.json`)).status, 'the manifest, with its linear tier, stays').toBe(200);
  await break_({model: 'ok'});
  expect((await model()).body.equals(MODEL)).toBe(true);
  expect((await fetched(`${base}/inkling/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm`)).status, 'what is left out stays as it is').toBe(404);
  expect((await break_({model: 'melted'})).status).toBe(400);
  await fetch(`${base}/demo/api/fault`, {method: 'DELETE'});
  expect((await fetched(`${base}/inkling/assets/ort-1.30.0/ort-wasm-simd-threaded.jspi.wasm`)).status).toBe(200);
});

test('candidates and feedback are told to break too', async () => {
  const {api, port} = await aServer();
  const break_ = (fault: unknown) => post(`http://127.0.0.1:${port}/demo/api/fault`, fault);
  const ask = () => post(`${api}/candidates`, {account: 'act_1', queries: [{surface: 'campaign-list'}]});
  await break_({candidates: 'malformed'});
  const text = await (await ask()).text();
  expect(text).toContain('1e999');
  const [list] = (JSON.parse(text) as {lists: {candidates: ({id?: string} | null)[]}[]}).lists;
  expect(list?.candidates[0]).toBeNull();
  expect(list?.candidates.filter(candidate => candidate?.id === 'act_1-c0')).toHaveLength(2);
  await break_({candidates: 'error', feedback: 'down'});
  expect((await ask()).status).toBe(500);
  expect((await post(`${api}/feedback`, [])).status).toBe(503);
  await break_({candidates: 'slow', feedback: 'slow', delayMs: 1});
  expect((await ask()).status).toBe(200);
  expect((await post(`${api}/feedback`, [])).status).toBe(200);
});
