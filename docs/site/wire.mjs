/** The wire protocol as pages, of `demo/server/openapi.yaml`: its calls, its schemas, and what the demo asks beside them. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parse} from 'yaml';
import {root} from './map.mjs';

const SCHEMAS = 'schemas.md';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const line = text => String(text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
/** Prose of the file, none of which is markup. */
const cell = text => line(text).replace(/`[^`]+`|[_*<[]/g, found => (found.length > 1 ? found : `\\${found}`));
const code = text => `\`${line(text)}\``;
const json = value => ['```json', JSON.stringify(value, null, 2), '```', ''];
const table = (heads, rows) => (rows.length === 0 ? [] : [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`), '']);
const nameOf = ref => ref.split('/').at(-1);
const schemaLink = ref => `[${nameOf(ref)}](./${SCHEMAS}#${nameOf(ref).toLowerCase()})`;

/** A schema in a few words, such as "array of [Candidate](…)". */
function inWords(schema) {
  if (!schema) return 'anything';
  if (schema.$ref) return schemaLink(schema.$ref);
  if (schema.enum) return schema.enum.map(one => code(JSON.stringify(one))).join(', ');
  if (schema.allOf) return schema.allOf.map(inWords).join(' with ');
  if (schema.anyOf) return schema.anyOf.map(inWords).join(' or ');
  if (schema.type === 'array') return `array of ${inWords(schema.items)}`;
  const limits = [
    schema.format, schema.minimum !== undefined && `from ${schema.minimum}`, schema.exclusiveMinimum !== undefined && `above ${schema.exclusiveMinimum}`, schema.maximum !== undefined && `to ${schema.maximum}`,
    schema.maxLength !== undefined && `at most ${schema.maxLength} characters`, schema.default !== undefined && `default ${schema.default}`,
  ].filter(Boolean);
  const fields = schema.properties ? ` of ${Object.keys(schema.properties).map(code).join(', ')}` : schema.required ? ` with ${schema.required.map(code).join(', ')}` : '';
  return `${schema.type ?? 'anything'}${fields}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`;
}

/** A row a field, fields of fields below their own by dotted names. */
function fieldRows({properties = {}, required = []}, before = '') {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const [inner, end] = schema.type === 'array' && schema.items?.properties ? [schema.items, '[].'] : [schema, '.'];
    const flat = inner.properties && !schema.$ref;
    return [
      [code(before + name), flat ? (inner === schema ? 'object' : 'array of objects') : inWords(schema), required.includes(name) ? 'always' : '', cell(schema.description)],
      ...(flat ? fieldRows(inner, `${before}${name}${end}`) : []),
    ];
  });
}

const shape = schema => (schema && !schema.$ref && schema.properties ? table(['field', 'is', 'there', 'meaning'], fieldRows(schema)) : []);

function content(by = {}) {
  return Object.entries(by).flatMap(([type, {schema, examples = {}}]) => [
    ...(schema ? [`${code(type)}: ${inWords(schema)}`, '', ...shape(schema)] : []),
    ...Object.entries(examples).flatMap(([name, {value, 'x-status': status = 200}]) => [`::: details ${name.replaceAll('-', ' ')} → ${status}`, ...(schema ? [] : [`As ${code(type)}:`, '']), ...json(value), ':::', '']),
  ]);
}

function responses(api, all) {
  const rows = Object.entries(all).map(([status, given]) => {
    const {description, content: by = {}} = given.$ref ? api.components.responses[nameOf(given.$ref)] : given;
    return [code(status), cell(description), Object.entries(by).map(([type, {schema}]) => `${code(type)} ${schema ? inWords(schema) : ''}`).join('<br>')];
  });
  return table(['status', 'means', 'body'], rows);
}

const operation = api => ({path, method, summary, description, parameters = [], requestBody, responses: given}) => [
  `## ${method.toUpperCase()} ${path.replaceAll('{', '\\{')}`, '', cell(summary), '', ...(description ? [cell(description), ''] : []),
  ...table(['parameter', 'in', 'is', 'meaning'], parameters.map(({name, in: place, schema, description: said, required}) => [code(name), `${place}${required ? ', always' : ''}`, inWords(schema), cell(said)])),
  ...(requestBody ? ['### Asks', '', ...content(requestBody.content)] : []),
  '### Answers', '', ...responses(api, given),
];

/** @returns `[{to, title, text}]` */
export function wirePages() {
  const api = parse(readFileSync(join(root, 'demo/server/openapi.yaml'), 'utf8'));
  const calls = Object.entries(api.paths).flatMap(([path, item]) => METHODS.filter(method => item[method]).map(method => ({path, method, ...item[method]})));
  const [demo, sdk] = [calls.filter(({path}) => path.startsWith('/demo/')), calls.filter(({path}) => !path.startsWith('/demo/'))];
  const page = list => list.flatMap(operation(api)).join('\n');
  const {bearer} = api.components.securitySchemes;
  return [
    {to: 'wire/calls.md', title: 'Calls', text: [
      '# The wire protocol', '',
      `What the SDK asks of a server, version ${api.info.version}. Made from [openapi.yaml](/openapi.yaml){target="_self"}, which a test holds the reference server to, example by example.`, '',
      cell(api.info.description), '', '**Token.** ' + cell(bearer.description), '', '**Old and new.** [Versioning](../versioning.md) says what an old client sees of a new server, and the reverse.', '', page(sdk),
    ].join('\n')},
    {to: `wire/${SCHEMAS}`, title: 'Schemas', text: ['# Schemas of the wire', '', 'What the [calls](./calls.md) carry. What is not named here is never stored.', '', ...Object.entries(api.components.schemas).flatMap(([name, schema]) => [
      `## ${name}`, '', ...(schema.description ? [cell(schema.description), ''] : []), ...(schema.properties ? table(['field', 'is', 'there', 'meaning'], fieldRows(schema)) : [inWords(schema), '']),
    ])].join('\n')},
    {to: 'wire/demo.md', title: 'The demo’s own calls', text: ['# The demo’s own calls', '', 'What the mock Ads Manager asks its own backend, and how its server is broken on purpose. Nothing of it is part of the protocol, and a real server has none of it.', '', page(demo)].join('\n')},
  ];
}
