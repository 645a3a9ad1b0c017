import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import {configs as lit} from 'eslint-plugin-lit';

// The walls of the house: each message is the rule's own sentence.
const only = (name, where) => ({name, message: `${name} is imported in ${where} alone.`});
const packages = {
  ort: {...only('onnxruntime-web', 'src/ranker/session.ts'), pattern: ['onnxruntime-web', 'onnxruntime-web/*']},
  idb: {...only('idb', 'src/database.ts'), pattern: ['idb']},
  comlink: {...only('comlink', 'src/worker-link.ts and src/worker.ts'), pattern: ['comlink']},
  lit: {...only('lit', 'widgets/'), pattern: ['lit', 'lit/*', '@lit/*']},
};
const patterns = names => names.map(name => ({group: packages[name].pattern, message: packages[name].message}));
const all = Object.keys(packages);
const without = (...names) => all.filter(name => !names.includes(name));
const world = {group: ['**/models/**'], message: 'src/ never imports models/.'};
const outside = {group: ['**/widgets/**', '**/demo/**', '**/tests/**'], message: 'src/ imports nothing outside src/.'};
const ROOMS = ['context', 'features', 'ranker', 'policy', 'feedback'];
const restrict = (files, list, ignores = []) => ({files, ignores, rules: {'no-restricted-imports': ['error', {patterns: list}]}});

export default tseslint.config(
  {ignores: ['dist/**', 'node_modules/**', '.cache/**', 'test-results/**', 'models/ranker/**', '.store/**', 'widgets/locales/**/de.ts']},
  js.configs.recommended,
  ...tseslint.configs.recommended,
  lit['flat/recommended'],
  {
    linterOptions: {reportUnusedDisableDirectives: true},
    rules: {
      'max-lines': ['error', {max: 300}],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', {argsIgnorePattern: '^_', caughtErrors: 'none'}],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {files: ['**/*.mjs', '*.js'], languageOptions: {globals: {process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', fetch: 'readonly', Buffer: 'readonly', performance: 'readonly', window: 'readonly', document: 'readonly', requestAnimationFrame: 'readonly'}}},
  {files: ['demo/embed/**/*.js'], languageOptions: {globals: {document: 'readonly', location: 'readonly', URLSearchParams: 'readonly', fetch: 'readonly'}}},
  {files: ['docs/.vitepress/theme/*.js'], languageOptions: {globals: {document: 'readonly'}}},
  {files: ['src/**', 'widgets/**'], rules: {'no-console': ['error']}},
  restrict(['src/**'], [...patterns(all), world, outside]),
  ...ROOMS.map(room => restrict([`src/${room}/**`], [
    ...patterns(room === 'ranker' ? all : all),
    world,
    outside,
    {group: ROOMS.filter(other => other !== room).map(other => `**/${other}/**`), message: 'Rooms never import each other; only the journeys know them.'},
    {group: ['../client.js', '../rank.js', '../record.js', '../worker.js', '../worker-link.js', '../index.js'], message: 'A room does not know the journeys that pass through it.'},
  ])),
  restrict(['src/ranker/session.ts'], [...patterns(without('ort')), world, outside, {group: ['**/context/**', '**/features/**', '**/policy/**', '**/feedback/**'], message: 'Rooms never import each other; only the journeys know them.'}]),
  restrict(['src/database.ts'], [...patterns(without('idb')), world, outside]),
  restrict(['src/worker-link.ts', 'src/worker.ts'], [...patterns(without('comlink')), world, outside]),
  restrict(['src/adapters/**'], [...patterns(all), world, outside, {group: ['../*', '!../types.js', '!../errors.js'], message: 'Adapters import types and errors alone.'}, {group: ['valibot', 'pure-rand'], message: 'Adapters import types and errors alone.'}]),
  restrict(['src/types.ts', 'src/errors.ts'], [{group: ['*'], message: 'This file imports nothing.'}]),
  restrict(['widgets/**'], [
    ...patterns(without('lit')),
    world,
    {group: ['../src/*', '../../src/*', '!../src/types.js', '!../../src/types.js', '!../src/insights-types.js', '!../../src/insights-types.js', '!../src/index.js', '!../../src/index.js'], message: 'Widgets import types and the client interface only.'},
    {group: ['**/src/*/**'], message: 'Widgets import types and the client interface only.'},
  ]),
  restrict(['demo/**'], [
    {group: ['**/src/**', '**/widgets/**'], message: 'The demo imports the package by its public names, as a customer would.'},
  ], ['demo/server/**', 'demo/*.mjs']),
);
