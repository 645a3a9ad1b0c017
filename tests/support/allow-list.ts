/** The tables of docs/privacy.md as rules: which field may stand where, and in which form. The document is the list; nothing here adds to it. */
import {readFileSync} from 'node:fs';

/** What every text for people carries in the test: it may not be found where the form is not `text`. */
export const CANARY = 'CANARY';

const FORMS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: value => typeof value === 'string' && value.length <= 256 && !value.includes(CANARY),
  word: value => typeof value === 'string' && /^[a-z][a-z0-9-]{0,40}$/.test(value),
  uuid: value => typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value),
  time: value => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  number: value => typeof value === 'number',
  yes: value => typeof value === 'boolean',
  hex: value => typeof value === 'string' && /^[0-9a-f]+$/.test(value),
  base64: value => typeof value === 'string' && /^[A-Za-z0-9+/]+=*$/.test(value),
  version: value => typeof value === 'string' && /^[\w.-]{1,80}$/.test(value),
  source: value => typeof value === 'string' && /^\/accounts\/[^/]+\/users\/[^/]+\/devices\/[0-9a-f-]{36}$/.test(value),
  path: value => typeof value === 'string' && /^[\w./:-]{1,200}$/.test(value),
  amount: value => typeof value === 'number' || (typeof value === 'string' && value.length <= 256 && !value.includes(CANARY)),
  none: value => value === null,
  text: value => ['string', 'number', 'boolean'].includes(typeof value),
};

export interface Rule {
  readonly field: string;
  readonly forms: readonly string[];
  /** `personalization`: only with that consent. */
  readonly consent: string;
}

/** @param heading of the section; its first table counts: `field` | form | consent | what for */
export function rulesOf(heading: string, file = 'docs/privacy.md'): Rule[] {
  const document = readFileSync(file, 'utf8');
  const section = new RegExp(`^#+ ${heading.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$([\\s\\S]*?)(?=^#|(?![\\s\\S]))`, 'm').exec(document)?.[1];
  if (!section) throw new Error(`${file} has no section "${heading}".`);
  return [...section.matchAll(/^\| `([^`]+)` \|([^|]+)\|([^|]*)\|/gm)].map(([, field = '', forms = '', consent = '']) => ({field, forms: forms.trim().split(' or '), consent: consent.trim()}));
}

/** Every leaf with its path: `a.b[].c`; a list or object without any is its own leaf, and so is undefined, which JSON and we leave out. */
export function leavesOf(value: unknown, path = ''): {readonly path: string; readonly value: unknown}[] {
  if (value === undefined) return [];
  if (value instanceof Map) return [...value].flatMap(([key, entry]) => leavesOf({key: key as unknown, entry: entry as unknown}, `${path}{}`));
  if (Array.isArray(value)) return value.flatMap(entry => leavesOf(entry, `${path}[]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, entry]) => leavesOf(entry, path === '' ? key : `${path}.${key}`));
  return [{path, value}];
}

/** What is outside the rules, as sentences; `seen` gathers the fields that were met. */
export function outside(rules: readonly Rule[], value: unknown, seen: Set<string>): string[] {
  return leavesOf(value).flatMap(({path, value: leaf}) => {
    const rule = rules.find(({field}) => field === path || (field.includes('*') && new RegExp(`^${field.replace(/[.[\]{}$^()|+?]/g, '\\$&').replaceAll('*', '.+')}$`).test(path)));
    if (!rule) return [`${path}: not on the list (${JSON.stringify(leaf)?.slice(0, 80)})`];
    seen.add(rule.field);
    const known = rule.forms.every(form => form in FORMS);
    if (!known) return [`${path}: its form "${rule.forms.join(' or ')}" is none that the test knows`];
    return rule.forms.some(form => FORMS[form]?.(leaf)) ? [] : [`${path}: not ${rule.forms.join(' or ')} (${JSON.stringify(leaf)?.slice(0, 80)})`];
  });
}
