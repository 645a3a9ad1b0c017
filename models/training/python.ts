/** Finds a Python that has torch, and runs it with its progress on our stderr. */
import {spawn, spawnSync} from 'node:child_process';

/** Debian's python3 comes before whatever else is first on PATH: that is the one its torch package belongs to. */
const PLACES = [process.env['PYTHON'], '/usr/bin/python3', 'python3', 'python'].filter(place => place !== undefined);

export const NO_PYTHON = 'Training needs Python with torch, onnx and numpy, and none was found (tried PYTHON, /usr/bin/python3, python3); on Debian: apt-get install python3-torch python3-onnx python3-numpy libopenblas0-pthread';

/** Null where none of them has torch, onnx and numpy. */
export function findPython(): string | null {
  // To look for them takes 20 ms, to import them two seconds.
  const look = 'import importlib.util, sys; sys.exit(not all(map(importlib.util.find_spec, ("torch", "onnx", "numpy"))))';
  return PLACES.find(place => spawnSync(place, ['-c', look], {stdio: 'ignore', timeout: 60_000}).status === 0) ?? null;
}

/** Rejects with the last line that the script wrote, which its `sys.exit` makes a sentence. */
export function runPython(python: string, script: string, options: readonly string[], threads: number): Promise<void> {
  // OpenBLAS would start a thread a core beside torch's own.
  const env = {...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads), PYTHONDONTWRITEBYTECODE: '1'};
  return new Promise((resolve, reject) => {
    const child = spawn(python, [script, ...options], {stdio: ['ignore', 'ignore', 'pipe'], env});
    let last = '';
    child.stderr.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      last = String(chunk).trimEnd().split('\n').at(-1) ?? last;
    });
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) resolve();
      else reject(new Error(last || `${python} ended with ${code ?? 'a signal'}.`));
    });
  });
}
