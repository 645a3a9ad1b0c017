import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {askedUsers, readSequences} from '../../../models/sequences/read.js';

function aFile(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'inkling-')), 'sequences.txt');
  writeFileSync(path, text);
  return path;
}

test('users may take turns, ids may have gaps, and an item keeps one number', async () => {
  const sequences = await readSequences(aFile('9 40\n2 7\n9 7\r\n2 40\n\n9\t300\n'));
  expect(sequences).toEqual({userIds: [2, 9], itemIds: [7, 40, 300], users: [[1, 2], [2, 1, 3]]});
  // Only user 9 has three items.
  expect(askedUsers(sequences)).toEqual([1]);
});

test('ids without gaps are their own numbers', async () => {
  expect((await readSequences(aFile('1 3\n1 1\n1 2\n'))).users).toEqual([[3, 1, 2]]);
});

test.each([
  ['1 2\n1\n', 'Line 2 ', 'has 1 entry, not two'],
  ['1 2\n\n1 2 3\n', 'Line 3 ', 'has 3 entries, not two'],
  ['0 2\n', 'Line 1 ', 'has the user "0", which is no whole number from 1'],
  ['1 2\n1 -3\n', 'Line 2 ', 'has the item "-3", which is no whole number from 1'],
  ['1 1e3\n', 'Line 1 ', 'has the item "1e3"'],
  ['1 2.5\n', 'Line 1 ', 'has the item "2.5"'],
  ['1 99999999999999999999\n', 'Line 1 ', 'has the item "99999999999999999999"'],
  ['user item\n', 'Line 1 ', 'has the user "user"'],
])('a bad line is named, with what is wrong: %j', async (text, line, what) => {
  const path = aFile(text);
  const said = await readSequences(path).then(() => '', (error: Error) => error.message);
  expect(said).toContain(`${line}of ${path} `);
  expect(said).toContain(what);
});

test('a file that is absent or empty gets a sentence', async () => {
  await expect(readSequences('/nowhere/at-all.txt')).rejects.toThrow('There is no file /nowhere/at-all.txt; give one with a line "user item"');
  await expect(readSequences(aFile('\n \n'))).rejects.toThrow('is empty; give a file with a line "user item"');
});
