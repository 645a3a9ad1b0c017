import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {appendFileSync, existsSync, mkdtempSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {replayed, VARIANTS} from '../../../models/training/pipeline.js';
import {findPython} from '../../../models/training/python.js';
import type {Manifest} from '../../../src/ranking-types.js';
import {writeSyntheticLog} from '../../support/synthetic-log.js';

const python = findPython();
const command = (script: string, options: readonly string[]) => ['--import', 'tsx', `models/training/${script}.ts`, ...options];
const run = (script: string, ...options: string[]) => spawnSync(process.execPath, command(script, options), {encoding: 'utf8'});

function aLog(accounts = 60): {folder: string; log: string} {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  const log = join(folder, 'log');
  writeSyntheticLog(log, {accounts, visits: 2});
  return {folder, log};
}

test('shards of the same log are used again when a training is resumed, those of a log that has changed are not', async () => {
  const {folder, log} = aLog(6);
  const shards = join(folder, 'shards');
  const first = await replayed(log, shards, false);
  const table = join(shards, 'labels.npy');
  writeFileSync(table, 'kept');
  expect(await replayed(log, shards, true)).toEqual(first);
  expect(readFileSync(table, 'utf8')).toBe('kept');
  appendFileSync(join(log, 'candidates.jsonl'), '\n');
  await replayed(log, shards, true);
  expect(readFileSync(table, 'latin1')).toContain('NUMPY');
});

test('what is wrong with a log is said in one sentence and nothing is trained', () => {
  const {folder, log} = aLog(6);
  const out = join(folder, 'out');
  const complaint = () => {
    const {status, stderr} = run('main', '--smoke', '--log', log, '--out', out);
    expect(status).toBe(1);
    return stderr.trim();
  };
  const about = join(log, 'log.json');
  const said = readFileSync(about, 'utf8');
  writeFileSync(about, said.replace('"synthetic-1"', '"synthetic-2"'));
  expect(complaint()).toMatch(/^The log was encoded with the feature schema base-1-[0-9a-f]{8}, this version makes base-1-[0-9a-f]{8}; make the log again, or train with the version that wrote it\.$/);
  writeFileSync(about, said.slice(0, 40));
  expect(complaint()).toMatch(/log\.json is not JSON/);
  writeFileSync(about, said);
  const events = join(log, 'events.jsonl');
  truncateSync(events, readFileSync(events).length - 30);
  expect(complaint()).toMatch(/^Line \d+ of .*events\.jsonl is not JSON: /);
  truncateSync(events, 0);
  expect(complaint()).toBe(`${events} is empty.`);
  expect(existsSync(join(out, 'current.json'))).toBe(false);
  expect(run('main', '--log', log, '--out', out, '--variant', 'nobody').stderr).toContain(`There is no variant "nobody"; there are ${Object.keys(VARIANTS).join(', ')}.`);
}, 120_000);

// Where it is absent the report names these tests as skipped.
describe.skipIf(python === null)('with Python and torch', () => {
  test('baselines and an ablation go through every stage, and a row that is there is left as it is', () => {
    const {folder, log} = aLog();
    const out = join(folder, 'rows');
    const rows = () => run('rows', '--smoke', '--log', log, '--out', out, '--only', 'din,gru,without-history', '--threads', '1');
    expect(rows().status).toBe(0);
    for (const name of ['din', 'gru', 'without-history']) {
      const {manifest: file, version} = JSON.parse(readFileSync(join(out, name, 'current.json'), 'utf8')) as {manifest: string; version: number};
      const {training} = JSON.parse(readFileSync(join(out, name, file), 'utf8')) as Manifest;
      expect({version, variant: training['variant'], epochs: training['epochs']}).toEqual({version: 1, variant: name, epochs: 1});
    }
    expect(rows().stderr).toContain('gru is there already');
  }, 180_000);

  test('a training that is killed with no time to say so goes on when it is resumed', async () => {
    const {folder, log} = aLog();
    const out = join(folder, 'out');
    const options = ['--smoke', '--epochs', '4', '--log', log, '--out', out, '--threads', '1'];
    // A process group of its own: what is killed is the training under it, too.
    const child = spawn(process.execPath, command('main', options), {stdio: ['ignore', 'ignore', 'pipe'], detached: true});
    let said = '';
    await new Promise<void>(resolve => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk);
        if (said.includes('epoch 2/4  loss') && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      });
      child.on('close', () => { resolve(); });
    });
    expect(existsSync(join(out, 'current.json'))).toBe(false);
    const {status, stderr} = run('main', ...options, '--resume');
    expect(status).toBe(0);
    expect(stderr).toMatch(/resumed after epoch [1-3]\n/);
    expect(stderr).not.toContain('replayed');
    expect(existsSync(join(out, 'current.json'))).toBe(true);
  }, 180_000);

  test('what an ablation takes out does not speak when it is served, and nothing else falls silent', () => {
    const script = `
import json, sys; sys.path.insert(0, "models/training")
from pathlib import Path
import torch, fit
torch.set_num_threads(1)
read = lambda name: json.loads(Path(f"models/training/{name}.json").read_text())
names = ["kind=open", "kind=dismiss", "reason=not-now", "lag", "same-visit"]
columns = {"history": 5, "context": 3, "candidates": 4}
meta = {"historyLength": 6, "visitColumn": 4, "shownColumn": 0, "historyColumns": names}

def trained(variant):
    torch.manual_seed(1)
    config = {**read("config"), **read("variants")[variant], **read("smoke")}
    model = fit.Model(config, columns, meta)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.02)
    for _ in range(5):
        labels = torch.bernoulli(torch.full((8, 3, 7), 0.5)); labels[:, :, 1] = 1
        optimizer.zero_grad(); fit.loss_of(model, given(8), labels, config).backward(); optimizer.step()
    return model.eval()

def given(lists):
    return torch.bernoulli(torch.full((lists, 6, 5), 0.5)), torch.ones(lists, 6), torch.randn(lists, 3), torch.randn(lists, 3, 4), torch.ones(lists, 3), torch.bernoulli(torch.full((lists, 3, 6), 0.5))

def moved(variant):
    model, (history, seen, context, cards, here, same) = trained(variant), given(2)
    reason, deed, other = history.clone(), history.clone(), cards.clone()
    reason[:, :, 2] = 1 - reason[:, :, 2]; deed[:, :, 1] = 1 - deed[:, :, 1]; other[:, 2] += 1
    scores = lambda h, s, c: model.ranker(h, s, context, c, here, same)[:, 0]
    plain = scores(history, seen, cards)
    far = lambda one: float((one - plain).abs().max()) > 1e-6
    return {"history": far(scores(deed, seen, cards)) or far(scores(history, seen * 0, cards)), "reason": far(scores(reason, seen, cards)), "list": far(scores(history, seen, other))}

for variant in ("ours", "without-history", "without-reason", "without-listwise"):
    print(variant, json.dumps(moved(variant)))
model = trained("without-position-bias")
assert float(model.log_examination(torch.arange(9)).abs().max()) == 0 and float(trained("ours").log_examination(torch.arange(9))[-1]) < -0.1
`;
    const found = execFileSync(python ?? '', ['-c', script], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
    expect(found.trim().split('\n').map(line => [line.split(' ')[0], JSON.parse(line.slice(line.indexOf('{'))) as unknown])).toEqual([
      ['ours', {history: true, reason: true, list: true}],
      ['without-history', {history: false, reason: false, list: true}],
      ['without-reason', {history: true, reason: false, list: true}],
      ['without-listwise', {history: true, reason: true, list: false}],
    ]);
  });
});
