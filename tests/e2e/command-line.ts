/** The repository's commands, run as their users run them. */
import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What it printed. Rejects on a non-zero exit, with what the command said. */
export const npm = (...args: string[]): Promise<string> => new Promise<string>((resolve, reject) => {
  execFile('npm', ['run', '--silent', ...args], {cwd: root, timeout: 300_000}, (error, stdout, stderr) => (error ? reject(new Error(`npm run ${args.join(' ')}: ${error.message}\n${stderr}`)) : resolve(stdout)));
});

/** What it said on a non-zero exit; rejects where it succeeds. */
export const failed = (...args: string[]): Promise<string> => npm(...args).then(() => { throw new Error(`npm run ${args.join(' ')} did not fail`); }, (error: Error) => error.message);

export const json = async (file: string): Promise<Record<string, unknown>> => JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
