import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {loadSequenceModel} from '../../../models/sequences/model.js';
import {findPython} from '../../../models/training/python.js';
import {walks} from '../../support/synthetic-sequences.js';

const CONFIG = {length: 20, width: 16, attentionHeads: 2, feedForward: 32, blocks: 2, dropout: 0.1, batch: 16, learningRate: 0.01, weightDecay: 0, averaging: 0.9, maskSeen: false, epochs: 12};
const python = findPython();
const run = (command: string, ...options: string[]) => execFileSync(process.execPath, ['--import', 'tsx', `models/sequences/main-${command}.ts`, ...options], {stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8'});
const failed = (command: string, ...options: string[]) => {
  try {
    run(command, ...options);
  } catch (error) {
    return (error as {stderr: string}).stderr;
  }
  throw new Error('It did not fail.');
};

function aFolder(): {folder: string; data: string; config: string} {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  const [data, config] = [join(folder, 'walks.txt'), join(folder, 'config.json')];
  writeFileSync(data, walks());
  writeFileSync(config, JSON.stringify(CONFIG));
  return {folder, data, config};
}

test('bad options and data without a question get one sentence', () => {
  const {folder, data} = aFolder();
  expect(failed('train', '--data', data)).toMatch(/^Usage: npm run train:sequences -- --data FILE --out DIR/);
  const short = join(folder, 'short.txt');
  writeFileSync(short, '1 1\n1 2\n2 1\n3 2\n');
  expect(failed('train', '--data', short, '--out', join(folder, 'out'))).toMatch(/^No user of .*short\.txt has three items or more/);
  writeFileSync(short, '1 1\n1 0\n');
  expect(failed('train', '--data', short, '--out', join(folder, 'out'))).toMatch(/^Line 2 of .*short\.txt has the item "0"/);
  expect(failed('evaluate', '--data', data, '--model', folder)).toMatch(/^There is no sequence model in .*train:sequences/);
});

describe.skipIf(python === null)('with Python and torch', () => {
  test('walks are learned, and judged by the bytes that a browser would run', async () => {
    const {folder, data, config} = aFolder();
    const out = join(folder, 'out');
    run('train', '--data', data, '--out', out, '--config', config, '--threads', '1', '--json', join(folder, 'training.json'));
    const training = JSON.parse(readFileSync(join(folder, 'training.json'), 'utf8')) as Record<string, number>;
    expect(training['epochs']).toBe(CONFIG.epochs);
    expect(training['seconds']).toBeGreaterThanOrEqual(0);
    expect(training['exportDifference']).toBeLessThan(1e-5);
    expect(readdirSync(out).map(file => file.replaceAll(/[0-9a-f]{12,}/g, '…')).sort()).toEqual(['.training', '4-32.onnx', 'current.json', 'feature-schema-….json', 'float32.onnx', 'golden-….json', 'items.json', 'manifest-….json', 'ranker-….onnx']);

    const report = join(folder, 'report.json');
    run('evaluate', '--data', data, '--model', out, '--full', '--json', report);
    const full = JSON.parse(readFileSync(report, 'utf8')) as {users: number; hr10: number; ndcg10: number; float32: {hr10: number; ndcg10: number}};
    expect(full.users).toBe(60);
    // Nine walks of ten take the next step: whoever learned it has it first.
    expect(full.ndcg10).toBeGreaterThan(0.75);
    expect(full.float32.ndcg10).toBeCloseTo(full.ndcg10, 1);
    run('evaluate', '--data', data, '--model', out, '--users', '7', '--seed', '5', '--json', report);
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({users: 7, protocol: 'sampled', drawn: 'seed 5', hr10: expect.any(Number), float32: {ndcg10: expect.any(Number)}});

    const model = await loadSequenceModel(out, 'served');
    const all = Array.from({length: 30}, (_, at) => at + 1);
    // One by one or all at once, with candidates in any order: an item's score is its own.
    const [catalogue, some] = [await model.scoreCatalogue([3, 4, 5]), await model.score([3, 4, 5], [...all].reverse())];
    expect(all.map(item => some[30 - item])).toEqual(Array.from(catalogue.subarray(1)));
    expect(catalogue.indexOf(Math.max(...catalogue.subarray(1)), 1)).toBe(6);
    // An unknown item is as if it had not been met; an empty history is a state like any other.
    expect(await model.scoreCatalogue([3, 31, 4, 5])).not.toEqual(catalogue);
    expect(Array.from(await model.score([], all)).every(Number.isFinite)).toBe(true);
    expect(Array.from(await model.score([3, 4, 5], [31, 99, -1]))).toEqual([0, 0, 0]);
    // No more than the newest 20 are read.
    expect(await model.scoreCatalogue([...all.slice(0, 20), ...all.slice(0, 20)])).toEqual(await model.scoreCatalogue(all.slice(0, 20)));
    await model.release();

    writeFileSync(data, walks({items: 31}));
    expect(failed('evaluate', '--data', data, '--model', out)).toMatch(/was trained on other items \(30\) than the data have \(31\)/);
  }, 120_000);

  test('the re-ranking command learns and tunes on training clicks, and puts what the session asks for before what the server thought', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
    const clicks = (day: number, first: number) => walks({users: 80, steps: 8, seed: first}).trim().split('\n').map((line, at) => {
      const [user, item] = line.split(' ');
      return `${first + Number(user)}\t${item}\t${day * 86_400 + at + 1}`;
    });
    const write = (name: string, header: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${[header, ...lines].join('\n')}\n`);
    write('yoochoose-clicks-100k_train_full.txt', 'SessionId\tItemId\tTime', [...clicks(1, 0), ...clicks(2, 1000), ...clicks(3, 2000)]);
    write('yoochoose-clicks-100k_test.txt', 'SessionId\tItemId\tTime', clicks(4, 3000));
    // The server has one order for everybody.
    const order = Array.from({length: 30}, (_, at) => 1000 + 3 * at).join(',');
    const lists = Array.from({length: 80}, (_, at) => `${3001 + at};4;${order};${order}`);
    for (const name of ['vsknn', 'gru4rec', 'sr', 'ar']) write(`recoms_rsc15_100k_${name}.csv`, 'SessionId;Position;Recommendations;Scores', lists);
    const report = join(folder, 'report.json');
    run('rerank', '--data', folder, '--out', join(folder, 'out'), '--threads', '1', '--json', report);
    const {tunedOn, lists: judged} = JSON.parse(readFileSync(report, 'utf8')) as {tunedOn: {sessions: number}; lists: Record<string, {rows: number; sessions: number; difference: {mrr20: {low: number}}}>};
    expect(tunedOn.sessions).toBe(80);
    expect(Object.keys(judged)).toEqual(['vsknn', 'gru4rec', 'sr', 'ar']);
    expect(judged['vsknn']).toMatchObject({rows: 80, sessions: 80});
    expect(judged['vsknn']?.difference.mrr20.low).toBeGreaterThan(0.1);
    expect(failed('rerank', '--data', join(folder, 'nowhere'), '--out', folder)).toMatch(/^There is no .*nowhere.*clicks/);
  }, 120_000);

  test('a training that is killed in its second epoch ends with the weights of one that was not', () => {
    const {folder, data, config} = aFolder();
    const work = join(folder, 'out', '.training');
    run('train', '--data', data, '--out', join(folder, 'out'), '--config', config, '--epochs', '1', '--threads', '1');
    expect(existsSync(join(work, 'checkpoint.pt'))).toBe(true);
    const script = `
import json, sys; sys.path.insert(0, "models/sequences")
from pathlib import Path
import torch, fit_sequences as fit
from sequence_data import Sequences
folder = Path(sys.argv[1])
sequences, config = Sequences(folder / "out" / ".training"), json.loads((folder / "config.json").read_text())
learn = lambda name, seed=1, resume=False: fit.fit(sequences, config, seed, 2, folder / name, resume)[0].state_dict()
whole = learn("whole.pt")
losses, calls = fit.loss_of, []
def killed(*call):
    calls.append(1)
    if len(calls) == 8: raise KeyboardInterrupt
    return losses(*call)
fit.loss_of = killed
try: learn("killed.pt")
except KeyboardInterrupt: pass
fit.loss_of = losses
resumed = learn("killed.pt", resume=True)
assert len(calls) == 8 and all(torch.equal(whole[name], resumed[name]) for name in whole)
try: learn("killed.pt", seed=9, resume=True); assert False
except SystemExit as refusal: assert "made with another seed" in str(refusal)
`;
    execFileSync(python ?? '', ['-c', script, folder], {stdio: ['ignore', 'ignore', 'pipe']});
  }, 120_000);

  test('the loss and its gradient are those of a cross-entropy over what was not met before', () => {
    const script = `
import sys; sys.path.insert(0, "models/sequences")
import torch
import catalogue_loss as own, fit_sequences as fit
from encoder import SequenceEncoder
own.SLICE = 7
torch.manual_seed(1)
config = {"length": 8, "width": 8, "attentionHeads": 2, "feedForward": 16, "blocks": 2, "dropout": 0.0}
model = SequenceEncoder(config, 12).double()
items = torch.tensor([[3, 1, 4, 1, 5], [9, 2, 6, 0, 0]])
def plain(mask_seen):
    features, total, count = model(items), 0.0, 0
    for row in range(len(items)):
        for place in range(items.shape[1]):
            item = int(items[row, place])
            if item == 0: continue
            scores = model.items.weight[1:] @ features[row, place]
            met = [int(seen) - 1 for seen in items[row, :place]] if mask_seen else []
            out = torch.zeros(12, dtype=torch.bool); out[met] = True
            total = total - torch.log_softmax(scores.masked_fill(out, -1e4), 0)[item - 1]; count += 1
    return total / count
for mask_seen in (False, True):
    if mask_seen: items[0, 3] = 7
    for loss in (plain, lambda mask: fit.loss_of(model, items, mask)):
        model.zero_grad(); value = loss(mask_seen); value.backward()
        found = [float(value), *(p.grad.clone() for p in model.parameters())]
        if loss is plain: expected = found
    assert abs(found[0] - expected[0]) < 1e-6, (found[0], expected[0])
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(found[1:], expected[1:]))
`;
    execFileSync(python ?? '', ['-c', script], {stdio: ['ignore', 'ignore', 'pipe']});
  }, 60_000);
});
