/** One batch to the server and its verdict back [F3] [F7]. Knows nothing of storage. */
import * as v from 'valibot';
import type {Token} from '../token.js';
import type {FeedbackAnswer, FeedbackEvent} from '../wire-types.js';

export type Verdict =
  | {readonly kind: 'answered'; readonly answer: FeedbackAnswer}
  /** The token does not serve: wait for another. */
  | {readonly kind: 'unauthorized'}
  | {readonly kind: 'too-large'}
  /** The server cannot read this batch. */
  | {readonly kind: 'refused'; readonly reason: string}
  /** `after`: what the server asked for, milliseconds. */
  | {readonly kind: 'later'; readonly after: number | null};

export interface Transport {
  /** Never rejects. At hide the request leaves before this returns. Once `signal` is aborted nothing leaves any more, and what is under way is cut off. */
  send(events: readonly FeedbackEvent[], hiding: boolean, signal?: AbortSignal): Promise<Verdict>;
}

/** A body below this gains nothing by being packed. */
const MIN_GZIP_BYTES = 1024;
const PATIENCE_MS = 20_000;
const MAX_RETRY_AFTER_MS = 3_600_000;
const LATER: Verdict = {kind: 'later', after: null};

const Answer = v.object({
  accepted: v.array(v.string()),
  duplicate: v.array(v.string()),
  rejected: v.array(v.object({id: v.string(), reason: v.string()})),
});

/** @param endpoint without `/feedback` */
export function createTransport({endpoint, token, fetch, clock = Date.now}: {endpoint: string; token: Token; fetch: typeof globalThis.fetch; clock?: () => number}): Transport {
  const url = `${endpoint}/feedback`;

  const send = async (request: () => RequestInit | Promise<RequestInit>, signal?: AbortSignal): Promise<Verdict> => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const made = request();
      const ready = made instanceof Promise ? await made : made;
      // Forgotten while the token was asked for or the body was packed.
      signal?.throwIfAborted();
      const response = await fetch(url, {...ready, method: 'POST', signal: AbortSignal.any(signal ? [patience.signal, signal] : [patience.signal])});
      return await verdictOf(response, clock());
    } catch {
      return LATER;
    } finally {
      clearTimeout(timer);
    }
  };

  // CORS-simple: a preflight dies with the page, and the token has no header to travel in.
  const sendAtHide = (events: readonly FeedbackEvent[], signal?: AbortSignal) => send(() => ({
    keepalive: true, headers: {'content-type': 'text/plain'}, body: JSON.stringify({...(token.last !== undefined && {token: token.last}), events}),
  }), signal);

  const sendCalmly = (events: readonly FeedbackEvent[], signal?: AbortSignal) => send(async () => {
    const bearer = await token.get();
    const json = JSON.stringify(events);
    const packed = json.length < MIN_GZIP_BYTES ? null : await gzip(json);
    return {
      headers: {'content-type': 'application/cloudevents-batch+json', ...(packed && {'content-encoding': 'gzip'}), ...(bearer !== undefined && {authorization: `Bearer ${bearer}`})},
      body: packed ?? json,
    };
  }, signal);

  return {
    async send(events, hiding, signal) {
      if (hiding) return sendAtHide(events, signal);
      const verdict = await sendCalmly(events, signal);
      return verdict.kind === 'unauthorized' && !signal?.aborted && await token.renew() ? sendCalmly(events, signal) : verdict;
    },
  };
}

async function verdictOf(response: Response, now: number): Promise<Verdict> {
  const {status} = response;
  if (status === 401 || status === 403) return {kind: 'unauthorized'};
  if (status === 413) return {kind: 'too-large'};
  if (status === 400 || status === 415 || status === 422) return {kind: 'refused', reason: `http-${status}`};
  // A hotel's login page answers 200 too: only the server's own answer is acceptance.
  const answer = response.ok ? v.safeParse(Answer, await response.json().catch(() => null)) : null;
  if (answer?.success) return {kind: 'answered', answer: answer.output};
  return {kind: 'later', after: retryAfter(response.headers.get('retry-after'), now)};
}

/** Seconds or a date. */
function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS) : null;
}

async function gzip(text: string): Promise<Blob | null> {
  if (typeof CompressionStream === 'undefined') return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}
