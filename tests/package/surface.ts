/**
 * What docs/versioning.md calls public and types do not hold: the elements' attributes, properties, events, slots and parts, the tokens, the wire. `npm run api` writes it
 * to docs/surface.json, which CI compares.
 */
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {parse} from 'yaml';
import {declarations, designTokens, manifest, type Named} from '../../docs/elements.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const SURFACE = join(root, 'docs/surface.json');

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface OpenApi {
  readonly info: {readonly version: string};
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {readonly schemas: Readonly<Record<string, Schema>>};
}

const names = (all: readonly Named[] = []): string[] => all.map(({name}) => name).sort();
const kept = (folder: string, end: string): string[] => readdirSync(join(root, folder)).filter(name => name.endsWith(end)).sort();

function fields({properties = {}, required = [], items}: Schema): Record<string, unknown> {
  if (items) return {items: fields(items)};
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [
    required.includes(name) ? name : `${name}?`, schema.enum ?? (schema.properties ?? schema.items?.properties ? fields(schema) : schema.type ?? 'other'),
  ]));
}

/** Of the sources as they are. */
export function surface(): Record<string, unknown> {
  const api = parse(readFileSync(join(root, 'demo/server/openapi.yaml'), 'utf8')) as OpenApi;
  const elements = declarations(manifest()).map(({tagName, attributes, members, events, slots, cssParts}) => [tagName, {
    attributes: names(attributes), properties: names(members.filter(({kind}) => kind === 'field')), methods: names(members.filter(({kind}) => kind === 'method')), events: names(events), slots: names(slots), parts: names(cssParts),
  }]);
  return {
    elements: Object.fromEntries(elements) as unknown, tokens: names(designTokens()), themes: kept('widgets/themes', '.css'), locales: kept('widgets/locales', '.xlf'),
    wire: {
      version: api.info.version,
      calls: Object.entries(api.paths).filter(([path]) => /^\/(inkling\/v1|models)\//.test(path)).flatMap(([path, item]) => Object.keys(item).map(method => `${method.toUpperCase()} ${path}`)),
      schemas: Object.fromEntries(Object.entries(api.components.schemas).filter(([name]) => name !== 'Fault' && name !== 'StoredEvent').map(([name, schema]) => [name, schema.enum ?? fields(schema)])),
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(SURFACE, `${JSON.stringify(surface(), null, 2)}\n`);
