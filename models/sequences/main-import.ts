/** `npm run import:sasrec`: the public SASRec checkpoint in, through our export and quantizer, a model folder out. */
import {mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {findPython, NO_PYTHON, runPython} from '../training/python.js';
import {publishSequences} from './publish.js';
import {readSequences} from './read.js';

const USAGE = 'Usage: npm run import:sasrec -- --checkpoint FILE.manifest.json --data FILE --out DIR';

/** @param checkpoint the manifest of the tensors, which lie beside it. @param data whose items the checkpoint was trained on. */
export async function importSasrec(checkpoint: string, data: string, out: string): Promise<void> {
  const python = findPython();
  if (python === null) throw new Error(NO_PYTHON);
  const work = join(out, '.training');
  mkdirSync(work, {recursive: true});
  await runPython(python, join(dirname(fileURLToPath(import.meta.url)), 'import_sasrec.py'), ['--checkpoint', checkpoint, '--out', work], 1);
  const {itemIds} = await readSequences(data);
  const {parameters, bytesBrotli, exportDifference} = await publishSequences(work, out, itemIds, {checkpoint: 'pmixer/SASRec.pytorch, ml-1m, epoch 1000'});
  process.stderr.write(`${parameters} parameters, ${(bytesBrotli / 1000).toFixed(0)} kB brotli, ${exportDifference} from PyTorch at most, in ${out}\n`);
}

async function main(): Promise<void> {
  const {values: {checkpoint, data, out}} = parseArgs({options: {checkpoint: {type: 'string'}, data: {type: 'string'}, out: {type: 'string'}}});
  if (checkpoint === undefined || data === undefined || out === undefined) throw new Error(USAGE);
  await importSasrec(checkpoint, data, out);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
