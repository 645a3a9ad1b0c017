/** A visit as a script: what somebody does at Ads Manager, step by step, in JSON that people read and write. Text in; a script, or what is wrong with it, out. */
import {DISMISS_REASONS} from 'inkling';
import * as v from 'valibot';

/** Nobody writes more by hand, and a page that is fed more should say so at once. */
const MOST_STEPS = 200;
export const SNOOZE_DAYS = [1, 7, 30] as const;
export const REPORT_DAYS = [7, 14, 28] as const;

const place = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** The one at a place from the top (1 is the first), the one that suggests this, or the one on the line of a campaign. */
const card = v.union([place, v.strictObject({type: name, entity: v.optional(name)}), v.strictObject({line: v.union([place, name])})], 'must be a place from the top such as 1, {"type": "raise-budget", "entity": "c_1_2"}, or {"line": "c_1_2"}');
const BUDGET = 'must be an amount above zero, or a change such as "+20%"';
/** How far an amount is from what it is now. */
export const CHANGED_BY = /^[+-]\d{1,3}%$/;
/** Nobody chooses more by hand. */
const SEVERAL = {least: 2, most: 10};
const weight = v.picklist([0, 0.25, 0.5, 0.75, 1]);

const step = v.variant('do', [
  v.strictObject({do: v.literal('navigate'), to: v.union([v.picklist(['campaigns', 'reporting', 'privacy']), v.strictObject({campaign: v.union([place, name])})], 'must be "campaigns", "reporting", "privacy" or {"campaign": 1}')}),
  v.strictObject({do: v.literal('switch-account'), account: name}),
  v.strictObject({do: v.literal('search'), words: v.pipe(v.string(), v.maxLength(200))}),
  v.strictObject({do: v.literal('edit'), budget: v.union([v.pipe(v.number(), v.gtValue(0, BUDGET)), v.pipe(v.string(), v.regex(CHANGED_BY, BUDGET))], BUDGET)}),
  v.strictObject({do: v.literal('report'), days: v.picklist(REPORT_DAYS)}),
  v.strictObject({do: v.literal('open'), card}),
  v.strictObject({do: v.literal('why'), card}),
  v.strictObject({do: v.literal('apply'), card, value: v.optional(v.union([v.number(), name]))}),
  v.strictObject({do: v.literal('apply-several'), cards: v.pipe(v.array(card), v.minLength(SEVERAL.least), v.maxLength(SEVERAL.most))}),
  v.strictObject({do: v.literal('dismiss'), card, reason: v.picklist(DISMISS_REASONS)}),
  v.strictObject({do: v.literal('snooze'), card, days: v.picklist(SNOOZE_DAYS)}),
  v.strictObject({do: v.literal('undo')}),
  v.strictObject({do: v.literal('goal'), weights: v.strictObject({results: weight, cost: weight, reach: weight, effort: weight})}),
  v.strictObject({do: v.literal('order'), show: v.picklist(['ranked', 'platform'])}),
  v.strictObject({do: v.literal('update-order')}),
  v.strictObject({do: v.literal('delete-data')}),
  v.strictObject({do: v.literal('wait'), seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(60))}),
]);

const script = v.strictObject({title: name, steps: v.pipe(v.array(step), v.minLength(1, 'has no step'), v.maxLength(MOST_STEPS, `has more than ${MOST_STEPS} steps`))});

export type Step = v.InferOutput<typeof step>;
export type Target = v.InferOutput<typeof card>;
export type Script = v.InferOutput<typeof script>;

/** Why a text is no script: what is wrong, where, and what would be right. */
export class ScriptFault extends Error {}

/** @throws ScriptFault that names the step, counted from 1 */
export function readScript(text: string): Script {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new ScriptFault(`This is not JSON: ${(error as Error).message}. A script looks like {"title": "A visit", "steps": [{"do": "navigate", "to": "campaigns"}]}.`);
  }
  const read = v.safeParse(script, given);
  if (!read.success) throw new ScriptFault(told(read.issues[0], given));
  return read.output;
}

