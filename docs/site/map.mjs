/** What is on the site and where, in the order in which a stranger needs it. A page of `docs/` that is not named here stands under "More". */
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const doc = (name, title) => ({from: `docs/${name}.md`, to: `${name}.md`, title});

/** `from` is a file that is read as it is; a page without it is made by the module that its section names. */
const NAMED = [
  {title: 'Guide', pages: [doc('guide', 'Start here'), doc('embedding', 'Embedding'), doc('privacy', 'Consent and privacy'), doc('theming', 'Looks and languages'), doc('designers', 'The demo, for designers')]},
  {title: 'Elements', made: 'elements', pages: []},
  {title: 'API', made: 'api', pages: [doc('api', 'All public types'), doc('adapters', 'Adapters')]},
  {title: 'Wire protocol', made: 'wire', pages: []},
  {title: 'Ranking', pages: [
    doc('policy', 'The policy'), doc('explanations', 'Why this, why here'), doc('models', 'Models on devices'), doc('loop', 'The loop'),
    {from: 'models/README.md', to: 'model-card.md', title: 'Model card'}, {from: 'models/sequences/README.md', to: 'sequences.md', title: 'On public data'},
  ]},
  {title: 'Running it', pages: [doc('delivery', 'Delivery'), doc('faults', 'Faults'), doc('server', 'The reference server'), doc('browsers', 'Browsers')]},
  {title: 'Project', pages: [{from: 'CHANGELOG.md', to: 'changelog.md', title: 'Changelog'}, doc('versioning', 'Versioning')]},
];
/** On the site these are pages of another make: the elements have one each, and api.md keeps its place. */
const ELSEWHERE = ['docs/elements.md'];

/** @returns The sections with the files that are there. */
export function sections() {
  const named = NAMED.map(section => ({...section, pages: section.pages.filter(({from}) => existsSync(join(root, from)))}));
  const known = new Set([...ELSEWHERE, ...named.flatMap(({pages}) => pages.map(({from}) => from))]);
  const others = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md') && !known.has(`docs/${name}`)).sort();
  const more = others.map(name => doc(name.slice(0, -3), titleOf(readFileSync(join(root, 'docs', name), 'utf8'))));
  return more.length > 0 ? [...named, {title: 'More', pages: more}] : named;
}

/** @returns The first heading. */
export const titleOf = text => /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? 'Untitled';
