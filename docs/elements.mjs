/**
 * `npm run docs:elements`: what the docblocks of the elements say, as a custom-elements manifest, as data for editors, and as `docs/elements.md`.
 * Ends in an error that names every attribute, property, method, event and part that nobody described.
 */
import {create, ts} from '@custom-elements-manifest/analyzer';
import {litPlugin} from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
import {getVsCodeHtmlCustomData} from 'custom-element-vs-code-integration';
import {existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** In the order in which a reader meets them; what is not named here comes after. */
const FIRST = ['provider', 'panel', 'card', 'inline', 'badge', 'why', 'outcome', 'local-data'];

/** One folder an element, its class in the file of the folder's name: `widgets/panel/panel.ts` is `inkling-panel`. */
function elementFiles() {
  const named = readdirSync(join(root, 'widgets')).filter(name => existsSync(join(root, 'widgets', name, `${name}.ts`)));
  const rank = name => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return named.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map(name => ({name, path: `widgets/${name}/${name}.ts`}));
}

const isOurs = ({kind, privacy, name, static: own, inheritedFrom}) =>
  privacy !== 'private' && privacy !== 'protected' && !own && !inheritedFrom && !name.startsWith('#') && !['connectedMoveCallback', 'focus'].includes(name) && (kind === 'field' || kind === 'method');

/** What a page may use of an element, and no more. */
function published(declaration, tag) {
  const members = (declaration.members ?? []).filter(isOurs);
  const fields = new Set(members.map(({name}) => name));
  return {
    ...declaration, tagName: tag, customElement: true, members,
    attributes: (declaration.attributes ?? []).filter(({fieldName}) => fields.has(fieldName)),
    events: (declaration.events ?? []).filter(({name}) => name),
    ...(tag === 'inkling-provider' ? {cssProperties: designTokens().map(({name, value}) => ({name, default: value}))} : {}),
  };
}

/** @returns The manifest (schema 1.0.0 or later) of every element. */
export function manifest() {
  const files = elementFiles();
  const modules = files.map(({path}) => ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022, true));
  const made = create({modules, plugins: litPlugin(), context: {dev: false}});
  for (const module of made.modules) {
    const tag = `inkling-${files.find(({path}) => path === module.path)?.name}`;
    module.declarations = module.declarations.filter(({superclass}) => superclass?.name === 'LitElement').map(declaration => published(declaration, tag));
    const names = new Set(module.declarations.map(({name}) => name));
    module.exports = module.exports.filter(({declaration}) => names.has(declaration.name));
    for (const name of names) module.exports.push({kind: 'custom-element-definition', name: tag, declaration: {name, module: module.path}});
  }
  return made;
}

export const declarations = made => made.modules.flatMap(module => module.declarations);

/** @returns A line for each thing without a description: `inkling-panel: attribute max`. */
export function undescribed(made) {
  return declarations(made).flatMap(({tagName, description, attributes, members, events, cssParts = []}) => [
    ...(description ? [] : [`${tagName}: itself`]),
    ...[['property', members], ['event', events], ['part', cssParts]].flatMap(([kind, all]) => all.filter(one => !one.description || one.name.endsWith(',')).map(({name}) => `${tagName}: ${kind} ${name}`)),
    ...attributes.filter(one => !one.description && !members.some(({name}) => name === one.fieldName)).map(({name}) => `${tagName}: attribute ${name}`),
  ]);
}

const cell = text => (text ?? '').replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
const code = text => (text ? `\`${cell(text)}\`` : '');

function table(heads, rows) {
  return rows.length === 0 ? [] : [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...rows.map(row => `| ${row.join(' | ')} |`), ''];
}

/** @returns The lines that describe one element, below its heading. */
export function described({name, description, attributes, members, events, cssParts = [], slots = []}) {
  const attributeOf = field => attributes.find(({fieldName}) => fieldName === field);
  const signature = ({parameters = [], return: given}) => `(${parameters.map(({name: of, type}) => `${of}${type ? `: ${type.text}` : ''}`).join(', ')})${given?.type ? `: ${given.type.text}` : ''}`;
  return [
    cell(description), '', `Class \`${name}\` of \`inkling/widgets\`.`, '',
    ...table(['property', 'attribute', 'type', 'meaning'], members.filter(({kind}) => kind === 'field').map(({name: field, type, description: said, default: given, readonly}) =>
      [code(field), code(attributeOf(field)?.name), code(type?.text), cell(`${said ?? ''}${readonly ? ' Only to read.' : ''}${given ? ` Default ${code(given)}.` : ''}`)])),
    ...table(['method', 'does'], members.filter(({kind}) => kind === 'method').map(method => [code(`${method.name}${signature(method)}`), cell(method.description)])),
    ...table(['event', 'when'], events.map(({name: event, description: said}) => [code(event), cell(said)])),
    ...table(['slot', 'for'], slots.map(({name: slot, description: said}) => [code(slot || 'default'), cell(said)])),
    ...table(['part', 'is'], cssParts.map(({name: part, description: said}) => [code(part), cell(said)])),
  ];
}

/** @returns The design tokens, `{name, value}`, with what holds where nothing is set. */
export function designTokens() {
  return [...readFileSync(join(root, 'widgets/themes/neutral.css'), 'utf8').matchAll(/(--inkling-[\w-]+): (.*);/g)].map(([, name, value]) => ({name, value}));
}

/** @returns The section on design tokens, heading and all. */
export function tokenSection() {
  return [
    '## Design tokens', '',
    'Custom properties, to be set on `inkling-provider` or above it. `inkling/themes/neutral.css` is a sheet with all of them to copy; `inkling/themes/gestalt.css` takes up Gestalt\'s variables.', '',
    ...table(['token', 'where nothing is set'], designTokens().map(({name, value}) => [code(name), code(value)])),
  ];
}

/** @returns `docs/elements.md`. */
export function page(made) {
  return [
    '# The elements', '',
    'Written by `npm run docs:elements` from the docblocks in `widgets/`; change it there. The same as data: `inkling/custom-elements.json`, and for editors `inkling/html-data.json` (VS Code: `"html.customData": ["./node_modules/inkling/dist/html-data.json"]`).', '',
    ...declarations(made).flatMap(declaration => [`## \`<${declaration.tagName}>\``, '', ...described(declaration)]),
    ...tokenSection(),
  ].join('\n').replace(/\n+$/, '\n');
}

/** Writes `custom-elements.json` and `html-data.json` into the folder. */
export function writeData(made, folder) {
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'custom-elements.json'), `${JSON.stringify(made, null, 2)}\n`);
  writeFileSync(join(folder, 'html-data.json'), `${JSON.stringify(getVsCodeHtmlCustomData(made, {hideLogs: true}), null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const made = manifest();
  const missing = undescribed(made);
  if (missing.length > 0) {
    console.error(`The docblocks in widgets/ say nothing of:\n${missing.join('\n')}\nDescribe each where it is declared, then run this again.`);
    process.exit(1);
  }
  writeFileSync(join(root, 'docs/elements.md'), page(made));
  writeData(made, join(root, 'dist'));
}
