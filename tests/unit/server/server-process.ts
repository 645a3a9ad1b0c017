/** The server as a process of its own: to be killed, starved of disk and measured. */
import {execFileSync, spawn, type ChildProcess} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {onTestFinished} from 'vitest';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** A minute after the events of these tests. */
const CLOCK = '2026-11-20T10:01:00Z';

export interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** All that it printed, so far. */
  said(): string;
  /** Resolves with the URL, once it is printed. */
  readonly url: Promise<string>;
}

export function run(command: string, ...args: string[]): Process {
  const child = spawn(command, args, {cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  const url = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /^Inkling demo: (http:\/\/localhost:\d+\/)$/m.exec(said)?.[1];
        if (found) resolve(found);
      });
    }
    void ended.then(code => reject(new Error(`It ended with ${code}: ${said}`)));
  });
  url.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {child, ended, url, said: () => said};
}

const SERVER = ['--import', 'tsx', 'demo/server/main.ts', '--now', CLOCK, '--port', '0'];

export const serverProcess = (...args: string[]): Process => run(process.execPath, ...SERVER, ...args);

/** A server that no file may grow beyond `kibibytes`: what a full disk is to it. Needs Linux: `ulimit` of a shell, and `prlimit` to take it back. */
export const serverWithoutRoom = (kibibytes: number, ...args: string[]): Process =>
  run('/bin/bash', '-c', `ulimit -S -f ${kibibytes} && exec "$@"`, 'bash', process.execPath, ...SERVER, ...args);

export const canLimitFiles = ((): boolean => {
  try {
    execFileSync('prlimit', ['--version'], {stdio: 'ignore'});
    return true;
  } catch {
    return false;
  }
})();

export function giveRoom({child}: Process): void {
  execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited']);
}

/** MiB; null where the system does not say. */
export function residentMiB({child}: Process): number | null {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return null;
  }
}

/** The lines of its log, by their code. */
export const logged = ({said}: Process, code: string): readonly Record<string, unknown>[] =>
  said().split('\n').filter(line => line.startsWith('{') && line.includes(`"code":"${code}"`)).map(line => JSON.parse(line) as Record<string, unknown>);
