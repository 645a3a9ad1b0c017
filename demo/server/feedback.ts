/** `POST /inkling/v1/feedback`: a batch of events comes in by one of two doors, and each event gets a verdict of its own. `DELETE`: an account's are erased. */
import * as v from 'valibot';
import type {HttpBindings} from '@hono/node-server';
import type {Context} from 'hono';
import type {FeedbackAnswer} from '../../src/wire-types.js';
import {mayNamePrototypes, parseJson, prototypeNamed, readText} from './body.js';
import type {Callers} from './callers.js';
import type {EventRow, EventSink, Verdict} from './event-sink.js';
import {fieldErrors, Problem} from './problem.js';
import type {Rates} from './rates.js';
import {event} from './schemas.js';
import type {CheckedEvent} from './schemas.js';

export const MAX_EVENTS = 1000;
/** Of one event, as JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;
/** A clock may run ahead by a time zone set wrong, not by more. */
export const MAX_AHEAD_MS = 23 * 3_600_000;
/** What one call is worth to the account's rate. */
const EVENTS_PER_CALL = 100;

export interface FeedbackOptions {
  readonly sink: EventSink;
  readonly callers: Callers;
  /** Epoch ms. */
  readonly now: () => number;
  /** Of the body, inflated. */
  readonly maxBodyBytes: number;
}

type FeedbackContext = Context<{Bindings: HttpBindings}>;
type Rejection = FeedbackAnswer['rejected'][number];
interface Batch {
  readonly events: readonly unknown[];
  /** The token's. */
  readonly account: string | null;
  readonly suspicious: boolean;
  /** Whether one of the events may be. */
  readonly large: boolean;
}

/** Answers after the commit. 200 for mixed outcomes; the whole batch is refused only when it cannot be read or its sender may not send. */
export async function receiveFeedback(c: FeedbackContext, options: FeedbackOptions): Promise<Response> {
  const batch = await readBatch(c, options);
  const rows: EventRow[] = [];
  const rejected: Rejection[] = [];
  for (const input of batch.events) {
    const row = readEvent(input, batch, options.now());
    if ('reason' in row) rejected.push(row);
    else rows.push(row);
  }
  // A page that has gone on to another account keeps what it has: with its own token, it can still be sent.
  if (rows.length === 0 && rejected.length > 0 && rejected.every(({reason}) => reason === 'wrong-account')) {
    throw new Problem(403, 'The token speaks for another account than these events.', [{path: 'account', detail: 'is not the token\'s'}]);
  }
  payFor(batch, rows, options.callers.rates);
  const verdicts: readonly Verdict[] = rows.length > 0 ? await options.sink.append(rows) : [];
  const named = (verdict: Verdict) => rows.filter((_, index) => verdicts[index] === verdict).map(({id}) => id);
  const answer: FeedbackAnswer = {
    accepted: named('accepted'),
    duplicate: named('duplicate'),
    rejected: [...rejected, ...(['conflict', 'erased'] as const).flatMap(reason => named(reason).map(id => ({id, reason})))],
  };
  return c.json(answer);
}

/** A call was paid with the token, where there is one; without one, whose events they are says who pays. */
function payFor({account, events}: Batch, rows: readonly EventRow[], rates: Rates): void {
  const counts = new Map<string, number>();
  if (account !== null) counts.set(account, events.length);
  else for (const row of rows) counts.set(row.account, (counts.get(row.account) ?? 0) + 1);
  for (const [payer, count] of counts) {
    if (account === null) rates.admit(payer);
    rates.charge(payer, Math.max(0, Math.ceil(count / EVENTS_PER_CALL) - 1));
  }
}

/** Erases what the account, or one user of it, sent until now. Copies that wait on a device or are under way are refused when they come. */
export async function eraseFeedback(c: FeedbackContext, {sink, callers, now}: FeedbackOptions): Promise<Response> {
  const account = callers.named(c, c.req.query('account'));
  const user = c.req.query('user') ?? null;
  const at = now();
  return c.json({account, ...(user !== null && {user}), erasedAt: at, events: await sink.erase({account, user}, at)});
}

