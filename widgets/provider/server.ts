/** Carries out an apply, and its undo, where the host page does not do it itself [W7]. */
import {InklingError} from '../../src/index.js';
import type {ApplyRequest} from '../client-context.js';
import type {ApplyAnswer} from '../events.js';
import type {Outcome} from '../outcome/outcomes.js';

/** A person waits for the answer. */
const ANSWER_MS = 20_000;

export interface ServerAccess {
  readonly endpoint: string;
  /** Asked again after a 401. */
  readonly token: () => string | undefined | Promise<string | undefined>;
}

/**
 * `POST {endpoint}/apply`. A 409 resolves as a conflict, with the current state by field; every other refusal rejects. What has an `applicationId` can be taken back.
 */
export async function postApply(access: ServerAccess, account: string, {candidate, value, key}: ApplyRequest): Promise<ApplyAnswer> {
  const body = JSON.stringify({account, candidateId: candidate.id, version: candidate.version, value, key});
  const response = await send(access, '/apply', {method: 'POST', headers: {'content-type': 'application/json'}, body});
  const answer: unknown = await response.json().catch(() => null);
  if (response.status === 409) return {conflict: currentState(answer)};
  if (!response.ok) throw await refusal(response, answer);
  const {applicationId, undoUntil} = isRecord(answer) ? answer : {};
  return {
    ...(typeof applicationId === 'string' && {applicationId, undo: () => deleteApply(access, applicationId)}),
    ...(typeof undoUntil === 'number' && {undoUntil}),
  };
}

async function deleteApply(access: ServerAccess, applicationId: string): Promise<void> {
  const response = await send(access, `/apply/${encodeURIComponent(applicationId)}`, {method: 'DELETE'});
  if (!response.ok) throw await refusal(response);
}

/** `GET {endpoint}/outcomes`. Rejects where the server refuses, or answers with something else. */
export async function getOutcomes(access: ServerAccess, account: string): Promise<readonly Outcome[]> {
  const response = await send(access, `/outcomes?account=${encodeURIComponent(account)}`, {});
  if (!response.ok) throw await refusal(response);
  const {readOutcomes} = await import('../outcome/outcomes.js');
  return readOutcomes(await response.json());
}

async function send({endpoint, token}: ServerAccess, path: string, init: RequestInit): Promise<Response> {
  const attempt = async () => {
    const bearer = await token();
    const headers = {...init.headers, ...(bearer && {authorization: `Bearer ${bearer}`})};
    return fetch(endpoint.replace(/\/$/, '') + path, {...init, headers, referrerPolicy: 'strict-origin', signal: AbortSignal.timeout(ANSWER_MS)});
  };
  const response = await attempt();
  return response.status === 401 ? attempt() : response;
}

/** An `Error` that says to the advertiser what the server said, from a problem (RFC 9457) with a `detail`; else one for developers. */
async function refusal(response: Response, answer?: unknown): Promise<Error> {
  const problem = answer ?? await response.json().catch(() => null);
  const cause = new InklingError('no-answer', `${response.url} answered ${response.status}.`);
  return isRecord(problem) && typeof problem.detail === 'string' ? new Error(problem.detail, {cause}) : cause;
}

/** From a problem (RFC 9457) whose member `current` is the state by field, or the suggestion as it is now. */
function currentState(answer: unknown): Record<string, unknown> {
  const current = isRecord(answer) && isRecord(answer.current) ? answer.current : {};
  return isRecord(current.change) && typeof current.change.field === 'string' ? {[current.change.field]: current.change.current} : current;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
