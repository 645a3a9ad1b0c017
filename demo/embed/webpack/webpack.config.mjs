import {cpSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));

export default {
  entry: './src/main.js',
  output: {path: here('dist'), filename: 'main.js', clean: true},
  performance: {hints: false},
  plugins: [{apply: compiler => compiler.hooks.done.tap('page', () => cpSync(here('public'), here('dist'), {recursive: true}))}],
};
