/** Serves a built example as its host would: its files, `POST /host/apply` for what the advertiser applies, `DELETE /host/apply/ID` for what is taken back, and the Inkling server behind the same origin. */
import {createReadStream, realpathSync, statSync} from 'node:fs';
import {createServer, request as ask} from 'node:http';
import {extname, join, resolve, sep} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';

const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.map': 'application/json'};

/**
 * @param {{folder: string, inkling: string, port?: number}} options `folder` of the built pages; `inkling`: URL of the Inkling server
 * @returns {Promise<{url: string, applied: {candidateId: string, value?: unknown}[], undone: string[], asked: string[], close(): Promise<void>}>} `undone`: ids of applications that were taken back; `asked`: paths that pages asked for
 */
export async function serve({folder, inkling, port = 0}) {
  const applied = [];
  const undone = [];
  const asked = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    asked.push(path);
    if (/^\/(inkling\/v1|models)\//.test(path)) forward(inkling, request, response);
    else if (request.method === 'POST' && path === '/host/apply') readJson(request, response, apply => applied.push(apply));
    else if (request.method === 'DELETE' && path.startsWith('/host/apply/')) {
      undone.push(path.slice('/host/apply/'.length));
      response.writeHead(204).end();
    } else sendFile(folder, path, response);
  });
  await new Promise((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`, applied, undone, asked,
    close: () => new Promise(done => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

function readJson(request, response, use) {
  let text = '';
  request.on('data', chunk => (text = (text + chunk).slice(0, 100_000))).on('end', () => {
    try {
      use(JSON.parse(text));
      response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify({applicationId: 'host-1', undoUntil: Date.now() + 30_000}));
    } catch {
      response.writeHead(400).end();
    }
  });
}

function forward(inkling, request, response) {
  const target = new URL(request.url ?? '/', inkling);
  const onward = ask(target, {method: request.method, headers: {...request.headers, host: target.host, ...(request.headers.origin && {origin: target.origin})}}, answer => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(onward);
}

function sendFile(folder, path, response) {
  const root = realpathSync(folder);
  const file = resolve(root, `.${decodeURIComponent(path)}`);
  const named = statSync(file, {throwIfNoEntry: false})?.isDirectory() ? join(file, 'index.html') : file;
  // Packages may be linked into node_modules, so the path is judged as it is asked, not as it lies.
  if (!named.startsWith(root + sep) || !statSync(named, {throwIfNoEntry: false})?.isFile()) return void response.writeHead(404).end();
  response.writeHead(200, {'content-type': TYPES[extname(named)] ?? 'application/octet-stream'});
  createReadStream(named).pipe(response);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const {values, positionals: [folder = '.']} = parseArgs({allowPositionals: true, options: {inkling: {type: 'string', default: 'http://localhost:8787'}, port: {type: 'string', default: '8080'}, account: {type: 'string', default: ''}}});
  const built = ['dist', 'public', '.'].map(name => join(folder, name)).find(path => statSync(join(path, 'index.html'), {throwIfNoEntry: false}));
  if (!built) {
    console.error(`There is no index.html in ${folder}, nor in its dist or public: run \`npm run build\` there.`);
    process.exit(1);
  }
  const {url} = await serve({folder: built, inkling: values.inkling, port: Number(values.port)});
  console.log(`${url}/?account=${values.account}`);
}