/** One step a line: what is copied is meant to be read. */
export const writeScript = ({title, steps}: Script): string => `{\n  "title": ${JSON.stringify(title)},\n  "steps": [\n${steps.map(each => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]\n}\n`;

function told(issue: v.BaseIssue<unknown>, given: unknown): string {
  const path = (issue.path ?? []).map(({key}) => key as string | number);
  const [first, at, ...rest] = path;
  const inStep = first === 'steps' && typeof at === 'number';
  const kind = inStep ? (given as {steps: {do?: unknown}[]}).steps[at]?.do : undefined;
  const where = inStep ? `Step ${at + 1}${typeof kind === 'string' ? ` (${kind})` : ''}` : 'The script';
  const field = (inStep ? rest : path).join('.');
  if (issue.expected === 'never') return `${where} has no field "${field}". Take it out.`;
  if (field === '') return `${where} must be ${issue.expected}, not ${issue.received}.`;
  if (issue.received === 'undefined') return `${where} lacks "${field}"${issue.type === 'strict_object' ? '' : `: it must be ${issue.expected}`}.`;
  const own = /^(must|has) /.test(issue.message) ? issue.message : `must be ${spoken(issue)}`;
  return `${where}: "${field}" ${own}; it is ${JSON.stringify(v.getDotPath(issue) ? valueAt(given, path) : given)}.`;
}

const spoken = ({expected, message}: v.BaseIssue<unknown>): string => expected?.replace(/^\(|\)$/g, '').replaceAll(' | ', ', ') ?? message;

const valueAt = (given: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], given);

const nth = (n: number): string => (n === 1 ? 'first' : n === 2 ? 'second' : n === 3 ? 'third' : `${n}th`);
const spaced = (id: string): string => id.replaceAll('-', ' ');

function cardOf(target: Target): string {
  if (typeof target === 'number') return `the ${nth(target)} card`;
  if ('line' in target) return typeof target.line === 'number' ? `the ${nth(target.line)} line` : `the line of ${target.line}`;
  return `“${spaced(target.type)}”${target.entity === undefined ? '' : ` of ${target.entity}`}`;
}

/** A step as a sentence without its subject. */
export function describe(one: Step): string {
  switch (one.do) {
    case 'navigate': return typeof one.to === 'string' ? `Go to ${spaced(one.to)}` : `Go to ${typeof one.to.campaign === 'number' ? `the ${nth(one.to.campaign)} campaign` : `campaign ${one.to.campaign}`}`;
    case 'switch-account': return `Switch to account ${one.account}`;
    case 'search': return one.words === '' ? 'Clear the search' : `Search for “${one.words}”`;
    case 'edit': return `Change the budget ${typeof one.budget === 'number' ? 'to' : 'by'} ${one.budget}`;
    case 'report': return `Look at ${one.days} days`;
    case 'open': return `Open ${cardOf(one.card)}`;
    case 'why': return `Ask why ${cardOf(one.card)} stands there`;
    case 'apply': return `Apply ${cardOf(one.card)}${one.value === undefined ? '' : ` with ${one.value}`}`;
    case 'apply-several': return `Apply ${one.cards.map(cardOf).join(', ')} together`;
    case 'dismiss': return `Dismiss ${cardOf(one.card)}: ${spaced(one.reason)}`;
    case 'snooze': return `Snooze ${cardOf(one.card)} for ${one.days} ${one.days === 1 ? 'day' : 'days'}`;
    case 'undo': return 'Undo';
    case 'goal': return 'Say what matters';
    case 'order': return one.show === 'platform' ? 'Show the platform’s order' : 'Show the ranked order';
    case 'update-order': return 'Take the better order, if one waits';
    case 'delete-data': return 'Delete what this device remembers';
    case 'wait': return `Wait ${one.seconds} s`;
  }
}
