/** A page for each entry of the package, with what its docstrings say: TypeDoc's, in Markdown. */
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join, posix} from 'node:path';
import {Application, PageEvent} from 'typedoc';
import {root} from './map.mjs';

/** It has types for React's JSX and no names. */
const NAMELESS = ['inkling/react'];

/** `{name, source}` of each entry with names: `./dist/types/src/index.d.ts` is made of `src/index.ts`. */
function entries() {
  const {exports} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports).flatMap(([name, {types}]) => (types ? [{name: `inkling${name.slice(1)}`, source: types.replace(/^\.\/dist\/types\//, '').replace(/\.d\.ts$/, '.ts')}] : []))
    .filter(({name}) => !NAMELESS.includes(name));
}

/** A page whose address ends in a script's would be taken for one. */
const pathOf = name => name.replace(/\.js$/, '');

/** Of all that the pages are made of: what did not change need not be read again. */
function digest() {
  const hash = createHash('sha256');
  const files = ['src', 'widgets'].flatMap(folder => readdirSync(join(root, folder), {recursive: true}).filter(name => name.endsWith('.ts')).sort().map(name => `${folder}/${name}`));
  for (const file of ['package.json', 'package-lock.json', 'docs/site/api.mjs', ...files]) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** @returns `[{to, title, text}]` in the order of the package's exports. @throws Error where TypeDoc refuses. */
export async function apiPages() {
  const out = join(root, '.cache/typedoc');
  const [kept, now] = [join(root, '.cache/typedoc.json'), digest()];
  if (existsSync(kept)) {
    const {of, pages} = JSON.parse(readFileSync(kept, 'utf8'));
    if (of === now) return pages;
  }
  rmSync(out, {recursive: true, force: true});
  mkdirSync(out, {recursive: true});
  const all = entries();
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'], entryPoints: all.map(({source}) => join(root, source)), tsconfig: join(root, 'tsconfig.json'), basePath: root, outputs: [{name: 'markdown', path: out}], outputFileStrategy: 'modules',
    // `npm run typecheck` judges the types; here they are only read.
    skipErrorChecking: true, logLevel: 'Error', readme: 'none', disableGit: true, disableSources: true, excludeExternals: true, excludePrivate: true, excludeProtected: true, excludeInternal: true,
    hideBreadcrumbs: true, hidePageHeader: true, useCodeBlocks: true, sanitizeComments: true,
    parametersFormat: 'table', interfacePropertiesFormat: 'table', typeDeclarationFormat: 'table', classPropertiesFormat: 'table', propertyMembersFormat: 'table', enumMembersFormat: 'table',
    tableColumnSettings: {hideSources: true, hideModifiers: true, hideDefaults: true, hideInherited: true, hideOverrides: true},
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the sources: run `npm run typecheck`.');
  const nameOf = file => all.find(({source}) => source === `${file}.ts` || source === `${file}/index.ts`)?.name;
  for (const module of project.children) module.name = pathOf(nameOf(module.name) ?? module.name);
  const places = new Map();
  app.renderer.on(PageEvent.END, ({model, url}) => places.set(model.name, url));
  await app.generateOutputs(project);
  const pages = all.map(({name}) => {
    const url = places.get(pathOf(name));
    if (!url) throw new Error(`TypeDoc made no page of ${name}.`);
    return {to: posix.join('reference', url), title: name, text: readFileSync(join(out, url), 'utf8').replace(/^# .*/, `# ${name}`)};
  });
  writeFileSync(kept, JSON.stringify({of: now, pages}));
  return pages;
}
