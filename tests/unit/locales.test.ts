import {execFile} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Below the root, so that the packages are found.
mkdirSync(join(root, '.cache'), {recursive: true});
const copy = mkdtempSync(join(root, '.cache/locales-'));
const read = (folder: string, file: string) => readFileSync(join(folder, 'widgets/locales', file), 'utf8');
const units = (xliff: string) => [...xliff.matchAll(/<trans-unit id="([^"]+)">\s*<source>(.*?)<\/source>\s*(?:<target>(.*?)<\/target>)?/gs)]
  .map(([, id, source = '', target]) => ({id, source, target}));
const placeholders = (text: string) => [...text.matchAll(/<x id="(\d+)"/g)].map(([, id]) => id).sort();

afterAll(() => rmSync(copy, {recursive: true}));

test('each text of the widgets is said in German, with the same figures in it, and what is loaded is what the translators wrote', async () => {
  cpSync(join(root, 'widgets'), join(copy, 'widgets'), {recursive: true});
  for (const [folder, least] of [['', 50], ['later/', 100]] as const) {
    for (const step of ['extract', 'build']) {
      await promisify(execFile)(join(root, 'node_modules/.bin/lit-localize'), ['--config', `widgets/locales/${folder}lit-localize.json`, step], {cwd: copy});
    }
    const all = units(read(copy, `${folder}de.xlf`));
    expect(all.length).toBeGreaterThan(least);
    expect(all.filter(({target}) => !target).map(({id}) => id)).toEqual([]);
    expect(all.filter(({source, target = ''}) => String(placeholders(source)) !== String(placeholders(target))).map(({id}) => id)).toEqual([]);
    for (const file of [`${folder}de.xlf`, `${folder}de.ts`]) expect(read(root, file), `${file} is not what \`npm run localize\` writes`).toBe(read(copy, file));
  }
}, 120_000);
