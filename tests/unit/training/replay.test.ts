import {appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {replay} from '../../../models/training/replay.js';
import {writeSyntheticLog} from '../../support/synthetic-log.js';

function aLog(): {log: string; out: string} {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  const log = join(folder, 'log');
  writeSyntheticLog(log, {accounts: 6, visits: 3});
  return {log, out: join(folder, 'shards')};
}

function edit(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(path, change(readFileSync(path, 'utf8').trimEnd().split('\n')).join('\n'));
}

test('[F8] every slate is encoded again as the page encoded it', async () => {
  const {log, out} = aLog();
  const {slates, cards, examined, dropped} = await replay(log, out);
  expect({slates, cards, examined, dropped}).toEqual({slates: 18, cards: 108, examined: 72, dropped: {digest: 0, noContext: 0, noCandidates: 0, schema: 0}});
  expect(existsSync(join(out, 'shards.json'))).toBe(true);
});

test('[F8] a slate whose history was not all logged is dropped and counted', async () => {
  const {log, out} = aLog();
  // The first device's first host action never arrived.
  edit(join(log, 'events.jsonl'), lines => lines.filter(line => !line.includes('"id":"act_0-0-0"')));
  const {slates, dropped} = await replay(log, out);
  expect({slates, dropped}).toEqual({slates: 15, dropped: {digest: 3, noContext: 0, noCandidates: 0, schema: 0}});
});

test('a slate with a candidate that the log does not know is dropped and counted', async () => {
  const {log, out} = aLog();
  edit(join(log, 'candidates.jsonl'), lines => lines.filter(line => !line.includes('"act_0-s0"')));
  expect((await replay(log, out)).dropped).toEqual({digest: 0, noContext: 0, noCandidates: 3, schema: 0});
});

test('a log that is not there, is empty, or has a bad line gets one sentence that names it', async () => {
  const {log, out} = aLog();
  const events = join(log, 'events.jsonl');
  await expect(replay(join(log, 'nowhere'), out)).rejects.toThrow(/There is no .*nowhere.*npm run world/);
  appendFileSync(events, '{"id": broken\n');
  const lines = readFileSync(events, 'utf8').trimEnd().split('\n').length;
  await expect(replay(log, out)).rejects.toThrow(`Line ${lines} of ${events} is not JSON`);
  edit(events, kept => [...kept.slice(0, -1), '{"id":"x"}']);
  await expect(replay(log, out)).rejects.toThrow(`Line ${lines} of ${events} is no feedback event`);
  writeFileSync(events, '');
  await expect(replay(log, out)).rejects.toThrow(`${events} is empty.`);
  rmSync(join(log, 'log.json'));
  await expect(replay(log, out)).rejects.toThrow(/There is no .*log\.json/);
});

test('a log of another feature schema is refused in a sentence that names both', async () => {
  const {log, out} = aLog();
  edit(join(log, 'events.jsonl'), lines => lines.map(line => line.replaceAll(/"featureSchema":"[^"]+"/g, '"featureSchema":"base-0"')));
  await expect(replay(log, out)).rejects.toThrow(/feature schema base-0, this version makes base-1-/);
});
