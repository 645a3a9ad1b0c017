/** Bytes from the network: never more than announced, never waited for without end; a download that is cut or stands still goes on where it stopped. */
import {InklingError, type ErrorName} from '../errors.js';

export interface DownloadOptions {
  readonly fetch: typeof fetch;
  /** Errors by name: `missing` where it cannot be had, `wrong` where it is longer than it may be. */
  readonly names: {readonly missing: ErrorName; readonly wrong: ErrorName};
  /** Milliseconds without a byte after which an attempt is given up. */
  readonly stallMs?: number;
}

/** The whole of it takes no longer. */
const DOWNLOAD_MS = 30_000;
const STALL_MS = 5000;
/** Attempts in turn that come no further than those before, until it is given up. */
const MAX_BARREN = 2;

/** An answer that no further attempt would better. */
class Refused extends Error {}

/** @throws {InklingError} one of `names` */
export async function download(url: string, maxBytes: number, {fetch, names, stallMs = STALL_MS}: DownloadOptions): Promise<Uint8Array<ArrayBuffer>> {
  const tooLong = () => new InklingError(names.wrong, `${url} is longer than the ${maxBytes} bytes that it may have. It is not used.`);
  const deadline = AbortSignal.timeout(DOWNLOAD_MS);
  const bytes = new Uint8Array(maxBytes);
  let length = 0;

  /** One request, for what is not here yet. Resolves when the body has come to its end. */
  const attempt = async (): Promise<void> => {
    const stalled = new AbortController();
    const signal = AbortSignal.any([deadline, stalled.signal]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => stalled.abort(new Error(`nothing came for ${stallMs} ms`)), stallMs);
    };
    alive();
    try {
      // What comes has its digest to match, so that no `If-Range` is asked for.
      const response = await fetch(url, {signal, ...(length > 0 && {headers: {range: `bytes=${length}-`}})});
      if (response.status === 416 || (length > 0 && response.status === 200)) length = 0;
      if (!response.ok || !response.body) throw new Refused(`the server answered ${response.status}`);
      // A length of packed bytes says nothing of the unpacked ones.
      if (!response.headers.has('content-encoding') && Number(response.headers.get('content-length')) > maxBytes - length) throw tooLong();
      const reader = response.body.getReader();
      // A stream need not hear of the signal: who reads it does.
      const stopped = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), {once: true}));
      stopped.catch(() => {});
      try {
        for (let part = await Promise.race([reader.read(), stopped]); !part.done; part = await Promise.race([reader.read(), stopped])) {
          alive();
          if (length + part.value.length > maxBytes) throw tooLong();
          bytes.set(part.value, length);
          length += part.value.length;
        }
      } catch (error) {
        reader.cancel().catch(() => {});
        throw error;
      }
    } finally {
      clearTimeout(timer);
    }
  };

  let furthest = 0;
  for (let barren = 0; ;) {
    try {
      await attempt();
      return bytes.slice(0, length);
    } catch (error) {
      if (error instanceof InklingError) throw error;
      barren = length > furthest ? 0 : barren + 1;
      furthest = Math.max(furthest, length);
      // It may be the range that is refused, on the way or by CORS: once more from the beginning.
      if (barren > 0) length = 0;
      if (error instanceof Refused || deadline.aborted || barren >= MAX_BARREN) {
        const why = error instanceof Refused ? error.message : String(error);
        throw new InklingError(names.missing, `${url} could not be loaded: ${why}. Look at the server, CORS and the page's CSP (connect-src).`, {cause: error});
      }
    }
  }
}
