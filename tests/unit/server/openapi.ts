/** Reads `openapi.yaml` and checks values against its schemas. A subset of YAML (block mappings and sequences, flow values that are JSON) and of JSON Schema: what that file uses; anything else throws. */
import {readFileSync} from 'node:fs';

export interface Example {
  readonly value: unknown;
  readonly 'x-status'?: number;
  readonly 'x-token'?: string;
}
export interface Content {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, Example>>;
}
export interface Answer {
  readonly content?: Readonly<Record<string, Content>>;
}
export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {readonly name: string; readonly in: 'path' | 'query'; readonly example?: string | number}[];
  readonly requestBody?: {readonly content: Readonly<Record<string, Content>>};
  readonly responses: Readonly<Record<string, Answer>>;
}
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer';
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: unknown;
}

export function readOpenApi(): OpenApi {
  const text = readFileSync(new URL('../../../demo/server/openapi.yaml', import.meta.url), 'utf8');
  const lines = text.split('\n').filter(line => line.trim() !== '').map(line => ({indent: line.length - line.trimStart().length, text: line.trim()}));
  const api = block(lines, 0) as OpenApi;
  return resolve(api, api) as OpenApi;
}

type Line = {readonly indent: number; readonly text: string};

/** Takes the lines of one block off the front. */
function block(lines: Line[], indent: number): unknown {
  const items: unknown[] = [];
  const members: Record<string, unknown> = {};
  while (lines[0]?.indent === indent) {
    const {text} = lines.shift() as Line;
    const item = /^- (.*)$/.exec(text);
    const member = /^(?:'([^']+)'|([^\s:{"'][^:]*|[^\s:{"']+: charset[^:]*)):(?: (.*))?$/.exec(text);
    if (item) items.push(scalar(item[1] ?? ''));
    else if (member) members[member[1] ?? member[2] ?? ''] = member[3] === undefined ? block(lines, lines[0]?.indent ?? 0) : scalar(member[3]);
    else throw new Error(`Not read here: ${text}`);
  }
  return items.length > 0 ? items : members;
}

function scalar(text: string): unknown {
  if (/^[[{"]/.test(text) || /^-?\d+$/.test(text) || text === 'true' || text === 'false') return JSON.parse(text);
  return text;
}

function resolve(node: unknown, api: OpenApi): unknown {
  if (Array.isArray(node)) return node.map(item => resolve(item, api));
  if (typeof node !== 'object' || node === null) return node;
  const {$ref} = node as Schema;
  if (typeof $ref !== 'string') return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, resolve(value, api)]));
  const target = $ref.slice(2).split('/').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], api);
  if (target === undefined) throw new Error(`${$ref} leads nowhere.`);
  return resolve(target, api);
}

/** What is wrong with the value; nothing when it fits. */
export function misfits(schema: Schema, value: unknown, path = 'body'): string[] {
  const {type, properties = {}, required = [], items} = schema;
  const wrong = (schema.allOf ?? []).flatMap(part => misfits(part, value, path));
  if (schema.enum && !schema.enum.includes(value)) wrong.push(`${path} is not one of ${schema.enum.join(', ')}`);
  const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (type && actual !== (type === 'integer' ? 'number' : type)) return [...wrong, `${path} is ${actual}, not ${type}`];
  if (Array.isArray(value)) return [...wrong, ...(items ? value.flatMap((item, index) => misfits(items, item, `${path}.${index}`)) : [])];
  if (typeof value !== 'object' || value === null) return wrong;
  const members = value as Record<string, unknown>;
  return [
    ...wrong,
    ...required.filter(name => !(name in members)).map(name => `${path}.${name} is missing`),
    ...Object.entries(properties).flatMap(([name, part]) => (name in members ? misfits(part, members[name], `${path}.${name}`) : [])),
  ];
}
