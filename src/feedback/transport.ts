/** One batch to the server and its verdict back [F3] [F7]. Knows nothing of storage. */
import * as v from 'valibot';
import {toJson} from '../json.js';
import type {Token} from '../token.js';
import type {FeedbackAnswer, FeedbackEvent} from '../wire-types.js';

export type Verdict =
  | {readonly kind: 'answered'; readonly answer: FeedbackAnswer}
  /** The token does not serve: wait for another. */
  | {readonly kind: 'unauthorized'}
  | {readonly kind: 'too-large'}
  /** The server cannot read this batch. */
  | {readonly kind: 'refused'; readonly reason: string}
  /** `after`: what the server asked for, milliseconds. `code`: why. */
  | {readonly kind: 'later'; readonly after: number | null; readonly code: 'NET_DOWN' | 'SRV_RETRY' | 'SRV_THROTTLE' | 'ACK_BAD'};

export interface Transport {
  /** Never rejects. At hide the request leaves before this returns. Once `signal` is aborted nothing leaves any more, and what is under way is cut off. */
  send(events: readonly FeedbackEvent[], hiding: boolean, signal?: AbortSignal): Promise<Verdict>;
  /** Bytes of events that a request at hide may carry now; 0 for none. */
  readonly room: number;
}

/** A body below this gains nothing by being packed. */
const MIN_GZIP_BYTES = 1024;
const PATIENCE_MS = 20_000;
const MAX_RETRY_AFTER_MS = 3_600_000;
/** An answer names at most 500 ids; a portal's page may be of any size. */
const MAX_ANSWER_BYTES = 256 * 1024;
/**
 * A browser refuses what would bring the keepalive bodies of a page beyond 64 KiB, and so refuses the host's too; few requests of its own do no harm
 * (posthog-js#4140, sentry-javascript#7553: budgets for each request alone lost events).
 */
const KEEPALIVE = {bytes: 56 * 1024, requests: 4};
/** Around the events and the token. */
const ENVELOPE_BYTES = 32;
/** RFC 9110 §5.6.7, in its three forms; what else `Date.parse` would make a date of is none. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d\d:\d\d:\d\d/;
/** Of all clients of this page together: the browser counts them together too. */
const underway = {bytes: 0, requests: 0};
const utf8 = new TextEncoder();

const Answer = v.object({
  accepted: v.array(v.string()),
  duplicate: v.array(v.string()),
  rejected: v.array(v.object({id: v.string(), reason: v.string()})),
});

/** @param endpoint without `/feedback` */
export function createTransport({endpoint, token, fetch, clock = Date.now}: {endpoint: string; token: Token; fetch: typeof globalThis.fetch; clock?: () => number}): Transport {
  const url = `${endpoint}/feedback`;
  const lengthOf = (text: string | undefined) => (text === undefined ? 0 : utf8.encode(text).length);

  const send = async (request: () => RequestInit | Promise<RequestInit>, signal?: AbortSignal): Promise<Verdict> => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    try {
      const made = request();
      const ready = made instanceof Promise ? await made : made;
      // Forgotten while the token was asked for or the body was packed.
      signal?.throwIfAborted();
      const response = await fetch(url, {...ready, method: 'POST', referrerPolicy: 'strict-origin', signal: AbortSignal.any(signal ? [patience.signal, signal] : [patience.signal])});
      return await verdictOf(response, clock());
    } catch {
      return {kind: 'later', after: null, code: 'NET_DOWN'};
    } finally {
      clearTimeout(timer);
    }
  };

  // CORS-simple: a preflight dies with the page, and the token has no header to travel in.
  const sendAtHide = async (events: readonly FeedbackEvent[], signal?: AbortSignal) => {
    const body = toJson({...(token.last !== undefined && {token: token.last}), events});
    const bytes = lengthOf(body);
    underway.bytes += bytes;
    underway.requests++;
    try {
      return await send(() => ({keepalive: true, headers: {'content-type': 'text/plain'}, body}), signal);
    } finally {
      underway.bytes -= bytes;
      underway.requests--;
    }
  };

  const sendCalmly = (events: readonly FeedbackEvent[], signal?: AbortSignal) => send(async () => {
    const bearer = await token.get();
    const json = toJson(events);
    const packed = json.length < MIN_GZIP_BYTES ? null : await gzip(json);
    return {
      headers: {'content-type': 'application/cloudevents-batch+json', ...(packed && {'content-encoding': 'gzip'}), ...(bearer !== undefined && {authorization: `Bearer ${bearer}`})},
      body: packed ?? json,
    };
  }, signal);

  return {
    get room() { return underway.requests < KEEPALIVE.requests ? Math.max(KEEPALIVE.bytes - underway.bytes - lengthOf(token.last) - ENVELOPE_BYTES, 0) : 0; },

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
  const answer = response.ok ? v.safeParse(Answer, await jsonOf(response)) : null;
  if (answer?.success) return {kind: 'answered', answer: answer.output};
  return {kind: 'later', after: retryAfter(response.headers, now), code: response.ok ? 'ACK_BAD' : status === 429 ? 'SRV_THROTTLE' : 'SRV_RETRY'};
}

/** Null for what is no JSON, or too much of it to be an answer. */
async function jsonOf(response: Response): Promise<unknown> {
  const reader = response.body?.getReader();
  if (!reader) return null;
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > MAX_ANSWER_BYTES) {
      void reader.cancel().catch(() => undefined);
      return null;
    }
    text += decoder.decode(part.value, {stream: true});
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return null;
  }
}

/** Seconds, or a date by the server's own clock where it says what that is; null for anything else. */
function retryAfter(headers: Headers, now: number): number | null {
  const asked = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d+$/.test(asked) ? Number(asked) * 1000 : HTTP_DATE.test(asked) ? Date.parse(asked) - (Date.parse(headers.get('date') ?? '') || now) : NaN;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

async function gzip(text: string): Promise<Blob | null> {
  if (typeof CompressionStream === 'undefined') return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}
