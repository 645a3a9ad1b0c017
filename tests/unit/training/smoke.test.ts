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
    run('--smoke', '--log', join(folder, 'log'), '--out', out, '--temperature', '0.5', '--json', join(folder, 'report.json'));
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {parameters: number; bytesBrotli: number; exportDifference: number; manifest: string};
    expect(report.parameters).toBeGreaterThan(5000);
    // The graph in ORT is the network in PyTorch.
    expect(report.exportDifference).toBeLessThan(1e-5);

    const files = readdirSync(out);
    expect(files.map(file => file.replaceAll(/[0-9a-f]{12,}/g, '…')).sort()).toEqual(['.training', 'current.json', 'feature-schema-….json', 'golden-….json', 'history-….onnx', 'manifest-….json', 'ranker-….onnx']);
    const manifest = JSON.parse(readFileSync(join(out, report.manifest), 'utf8')) as Manifest;
    const schema = readSchema(JSON.parse(readFileSync(join(out, manifest.files.schema.path), 'utf8')));
    // Whichever was the smallest that is good enough: it has been judged.
    expect(manifest.training['quantization']).toMatchObject({scheme: expect.stringMatching(/^(float32|8-channel|4-16)$/), good: true, ndcg5: expect.any(Number), bytesBrotli: expect.any(Number)});
    expect(manifest.exploration).toEqual({temperature: 0.5, window: 1, places: 10});
    for (const {edges, shares} of Object.values(manifest.reference ?? {})) {
      expect(shares).toHaveLength(edges.length + 1);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    }
    expect(Object.keys(manifest.reference ?? {})).toEqual(['open', 'apply', 'dismiss', 'undo', 'impact']);
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
read = lambda name: json.loads(Path(f"models/training/{name}.json").read_text())
shards, config = Shards(folder / "shards"), {**read("config"), **read("smoke")}
learn = lambda name, seed=1, resume=False: fit.fit(shards, config, seed, 2, folder / name, resume)[0].state_dict()
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

  test.each(['8-channel', '8-16', '4-channel', '4-32', '4-7'])('[R4] %s: weights lie on the grid of their block, no further off than plain rounding leaves them, and stay there when rounded again', scheme => {
    const script = `
import sys; sys.path.insert(0, "models/training")
import numpy as np
from quantize import blocks_of, dequantize, quantize, scheme_of
scheme = scheme_of(sys.argv[1])
levels = 2 ** (scheme.bits - 1) - 1
w = np.random.default_rng(1).standard_normal((40, 30)).astype(np.float32) * np.linspace(0.01, 9, 30, dtype=np.float32)
w[:, 3] = 0
q, scale = quantize(w, scheme)
assert q.dtype == np.int8 and np.abs(q).max() == levels and scale.dtype == np.float16
assert q.shape == blocks_of(w, scheme.block).shape and scale.shape == (q.shape[0], 1, 30)
read = dequantize(q, scale, 40)
plain = np.maximum(np.abs(blocks_of(w, scheme.block)).max(axis=1, keepdims=True) / levels, 1e-9)
plainly = (np.rint(blocks_of(w, scheme.block) / plain) * plain).reshape(-1, 30)[:40]
assert np.square(read - w).sum() <= np.square(plainly - w).sum() * 1.001
again = quantize(read, scheme)
assert (dequantize(*again, 40) == read).all()
`;
    execFileSync(python ?? '', ['-c', script, scheme], {stdio: ['ignore', 'ignore', 'pipe']});
  });
});
