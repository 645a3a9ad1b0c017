/** The door for candidates, from the server or the host: whatever comes in, valid candidates go out, made anew field by field, and a sentence for each bad one. */
import * as v from 'valibot';
import type {Candidate} from './types.js';

export interface Checked {
  /** In the order given. */
  readonly candidates: readonly Candidate[];
  /** Which one and what was wrong; never what it said. */
  readonly malformed: readonly string[];
}

/** More than anyone looks at; a ranker's bucket ends here too. */
const MAX_CANDIDATES = 1000;
const MAX_TEXT = 500;
const MAX_ID = 256;
const MAX_EMBEDDING = 1024;
const MAX_OPTIONS = 50;

/** Controls that reorder text around them can make a card say another thing than it does; other controls say nothing. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]+/g;

const finite = v.pipe(v.number(), v.finite());
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_ID));
/** Cut before it is cleaned: cleaning a megabyte takes time. */
const text = v.pipe(v.string(), v.transform(string => string.slice(0, 2 * MAX_TEXT).replace(CONTROLS, ' ').trim().slice(0, MAX_TEXT)));
const shown = v.pipe(text, v.minLength(1));
const scalar = v.union([finite, text]);

export const EntitySchema = v.object({
  level: v.picklist(['account', 'campaign', 'ad-group', 'ad', 'keyword', 'audience', 'tag']),
  id,
  name: v.optional(text),
});

/** By hand: a schema of its own for every number costs more than all the rest of a candidate. */
export const EmbeddingSchema = v.pipe(
  v.custom<readonly number[]>(given => Array.isArray(given) && given.length <= MAX_EMBEDDING && given.every(Number.isFinite), `at most ${MAX_EMBEDDING} finite numbers`),
  v.transform(numbers => [...numbers]),
);

const CandidateSchema = v.object({
  id,
  version: id,
  type: id,
  entity: EntitySchema,
  headline: shown,
  reason: text,
  impact: v.optional(v.pipe(
    v.object({metric: id, low: finite, high: finite, unit: v.picklist(['percent', 'count', 'money']), horizonDays: v.pipe(finite, v.minValue(0))}),
    v.check(({low, high}) => low <= high, 'low is above high'),
  )),
  spendChange: v.optional(finite),
  currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
  effort: v.optional(v.pipe(finite, v.minValue(0))),
  change: v.optional(v.pipe(
    v.object({
      field: id,
      current: v.nullable(scalar),
      recommended: scalar,
      options: v.optional(v.pipe(v.array(scalar), v.maxLength(MAX_OPTIONS))),
      unit: v.optional(v.picklist(['money', 'percent', 'count', 'text'])),
      min: v.optional(finite),
      max: v.optional(finite),
      step: v.optional(v.pipe(finite, v.check(step => step > 0, 'not above 0'))),
    }),
    v.check(({min = -Infinity, max = Infinity}) => min <= max, 'min is above max'),
  )),
  serverScore: finite,
  embedding: v.optional(EmbeddingSchema),
  createdAt: finite,
  expiresAt: v.optional(finite),
  exclusiveGroup: v.optional(id),
  link: v.optional(v.unknown()),
});

/** What has passed the door before passes it again: a page ranks the same cards many times. */
const passed = new WeakMap<object, string | undefined>();

/** Of the answer that a candidate came with; undefined where it did not say, and for candidates that have not passed the door. */
export const embeddingVersionOf = (candidate: Candidate): string | undefined => passed.get(candidate);

/** Never throws. @param origin the host's, such as `https://ads.example` @param embedding the version of their embeddings */
export function checkCandidates(given: unknown, origin: string, embedding?: string): Checked {
  if (!Array.isArray(given)) return {candidates: [], malformed: ['candidates: not a list']};
  const candidates = new Map<string, Candidate>();
  const malformed: string[] = [];
  for (const [index, entry] of given.slice(0, MAX_CANDIDATES).entries()) {
    const {candidate, wrong} = check(entry, origin, embedding);
    if (wrong !== null) malformed.push(`candidates[${index}]${wrong}`);
    if (candidate === null) continue;
    if (candidates.has(candidate.id)) malformed.push(`candidates[${index}].id: a second one of this id`);
    else candidates.set(candidate.id, candidate);
  }
  if (given.length > MAX_CANDIDATES) malformed.push(`candidates: ${given.length - MAX_CANDIDATES} beyond the first ${MAX_CANDIDATES}`);
  return {candidates: [...candidates.values()], malformed};
}

function check(entry: unknown, origin: string, embedding: string | undefined): {candidate: Candidate | null; wrong: string | null} {
  if (typeof entry === 'object' && entry !== null && passed.has(entry)) return {candidate: entry as Candidate, wrong: null};
  try {
    const result = v.safeParse(CandidateSchema, entry, {abortEarly: true});
    if (!result.success) {
      const [issue] = result.issues;
      const path = v.getDotPath(issue);
      return {candidate: null, wrong: `${path ? `.${path}` : ''}: ${issue.type === 'check' || issue.type === 'custom' ? issue.message : `expected ${issue.expected ?? issue.type}`}`};
    }
    const {link: asked, ...rest} = result.output;
    const link = asked === undefined ? null : safeLink(asked, origin);
    const candidate: Candidate = Object.freeze({...rest, ...(link !== null && {link})});
    passed.set(candidate, embedding);
    return {candidate, wrong: asked !== undefined && link === null ? '.link: neither http(s) nor a path of this origin; shown without it' : null};
  } catch {
    // A getter of the host's own may throw.
    return {candidate: null, wrong: ': cannot be read'};
  }
}

/** The link as the browser itself will read it, or null: `java\nscript:` is `javascript:` to a browser [W8]. */
function safeLink(link: unknown, origin: string): string | null {
  if (typeof link !== 'string' || link.length > 2048 || !URL.canParse(link, origin)) return null;
  const url = new URL(link, origin);
  if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return null;
  // Not absolute as written: then it must be a path, and `//elsewhere` is none.
  if (!URL.canParse(link) && url.origin !== new URL(origin).origin) return null;
  return url.href;
}
