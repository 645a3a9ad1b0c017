import {ESLint} from 'eslint';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const eslint = new ESLint({cwd: fileURLToPath(new URL('../..', import.meta.url))});
const messages = async (filePath: string, code: string) => {
  const [result] = await eslint.lintText(code, {filePath});
  return (result?.messages ?? []).filter(message => message.ruleId === 'no-restricted-imports').map(message => message.message);
};
const ROOMS = 'Rooms never import each other; only the journeys know them.';

const FORBIDDEN: readonly (readonly [file: string, code: string, sentence: string])[] = [
  ['src/policy/rerank.ts', `import {encode} from '../features/encode.js'; encode();`, ROOMS],
  ['src/feedback/flush.ts', `import {summarize} from '../context/summarize.js'; summarize();`, ROOMS],
  ['src/ranker/session.ts', `import {rerank} from '../policy/rerank.js'; rerank();`, ROOMS],
  ['src/ranker/linear.ts', `import {rankLists} from '../rank.js'; rankLists();`, 'A room does not know the journeys that pass through it.'],
  ['src/ranker/linear.ts', `import {Tensor} from 'onnxruntime-web'; Tensor();`, 'onnxruntime-web is imported in src/ranker/session.ts alone.'],
  ['src/client.ts', `import {env} from 'onnxruntime-web/wasm'; env();`, 'onnxruntime-web is imported in src/ranker/session.ts alone.'],
  ['src/record.ts', `import {openDB} from 'idb'; openDB();`, 'idb is imported in src/database.ts alone.'],
  ['src/client.ts', `import {wrap} from 'comlink'; wrap();`, 'comlink is imported in src/worker-link.ts and src/worker.ts alone.'],
  ['src/client.ts', `import {html} from 'lit'; html();`, 'lit is imported in widgets/ alone.'],
  ['src/client.ts', `import {createWorld} from '../models/world/world.js'; createWorld();`, 'src/ never imports models/.'],
  ['src/policy/rerank.ts', `import {createWorld} from '../../models/world/world.js'; createWorld();`, 'src/ never imports models/.'],
  ['src/client.ts', `import {InklingCard} from '../widgets/card/card.js'; InklingCard();`, 'src/ imports nothing outside src/.'],
  ['src/adapters/meta.ts', `import {checkCandidates} from '../candidates.js'; checkCandidates();`, 'Adapters import types and errors alone.'],
  ['src/types.ts', `import {x} from './errors.js'; x();`, 'This file imports nothing.'],
  ['widgets/panel/panel.ts', `import {rerank} from '../../src/policy/rerank.js'; rerank();`, 'Widgets import types and the client interface only.'],
  ['widgets/panel/panel.ts', `import {database} from '../../src/database.js'; database();`, 'Widgets import types and the client interface only.'],
  ['demo/src/app.ts', `import {createInsights} from '../../src/index.js'; createInsights();`, 'The demo imports the package by its public names, as a customer would.'],
];

test.each(FORBIDDEN)('the linter refuses in %s: %s', async (file, code, sentence) => {
  const said = await messages(file, code);
  expect(said.join('\n')).toContain(sentence);
});

test.each([
  ['src/rank.ts', `import {encode} from './features/encode.js'; encode();`],
  ['src/ranker/session.ts', `import {Tensor} from 'onnxruntime-web/wasm'; Tensor();`],
  ['src/database.ts', `import {openDB} from 'idb'; openDB();`],
  ['src/worker-link.ts', `import {wrap} from 'comlink'; wrap();`],
  ['widgets/panel/panel.ts', `import {html} from 'lit'; import type {Slate} from '../../src/types.js'; html<Slate>();`],
  ['widgets/provider/provider.ts', `import {createInsights} from '../../src/index.js'; createInsights();`],
  ['demo/src/app.ts', `import {createInsights} from 'inkling'; createInsights();`],
])('the linter allows in %s: %s', async (file, code) => {
  expect(await messages(file, code)).toEqual([]);
});
