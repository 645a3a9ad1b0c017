/** A page for each element, of its docblocks, with the element itself on it; and what they have in common. */
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {declarations, described, manifest, tokenSection} from '../elements.mjs';
import {root} from './map.mjs';

/** States of the demo's designers' page (`demo/src/states*.ts`) that show an element at its most telling. */
const SHOWN = {
  panel: ['ranked', 'server-order', 'empty', 'error'],
  card: ['ready', 'details', 'applied', 'conflict', 'apply-failed', 'dismissed'],
  inline: ['line', 'line-none'],
  badge: ['badge'],
  why: ['why', 'why-open'],
  outcome: ['outcome-within', 'outcome-against', 'outcome-early'],
  'local-data': ['kept', 'kept-asking'],
};

const USE = {
  provider: '<inkling-provider account="act_1" endpoint="/inkling/v1" consent-measurement consent-personalization>\n  …\n</inkling-provider>',
  panel: '<inkling-panel surface="campaign-list"></inkling-panel>',
  inline: '<inkling-inline entity-level="campaign" entity-id="c1"></inkling-inline>',
  badge: '<a href="/campaigns">Campaigns <inkling-badge surface="campaign-list"></inkling-badge></a>',
  outcome: '<inkling-outcome entity-level="campaign" entity-id="c1"></inkling-outcome>',
  'local-data': '<inkling-local-data></inkling-local-data>',
};

const nameOf = tag => tag.replace('inkling-', '');
const firstSentence = text => /^.*?[.!?](?=\s|$)/s.exec(text.replace(/\s+/g, ' '))?.[0] ?? text;

/** @throws Error where the designers' page no longer has a state that is shown here. */
export function expectStates() {
  const sources = readdirSync(join(root, 'demo/src')).filter(name => name.startsWith('states')).map(name => readFileSync(join(root, 'demo/src', name), 'utf8')).join('');
  for (const state of Object.values(SHOWN).flat()) if (!sources.includes(`id: '${state}'`)) throw new Error(`docs/site/elements.mjs shows the state ${state}, and demo/src/states*.ts has none of that name.`);
}

/** @returns `[{to, title, text}]` */
export function elementPages() {
  const all = declarations(manifest());
  const overview = [
    '# The elements', '',
    'Made from the docblocks in `widgets/`. The same as data: `inkling/custom-elements.json`, and for editors `inkling/html-data.json` (VS Code: `"html.customData": ["./node_modules/inkling/dist/html-data.json"]`). What of it is promised: [versioning](../versioning.md).', '',
    '| element | is |', '|---|---|',
    ...all.map(({tagName, description}) => `| [\`<${tagName}>\`](./${nameOf(tagName)}.md) | ${firstSentence(description).replaceAll('|', '\\|')} |`), '',
    ...tokenSection(),
  ];
  return [
    {to: 'elements/overview.md', title: 'Overview and tokens', text: overview.join('\n')},
    ...all.map(declaration => {
      const name = nameOf(declaration.tagName);
      const [summary, ...rest] = described(declaration);
      return {
        to: `elements/${name}.md`, title: declaration.tagName,
        text: [
          `# \`<${declaration.tagName}>\``, '', summary, '', ...(USE[name] ? ['```html', USE[name], '```', ''] : []),
          ...(SHOWN[name] ? [`<StateFrames element="${declaration.tagName}" :states='${JSON.stringify(SHOWN[name])}' />`, ''] : []), ...rest.slice(1),
        ].join('\n'),
      };
    }),
  ];
}