/** Either door gives the events and the account that the token speaks for, if there is one. */
async function readBatch(c: FeedbackContext, {maxBodyBytes, callers}: FeedbackOptions): Promise<Batch> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  const plain = type === 'text/plain';
  if (!plain && type !== 'application/cloudevents-batch+json' && type !== 'application/json') {
    throw new Problem(415, 'Feedback is application/cloudevents-batch+json, or text/plain with the token in the body.', [{path: 'content-type', detail: 'is not one of the two forms'}]);
  }
  // The token in the header is looked at before the body is read; the one in the body cannot be.
  const inHeader = plain ? null : callers.ofToken(c);
  if (inHeader !== null) callers.rates.admit(inHeader);
  const text = await readText(c.env, maxBodyBytes, inHeader);
  const body = parseJson(text);
  const {events, token} = plain ? openEnvelope(body) : {events: body, token: null};
  const account = plain ? callers.ofToken(c, token) : inHeader;
  if (plain && account !== null) callers.rates.admit(account);
  if (!Array.isArray(events)) throw new Problem(400, 'A batch is an array of events.', [{path: plain ? 'events' : 'body', detail: 'must be an array'}]);
  if (events.length > MAX_EVENTS) throw new Problem(413, `A batch holds at most ${MAX_EVENTS} events; send it in halves.`, [{path: plain ? 'events' : 'body', detail: `must have at most ${MAX_EVENTS} items`}]);
  return {events, account, suspicious: mayNamePrototypes(text), large: text.length > MAX_EVENT_BYTES / 3};
}

/** The form that is sent at hide: headers would cost a preflight that the page does not live to see. */
function openEnvelope(body: unknown): {events: unknown; token: string | null} {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem(400, 'A text/plain body is {token, events}.', [{path: 'body', detail: 'must be an object'}]);
  const {events, token} = body as {events?: unknown; token?: unknown};
  return {events, token: typeof token === 'string' ? token : null};
}

/** A row to keep, or why not. */
function readEvent(input: unknown, {account, suspicious, large}: Batch, receivedAt: number): EventRow | Rejection {
  const id = nameOf(input);
  if (large && Buffer.byteLength(JSON.stringify(input)) > MAX_EVENT_BYTES) return {id, reason: 'too-large'};
  const forbidden = suspicious ? prototypeNamed(input) : null;
  if (forbidden !== null) return {id, reason: `invalid: ${forbidden}: is a name that may not be sent`};
  const result = v.safeParse(event, input);
  if (!result.success) return {id, reason: `invalid: ${fieldErrors(result.issues).slice(0, 3).map(({path, detail}) => `${path}: ${detail}`).join('; ')}`};
  const owner = ownerOf(result.output.source);
  if (!owner) return {id, reason: 'invalid: source: is not percent-encoded text'};
  if (account !== null && owner.account !== account) return {id, reason: 'wrong-account'};
  const columns = columnsOf(result.output);
  if (columns.time > receivedAt + MAX_AHEAD_MS) return {id, reason: 'in-the-future'};
  return {...owner, ...columns, receivedAt};
}

function nameOf(input: unknown): string {
  const id = typeof input === 'object' && input !== null ? (input as {id?: unknown}).id : undefined;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}

function ownerOf(source: string): Pick<EventRow, 'account' | 'user' | 'device'> | null {
  const [, , account = '', , user = '', , device = ''] = source.split('/');
  try {
    return {account: decodeURIComponent(account), user: decodeURIComponent(user), device: decodeURIComponent(device)};
  } catch {
    return null;
  }
}

function columnsOf(checked: CheckedEvent): Omit<EventRow, 'account' | 'user' | 'device' | 'receivedAt'> {
  const {id, source, type} = checked;
  const common = {id, source, type, time: Date.parse(checked.time), data: JSON.stringify(checked.data), slateId: null, candidateId: null, position: null};
  switch (checked.type) {
    case 'inkling.slate.served.v1': return {...common, kind: 'served', slateId: checked.data.slateId};
    case 'inkling.interaction.v1': return {...common, kind: checked.data.kind, ...checked.data.placement};
    case 'inkling.health.v1': return {...common, kind: 'health'};
  }
}
