/** Opens the store, takes a port, answers, and stops cleanly. */
import {createServer} from 'node:http';
import type {RequestListener, Server} from 'node:http';
import {join} from 'node:path';
import {getRequestListener} from '@hono/node-server';
import type {AddressInfo} from 'node:net';
import {createApp} from './app.js';
import {MAX_BODY_BYTES} from './body.js';
import {openDuckDbSink} from './duckdb-sink.js';
import type {EventSink} from './event-sink.js';
import {logToStderr} from './log.js';
import type {Log} from './log.js';
import type {Platform} from './platform.js';
import {createRates} from './rates.js';
import {createTokens, keptSecret} from './tokens.js';

export interface ServeOptions {
  /** The first port to try; 0 for any. */
  readonly port: number;
  /** Directory of the store, and of the tokens' secret. */
  readonly store: string;
  /** In place of the embedded one; closed with the server. */
  readonly sink?: EventSink;
  /** Of the repository. */
  readonly root: string;
  /** Directory of the served ranker; `models/ranker` of the root when left out. */
  readonly models?: string;
  readonly platform: Platform;
  readonly tokenRequired?: boolean;
  /** At least 32 bytes, shared by all processes that take the same tokens; one kept beside the store when left out. */
  readonly tokenSecret?: string;
  readonly tokenLifeMs?: number;
  /** Pages that may call; those of this machine when left out. */
  readonly origins?: readonly string[];
  /** Calls a second and account. */
  readonly rate?: number;
  readonly maxBodyBytes?: number;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Ms, never backwards; what rates go by. */
  readonly clock?: () => number;
  readonly log?: Log;
}

export interface Running {
  readonly port: number;
  readonly url: string;
  /** Lets answers under way finish for half a second, commits what waits, closes the store. */
  close(): Promise<void>;
}

/** Ports that are tried before giving up. */
const TRIES = 50;
const GRACE_MS = 500;
/** Whoever takes longer to say what they want is holding a place: node's own limits are for uploads by hand. */
const LIMITS = {headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000} as const;

export async function serve(options: ServeOptions): Promise<Running> {
  const {port, store, root, models = join(root, 'models/ranker'), platform, tokenRequired = false, maxBodyBytes = MAX_BODY_BYTES, now = Date.now, origins, log = logToStderr} = options;
  const sink = options.sink ?? await openDuckDbSink(store, log);
  const tokens = createTokens({secret: options.tokenSecret ?? await keptSecret(join(store, 'token.key')), now, lifeMs: options.tokenLifeMs});
  const app = createApp({platform, sink, root, models, now, maxBodyBytes, tokens, tokenRequired, rates: createRates({perSecond: options.rate, clock: options.clock}), origins, log});
  const listener = getRequestListener((request, env) => app.fetch(request, env));
  let servers: Server[];
  try {
    servers = await listenNear(port, listener);
  } catch (error) {
    await sink.close();
    throw error;
  }
  const taken = (servers[0]?.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    port: taken,
    url: `http://localhost:${taken}/`,
    close: () => (closing ??= stop(servers).then(() => sink.close())),
  };
}

async function listenNear(port: number, listener: RequestListener): Promise<Server[]> {
  for (let candidate = port; candidate < port + TRIES && candidate < 65_536; candidate++) {
    const servers = await listenAt(candidate, listener);
    if (servers) return servers;
  }
  throw new Error(`Ports ${port} to ${Math.min(port + TRIES, 65_536) - 1} are all taken; give another with --port.`);
}

/** On both loopback addresses, because `localhost` is either; null when either is taken. Never on the network. */
async function listenAt(port: number, listener: RequestListener): Promise<Server[] | null> {
  const four = await listen(createServer(LIMITS, listener), port, '127.0.0.1');
  if (four === 'taken') return null;
  if (four === 'absent') throw new Error('This machine has no loopback address 127.0.0.1.');
  const six = await listen(createServer(LIMITS, listener), (four.address() as AddressInfo).port, '::1');
  if (six === 'absent') return [four];
  if (six !== 'taken') return [four, six];
  await new Promise(resolve => four.close(resolve));
  return null;
}

function listen(server: Server, port: number, host: string): Promise<Server | 'taken' | 'absent'> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve('taken');
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve('absent');
      else reject(error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

async function stop(servers: readonly Server[]): Promise<void> {
  const closed = Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  for (const server of servers) server.closeIdleConnections();
  const timer = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, GRACE_MS);
  await closed;
  clearTimeout(timer);
}
