import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {findPython} from '../../../models/training/python.js';
import {replay} from '../../../models/training/replay.js';
import {readSchema} from '../../../src/features/schema.js';
import type {Manifest} from '../../../src/ranking-types.js';
import {writeSyntheticLog} from '../../support/synthetic-log.js';

const python = findPython();
const run = (...options: string[]) => execFileSync(process.execPath, ['--import', 'tsx', 'models/training/main.ts', ...options], {stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8'});

// Where it is absent the report names this test as skipped.
describe.skipIf(python === null)('with Python and torch', () => {
  test('a tiny log goes through every stage', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
    writeSyntheticLog(join(folder, 'log'));
    const out = join(folder, 'out');
    run('--smoke', '--log', join(folder, 'log'), '--out', out, '--json', join(folder, 'report.json'));
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {parameters: number; bytesBrotli: number; exportDifference: number; manifest: string};
    expect(report.parameters).toBeGreaterThan(5000);
    // The graph in ORT is the network in PyTorch.
    expect(report.exportDifference).toBeLessThan(1e-5);

    const files = readdirSync(out);
    expect(files.map(file => file.replaceAll(/[0-9a-f]{12,}/g, '…')).sort()).toEqual(['.training', 'current.json', 'feature-schema-….json', 'golden-….json', 'manifest-….json', 'ranker-….onnx']);
    const manifest = JSON.parse(readFileSync(join(out, report.manifest), 'utf8')) as Manifest;
    const schema = readSchema(JSON.parse(readFileSync(join(out, manifest.files.schema.path), 'utf8')));
    expect(manifest.linear.apply.candidates).toHaveLength(schema.candidates.length);
    expect(manifest.linear.apply.context).toHaveLength(schema.context.length);
  }, 180_000);

  test('a training that is killed in its second epoch ends with the weights of one that was not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
    writeSyntheticLog(join(folder, 'log'), {accounts: 40, visits: 2});
    await replay(join(folder, 'log'), join(folder, 'shards'));
    const script = `
import json, sys; sys.path.insert(0, "models/training")
from pathlib import Path
import numpy as np, torch, fit
from data import Shards
folder = Path(sys.argv[1])
shards, config = Shards(folder / "shards"), json.loads(Path("models/training/smoke.json").read_text())
learn = lambda name, seed=1, resume=False: fit.fit(shards, config, seed, 2, folder / name, resume, False)[0].state_dict()
whole = learn("whole.pt")
batches, calls = fit.batches, []
def killed(*call):
    calls.append(1)
    if len(calls) == 2: raise KeyboardInterrupt
    return batches(*call)
fit.batches = killed
try: learn("killed.pt")
except KeyboardInterrupt: pass
fit.batches = batches
resumed = learn("killed.pt", resume=True)
assert len(calls) == 2 and all(torch.equal(whole[name], resumed[name]) for name in whole)
try: learn("killed.pt", seed=9, resume=True); assert False
except SystemExit as refusal: assert "made with another seed" in str(refusal)
`;
    execFileSync(python ?? '', ['-c', script, folder], {stdio: ['ignore', 'ignore', 'pipe']});
  }, 180_000);

  test('rounding to 8 bits moves no weight by more than half a step', () => {
    const script = `
import sys; sys.path.insert(0, "models/training")
import numpy as np
from quantize import dequantize, quantize
w = np.random.default_rng(1).standard_normal((40, 30)).astype(np.float32) * np.linspace(0.01, 9, 30, dtype=np.float32)
w[:, 3] = 0
q, scale = quantize(w)
assert q.dtype == np.int8 and np.abs(q).max() == 127
assert (np.abs(dequantize(q, scale) - w) <= scale / 2 * 1.0001).all()
`;
    execFileSync(python ?? '', ['-c', script], {stdio: ['ignore', 'ignore', 'pipe']});
  });
});
