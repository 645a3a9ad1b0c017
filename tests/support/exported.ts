/** The real network with weights by chance, as training's own export writes it. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findPython} from '../../models/training/python.js';

export interface Exported {
  readonly history: Buffer;
  readonly model: Buffer;
  /** Both in one graph. */
  readonly whole: Buffer;
}

/** Columns of each input. */
export const EXPORTED = {length: 64, history: 81, context: 46, candidates: 89} as const;

const SCRIPT = `
import json, sys; sys.path.insert(0, "models/training")
from pathlib import Path
import torch
from export import write
from network import Ranker
from quantize import scheme_of
torch.manual_seed(1)
out, columns = Path(sys.argv[1]), json.loads(sys.argv[3])
length = columns.pop("length")
ranker = Ranker(json.loads(Path("models/training/config.json").read_text()), columns, {"historyLength": length, "visitColumn": 30, "shownColumn": 0})
write(ranker, columns, length, out / "model.onnx", scheme_of(sys.argv[2]), out / "history.onnx")
write(ranker, columns, length, out / "whole.onnx", scheme_of(sys.argv[2]))
`;

/** Null where there is no Python with torch and onnx. @param scheme such as `8-channel`, `4-32` or `float32` */
export function exported(scheme: string): Exported | null {
  const python = findPython();
  if (python === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'inkling-'));
  try {
    execFileSync(python, ['-c', SCRIPT, folder, scheme, JSON.stringify(EXPORTED)], {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, PYTHONDONTWRITEBYTECODE: '1'}});
    const read = (name: string) => readFileSync(join(folder, `${name}.onnx`));
    return {history: read('history'), model: read('model'), whole: read('whole')};
  } finally {
    rmSync(folder, {recursive: true});
  }
}
