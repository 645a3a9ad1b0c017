/** The package as its users get it: `npm pack` of what was built, once a build, unpacked under `.cache/packed`. */
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Packed {
  readonly tarball: string;
  /** The unpacked package. */
  readonly folder: string;
  /** In the tarball, such as `dist/index.js`. */
  readonly files: readonly string[];
}

let made: Packed | undefined;

/** The same for the whole of a process, even if a server that it starts builds again. */
export function packed(): Packed {
  return made ??= pack();
}

function pack(): Packed {
  if (!existsSync(join(root, 'dist/types/src/index.d.ts'))) throw new Error('The package was not built with its types: run `npm run build`.');
  const digest = createHash('sha256').update(readFileSync(join(root, 'dist/.built.json'))).update(readFileSync(join(root, 'package.json'))).digest('hex').slice(0, 12);
  const all = join(root, '.cache/packed');
  const home = join(all, digest);
  if (!existsSync(home)) {
    mkdirSync(all, {recursive: true});
    // Files that are tested side by side may each make it: the first that is whole is everyone's.
    const making = mkdtempSync(join(root, '.cache/packing-'));
    const [{filename, files}] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', making], {cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']})) as [{filename: string; files: {path: string}[]}];
    renameSync(join(making, filename), join(making, 'inkling.tgz'));
    execFileSync('tar', ['-xzf', 'inkling.tgz'], {cwd: making});
    writeFileSync(join(making, 'files.json'), JSON.stringify(files.map(({path}) => path)));
    for (const other of readdirSync(all)) if (other !== digest) rmSync(join(all, other), {recursive: true, force: true});
    try {
      renameSync(making, home);
    } catch (error) {
      if (!existsSync(home)) throw error;
      rmSync(making, {recursive: true, force: true});
    }
  }
  return {tarball: join(home, 'inkling.tgz'), folder: join(home, 'package'), files: JSON.parse(readFileSync(join(home, 'files.json'), 'utf8')) as string[]};
}

/** An empty folder with the package in its `node_modules`, and beside it what is asked for of ours: as an install would leave it, without a registry. */
export function consumer(folder: string, others: readonly string[] = []): string {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(join(folder, 'node_modules/@lit'), {recursive: true});
  mkdirSync(join(folder, 'node_modules/@types'), {recursive: true});
  symlinkSync(packed().folder, join(folder, 'node_modules/inkling'));
  for (const name of others) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}\n');
  return folder;
}

/** What an install brings for the types alone. */
export const TYPES = ['lit', 'lit-html', 'lit-element', '@lit/localize', '@lit/reactive-element', '@lit-labs', '@types/trusted-types'];

/** What TypeScript has to say of `use.ts`, or of the files named, in such a folder; '' where it is content. */
export function compiled(folder: string, options: Readonly<Record<string, unknown>>, files: readonly string[] = ['use.ts']): string {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({compilerOptions: {strict: true, target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], noEmit: true, skipLibCheck: false, types: [], ...options}, files}));
  return spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {encoding: 'utf8'}).stdout;
}
