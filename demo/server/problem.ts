/** What a caller is told when a request cannot be served: an RFC 9457 problem that names the field. */
import * as v from 'valibot';
import type {Context} from 'hono';
import type {ContentfulStatusCode} from 'hono/utils/http-status';

export interface FieldError {
  /** Dotted, such as `queries.0.surface`; `body` for the whole body. */
  readonly path: string;
  readonly detail: string;
}

const TITLES: Partial<Record<ContentfulStatusCode, string>> = {
  400: 'Bad request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not found', 409: 'Conflict', 410: 'Gone', 413: 'Content too large',
  415: 'Unsupported media type', 429: 'Too many requests', 500: 'Internal error', 503: 'Unavailable',
};

export class Problem extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    detail: string,
    readonly errors: readonly FieldError[] = [],
    /** Members beside the standard ones, such as the current state of a conflict. */
    readonly extra: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }
}

/** The response that a problem becomes. */
export function answerProblem(c: Context, problem: Problem): Response {
  const {status, message, errors, extra, headers} = problem;
  return c.body(JSON.stringify({type: 'about:blank', title: TITLES[status] ?? 'Error', status, detail: message, ...(errors.length > 0 ? {errors} : {}), ...extra}), status, {
    ...headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  });
}

/** What valibot found, by field; at most 20, so that a bad body cannot ask for a long answer. */
export function fieldErrors(issues: readonly v.BaseIssue<unknown>[]): FieldError[] {
  return issues.slice(0, 20).map(issue => ({path: v.getDotPath(issue) ?? 'body', detail: issue.message}));
}

/** The value as the schema reads it; throws a 400 that names each bad field. */
export function check<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const errors = fieldErrors(result.issues);
  const first = errors[0];
  throw new Problem(400, first ? `${first.path}: ${first.detail}` : 'The body does not fit the schema.', errors);
}
