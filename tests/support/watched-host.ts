/** A host page of its own before the demo server: everything that leaves the page for its origin passes through here and is written down. */
import {createServer, request, type IncomingHttpHeaders, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';

export interface Passed {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: string;
}

export class WatchedHost {
  readonly passed: Passed[] = [];
  /** Of the page at `/host`: what stands in its body, and the headers that it is served with. */
  page: {readonly body: string; readonly headers?: Readonly<Record<string, string>>} = {body: ''};
  /** What browsers reported to `/reports`: violations of a content security policy. */
  readonly reports: string[] = [];
  /** Headers of all else. */
  headers: Readonly<Record<string, string>> = {};
  /** Changes what the server answered to a path that ends so, as text. */
  readonly rewritten = new Map<string, (body: string, passed: Passed) => string | Promise<string>>();
  #server: Server;
  url = '';

  private constructor(private readonly target: string) {
    this.#server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const raw = Buffer.concat(chunks);
        const {method = 'GET', url: path = '/', headers} = incoming;
        if (path.startsWith('/host')) {
          outgoing.writeHead(200, {'content-type': 'text/html; charset=utf-8', ...this.page.headers}).end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>${this.page.body}</html>`);
          return;
        }
        // Every browser asks, and prints that there is none.
        if (path === '/favicon.ico') return void outgoing.writeHead(204).end();
        if (path.startsWith('/reports')) {
          this.reports.push(raw.toString('utf8'));
          outgoing.writeHead(204, {'access-control-allow-origin': '*'}).end();
          return;
        }
        if (method === 'OPTIONS' && this.headers['access-control-allow-origin']) {
          outgoing.writeHead(204, {...this.headers, 'access-control-allow-methods': 'GET, POST, DELETE', 'access-control-allow-headers': '*'}).end();
          return;
        }
        const passed: Passed = {method, path, headers, body: (headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8')};
        this.passed.push(passed);
        const rewrite = [...this.rewritten].find(([end]) => path.endsWith(end))?.[1];
        const forwarded = request(new URL(path, this.target), {method, agent: false, headers: {...headers, connection: 'close', host: new URL(this.target).host, ...(headers.origin && {origin: new URL(this.target).origin}), ...(rewrite && {'accept-encoding': 'identity'})}}, answer => {
          const answered = {...answer.headers, ...this.headers};
          if (!rewrite) {
            outgoing.writeHead(answer.statusCode ?? 502, answered);
            answer.pipe(outgoing);
            return;
          }
          const parts: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => parts.push(chunk)).on('end', () => {
            delete answered['content-length'];
            delete answered['transfer-encoding'];
            void Promise.resolve(rewrite(Buffer.concat(parts).toString('utf8'), passed)).then(text => outgoing.writeHead(answer.statusCode ?? 502, answered).end(text));
          });
        });
        forwarded.on('error', () => outgoing.destroy());
        forwarded.end(raw);
      });
    });
  }

  static async before(target: string): Promise<WatchedHost> {
    const host = new WatchedHost(target);
    await new Promise<void>(resolve => host.#server.listen(0, '127.0.0.1', resolve));
    host.url = `http://127.0.0.1:${(host.#server.address() as AddressInfo).port}`;
    return host;
  }

  to = (end: string): Passed[] => this.passed.filter(({path}) => path.endsWith(end));

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
