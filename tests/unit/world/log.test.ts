import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {replay} from '../../../models/training/replay.js';
import {eachDevice, openLog} from '../../../models/training/log.js';
import {main} from '../../../models/world/command.js';
import {VOCABULARY} from '../../../models/world/log.js';
import type {FeedbackEvent} from '../../../src/wire-types.js';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-world-'));
  writeFileSync(join(folder, 'quick.json'), '{"server": {"preLogVisits": 100}}');
  const code = await main(['--config', join(folder, 'quick.json'), '--seed', '4', '--accounts', '6', '--visits', '40', '--out', join(folder, 'log'), '--json', join(folder, 'counts.json')], () => undefined);
  expect(code).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const events = (log = 'log') => read(`${log}/events.jsonl`).trim().split('\n').map(line => JSON.parse(line) as FeedbackEvent);

describe('a log', () => {
  test('counts what it holds, and keeps the truth apart', () => {
    const counts = JSON.parse(read('counts.json')) as Record<string, number>;
    const about = JSON.parse(read('log/log.json')) as Record<string, unknown>;
    expect(about).toMatchObject({format: 1, seed: 4, ...counts, ...VOCABULARY});
    expect(counts['visits']).toBe(40);
    expect(events()).toHaveLength(counts['events'] ?? -1);
    expect(events().filter(({type}) => type === 'inkling.slate.served.v1')).toHaveLength(counts['slates'] ?? -1);
    expect(read('log/truth/visits.jsonl').trim().split('\n')).toHaveLength(40);
    expect(read('log/events.jsonl')).not.toMatch(/"intent"|"focus"|"worth"/);
  });

  test('is the same for the same seed, byte for byte, and another for another', async () => {
    for (const [seed, out] of [['4', 'again'], ['5', 'other']] as const) await main(['--config', join(folder, 'quick.json'), '--seed', seed, '--accounts', '6', '--visits', '40', '--out', join(folder, out)], () => undefined);
    for (const path of ['events.jsonl', 'candidates.jsonl', 'log.json', 'truth/visits.jsonl']) expect(read(`again/${path}`)).toBe(read(`log/${path}`));
    expect(read('other/events.jsonl')).not.toBe(read('log/events.jsonl'));
  }, 60_000);

  test('[F8] is read back by training: every slate encodes again to its digest', async () => {
    const replayed = await replay(join(folder, 'log'), join(folder, 'shards'));
    expect(replayed.dropped).toEqual({digest: 0, noContext: 0, noCandidates: 0, schema: 0});
    expect(replayed.slates).toBe(events().filter(({type}) => type === 'inkling.slate.served.v1').length);
    expect(replayed.applies).toBeGreaterThan(0);
  }, 60_000);

  test('goes forward in time on each device, with ids of its own', async () => {
    const log = await openLog(join(folder, 'log'));
    let devices = 0;
    await eachDevice(log, () => devices++);
    expect(devices).toBe(6);
    expect(new Set(events().map(({id}) => id)).size).toBe(events().length);
  });

  test('holds every kind of answer, dismissals with reasons, and slates with more than one order', () => {
    const kinds = new Set(events().flatMap(event => event.type === 'inkling.interaction.v1' ? [event.data.kind] : []));
    for (const kind of ['navigate', 'edit', 'report', 'search', 'impression', 'open', 'apply', 'applied', 'dismiss', 'outcome']) expect(kinds).toContain(kind);
    for (const event of events()) if (event.type === 'inkling.interaction.v1' && event.data.kind === 'dismiss') expect(event.data.reason).toBeDefined();
  });
});

describe('the command', () => {
  const said = async (...args: string[]) => {
    let text = '';
    const code = await main(args, more => text += more);
    return {code, text};
  };

  test.each([
    [['--visits', 'many', '--out', 'x'], '--visits must be a whole number above zero, not "many"'],
    [['--seed', '1.5', '--out', 'x'], '--seed must be a whole number, not "1.5"'],
    [['--accounts', '0', '--out', 'x'], '--accounts must be a whole number above zero, not "0"'],
    [['--visits', '5'], 'Say where the log goes with --out DIR'],
    [['--colour', 'red'], 'Use: npm run world'],
    [['--config', '/nowhere.json', '--out', 'x'], 'The config file /nowhere.json cannot be read'],
  ])('%j is answered with a sentence', async (args, sentence) => {
    const {code, text} = await said(...args);
    expect(code).toBe(1);
    expect(text).toContain(sentence);
  });

  test.each([
    ['{"intentStrenght": 1}', 'no field "intentStrenght"'],
    ['{"noise": "loud"}', '"noise" must be a finite number'],
    ['{"noise": -1}', '"noise" must lie between 0 and 10'],
    ['{"verticals": ["mining"]}', '"verticals" must be a list out of'],
    ['{"behaviour": {"open": null}}', '"behaviour.open" must be a finite number'],
    ['{"examination": 3}', '"examination" must be an object'],
    ['[1]', 'must hold a JSON object'],
    ['{', 'is not JSON'],
  ])('the config %s is answered with a sentence', async (json, sentence) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, json);
    const {code, text} = await said('--config', path, '--out', join(folder, 'never'));
    expect(code).toBe(1);
    expect(text).toContain(sentence);
  });
});
