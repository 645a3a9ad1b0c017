/** Files from disk, with the right type, an ETag, and compressed where that is cheap. */
import {createHash} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {extname, join, relative, resolve, sep} from 'node:path';
import {promisify} from 'node:util';
import {brotliCompress, constants, gzip} from 'node:zlib';
import type {Context} from 'hono';
import {Problem} from './problem.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.map': 'application/json', '.wasm': 'application/wasm', '.onnx': 'application/octet-stream', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.jpg': 'image/jpeg', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8', '.yaml': 'text/yaml; charset=utf-8', '.ts': 'text/plain; charset=utf-8',
};

/** Named by their content, by a bundler's hash or by ours (12 or 64 hex digits), or by the version of ORT that they belong to. */
const NEVER_CHANGES = /-(?:[0-9a-f]{12}|[0-9a-f]{64})\.(?:onnx|json)$|(?:^|\/)(?:assets|chunks)\/.*-[\w-]{8}\.\w+$|^assets\/ort-[\d.]+\//;
/** Larger files are compressed at build time or not at all: a 14 MB wasm would take the first visitor a second. */
const COMPRESS_UP_TO = 2 * 1024 * 1024;

interface Packed {
  readonly etag: string;
  readonly body: Buffer<ArrayBuffer>;
}

/** One for each root; remembers what it compressed. */
export function staticFiles(root: string): (c: Context, path: string) => Promise<Response> {
  const packed = new Map<string, Packed>();

  async function pack(file: string, etag: string, body: Buffer<ArrayBuffer>, encoding: 'br' | 'gzip'): Promise<Buffer<ArrayBuffer> | null> {
    const key = `${encoding} ${file}`;
    const before = packed.get(key);
    if (before?.etag === etag) return before.body;
    const beside = encoding === 'br' ? await readFile(`${file}.br`).catch(() => null) : null;
    if (!beside && body.length > COMPRESS_UP_TO) return null;
    const made = beside ?? (encoding === 'br'
      ? await promisify(brotliCompress)(body, {params: {[constants.BROTLI_PARAM_QUALITY]: 5}})
      : await promisify(gzip)(body));
    packed.set(key, {etag, body: made as Buffer<ArrayBuffer>});
    return made as Buffer<ArrayBuffer>;
  }

  return async (c, path) => {
    const file = within(root, path);
    const info = await stat(file).catch(() => null);
    if (!info?.isFile()) throw new Problem(404, `There is no ${c.req.path} here.`);
    const etag = `"${createHash('sha256').update(`${path} ${info.mtimeMs} ${info.size}`).digest('base64url').slice(0, 22)}"`;
    c.header('etag', etag);
    c.header('vary', 'accept-encoding', {append: true});
    c.header('cache-control', NEVER_CHANGES.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (c.req.header('if-none-match')?.split(/\s*,\s*/).includes(etag)) return c.body(null, 304);
    c.header('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    const body = await readFile(file) as Buffer<ArrayBuffer>;
    const accepted = c.req.header('accept-encoding') ?? '';
    const encoding = /\.(png|jpg|woff2)$/.test(file) || body.length < 1024 ? null : /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null;
    const small = encoding ? await pack(file, etag, body, encoding) : null;
    if (!small || !encoding) return c.body(body);
    c.header('content-encoding', encoding);
    return c.body(small);
  };
}

/** The file under `root` that a URL's path names; a path that leaves it, or names a hidden file, names nothing. */
function within(root: string, path: string): string {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    throw new Problem(404, 'The path is not percent-encoded text.');
  }
  const file = resolve(join(root, name));
  if (name.includes('\0') || relative(root, file).split(sep).some(part => part.startsWith('.'))) throw new Problem(404, 'There is nothing here.');
  return file;
}
