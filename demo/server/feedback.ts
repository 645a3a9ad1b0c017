/** `POST /inkling/v1/feedback`: a batch of events comes in by one of two doors, and each event gets a verdict of its own. */
import * as v from 'valibot';
import type {HttpBindings} from '@hono/node-server';
import type {Context} from 'hono';
import type {FeedbackAnswer} from '../../src/wire-types.js';
import {parseJson, readText} from './body.js';
import type {EventRow, EventSink, Verdict} from './event-sink.js';
import {fieldErrors, Problem} from './problem.js';
import {event} from './schemas.js';
import type {CheckedEvent} from './schemas.js';
import {accountOfToken, bearer, requireToken} from './tokens.js';

export const MAX_EVENTS = 1000;
/** Of one event, as JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;

export interface FeedbackOptions {
  readonly sink: EventSink;
  /** Epoch ms. */
  readonly now: () => number;
  /** Of the body, inflated. */
  readonly maxBodyBytes: number;
  readonly tokenRequired: boolean;
}

type Rejection = FeedbackAnswer['rejected'][number];

/** Answers after the commit. 200 for mixed outcomes; the whole batch is refused only when it cannot be read or its sender may not send. */
export async function receiveFeedback(c: Context<{Bindings: HttpBindings}>, options: FeedbackOptions): Promise<Response> {
  const {events, account} = await readBatch(c, options);
  const rows: EventRow[] = [];
  const rejected: Rejection[] = [];
  for (const input of events) {
    const row = readEvent(input, account, options.now());
    if ('reason' in row) rejected.push(row);
    else rows.push(row);
  }
  let verdicts: readonly Verdict[];
  try {
    verdicts = rows.length > 0 ? await options.sink.append(rows) : [];
  } catch (error) {
    throw new Problem(503, `The store did not take the events: ${(error as Error).message}`, [], {}, {'retry-after': '5'});
  }
  const named = (verdict: Verdict) => rows.filter((_, index) => verdicts[index] === verdict).map(({id}) => id);
  const answer: FeedbackAnswer = {
    accepted: named('accepted'),
    duplicate: named('duplicate'),
    rejected: [...rejected, ...named('conflict').map(id => ({id, reason: 'conflict'}))],
  };
  return c.json(answer);
}

/** Either door gives the events and the account that the token speaks for, if there is one. */
async function readBatch(c: Context<{Bindings: HttpBindings}>, {maxBodyBytes, tokenRequired}: FeedbackOptions): Promise<{events: readonly unknown[]; account: string | null}> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  const plain = type === 'text/plain';
  if (!plain && type !== 'application/cloudevents-batch+json' && type !== 'application/json') {
    throw new Problem(415, 'Feedback is application/cloudevents-batch+json, or text/plain with the token in the body.', [{path: 'content-type', detail: 'is not one of the two forms'}]);
  }
  // The token in the header is looked at before the body is read; the one in the body cannot be.
  const header = accountOfToken(bearer(c.req.header('authorization')));
  if (tokenRequired && !plain) requireToken(header);
  const body = parseJson(await readText(c.env.incoming, maxBodyBytes));
  const {events, token} = plain ? openEnvelope(body) : {events: body, token: null};
  const account = accountOfToken(token) ?? header;
  if (tokenRequired) requireToken(account);
  if (!Array.isArray(events)) throw new Problem(400, 'A batch is an array of events.', [{path: plain ? 'events' : 'body', detail: 'must be an array'}]);
  if (events.length > MAX_EVENTS) throw new Problem(413, `A batch holds at most ${MAX_EVENTS} events; send it in halves.`, [{path: plain ? 'events' : 'body', detail: `must have at most ${MAX_EVENTS} items`}]);
  return {events, account};
}

/** The form that is sent at hide: headers would cost a preflight that the page does not live to see. */
function openEnvelope(body: unknown): {events: unknown; token: string | null} {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Problem(400, 'A text/plain body is {token, events}.', [{path: 'body', detail: 'must be an object'}]);
  const {events, token} = body as {events?: unknown; token?: unknown};
  return {events, token: typeof token === 'string' ? token : null};
}

/** A row to keep, or why not. */
function readEvent(input: unknown, account: string | null, receivedAt: number): EventRow | Rejection {
  const id = nameOf(input);
  if (Buffer.byteLength(safeStringify(input)) > MAX_EVENT_BYTES) return {id, reason: 'too-large'};
  const result = v.safeParse(event, input);
  if (!result.success) return {id, reason: `invalid: ${fieldErrors(result.issues).slice(0, 3).map(({path, detail}) => `${path}: ${detail}`).join('; ')}`};
  const owner = ownerOf(result.output.source);
  if (!owner) return {id, reason: 'invalid: source: is not percent-encoded text'};
  if (account !== null && owner.account !== account) return {id, reason: 'wrong-account'};
  return {...owner, ...columnsOf(result.output), receivedAt};
}

function nameOf(input: unknown): string {
  const id = typeof input === 'object' && input !== null ? (input as {id?: unknown}).id : undefined;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}

/** JSON.stringify overflows the stack on what JSON.parse could still read: such depth is too large for us too. */
function safeStringify(input: unknown): string {
  try {
    return JSON.stringify(input) ?? '';
  } catch {
    return ' '.repeat(MAX_EVENT_BYTES + 1);
  }
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
