/** The real demo server as a child process: started, killed and started again as its user would. */
import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The demo's world moves with the date: its tests live on one day. */
export const DAY = Date.UTC(2026, 10, 20, 9);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export class DemoServer {
  #process: ChildProcess | null = null;
  readonly #begun = Date.now();
  url = '';
  /** Milliseconds by which the next start is later than it would be: a visit ends. */
  later = 0;

  private constructor(readonly store: string, private port: number, private readonly models: string | null, private readonly options: readonly string[], private readonly from: number) {}

  /** Starts on a free port with a store of its own. @param models directory of the served ranker; the house's own when left out @param options such as `--require-token` @param from where its clock starts: now, for pages that have no clock but the browser's own */
  static async start(models: string | null = null, options: readonly string[] = [], from = DAY): Promise<DemoServer> {
    const server = new DemoServer(await mkdtemp(join(tmpdir(), 'inkling-store-')), 0, models, options, from);
    await server.up();
    return server;
  }

  /** Starts, or starts again on the same port and store. Rejects with the server's own words when it ends first. */
  async up(): Promise<void> {
    // Started again, its clock goes on where it would be.
    const now = new Date(this.from + this.later + Date.now() - this.#begun).toISOString();
    const child = spawn(process.execPath, ['demo/start.mjs', '--port', String(this.port), '--store', this.store, '--now', now, ...(this.models === null ? [] : ['--models', this.models]), ...this.options], {cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], detached: true});
    this.#process = child;
    let said = '';
    this.url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const match = /Inkling demo: (http\S+)/.exec(said);
        if (match?.[1]) resolve(match[1].replace(/\/$/, ''));
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', code => reject(new Error(`The demo server ended with ${code}:\n${said}`)));
    });
    this.port = Number(new URL(this.url).port);
  }

  /** `SIGKILL` leaves it no time to say goodbye. Resolves with the exit code. */
  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#process;
    this.#process = null;
    if (!child?.pid || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)));
    process.kill(-child.pid, signal);
    return ended;
  }

  async close(): Promise<void> {
    await this.down();
    await rm(this.store, {recursive: true, force: true});
  }

  /** Rows that the server has stored, oldest first. */
  async feedback(query: Record<string, string> = {}): Promise<StoredRow[]> {
    const answer = await fetch(`${this.url}/demo/api/feedback?${new URLSearchParams(query)}`);
    if (!answer.ok) throw new Error(`GET /demo/api/feedback answered ${answer.status}: ${await answer.text()}`);
    const body = await answer.json() as {events: StoredRow[]};
    return body.events;
  }

  /** Breaks or mends a part of the server. */
  async fault(fault: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${this.url}/demo/api/fault`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(fault)});
    if (!answer.ok) throw new Error(`POST /demo/api/fault answered ${answer.status}: ${await answer.text()}`);
  }
}

export interface StoredRow {
  readonly id: string;
  readonly account: string;
  readonly user: string;
  readonly type: string;
  /** The interaction's kind; `served` for a slate. */
  readonly kind: string;
  readonly slateId: string | null;
  readonly candidateId: string | null;
  readonly data: Record<string, unknown>;
}
