/** Plays a script: one step after another, as fast as is wished, with a way to pause, step, stop and begin again. Knows nothing of the page. */
import {describe, type Script, type Step} from './script.js';

export type PlayerState = 'ready' | 'playing' | 'paused' | 'ended' | 'failed';

/** What a step is done under. */
export interface Pace {
  /** Times as fast as a person. */
  readonly speed: number;
  /** Aborted when the visit is stopped. */
  readonly signal: AbortSignal;
}

export interface PlayerOptions {
  readonly script: Script;
  /** Does one step, or rejects with why it cannot be done. */
  readonly perform: (step: Step, pace: Pace) => Promise<void>;
  /** Seconds between two steps at speed 1. */
  readonly pause: number;
  /** Something is to be shown anew. */
  readonly changed: () => void;
}

/** Waits, unless it is told to stop. Resolves either way. */
export function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, {once: true});
  });
}

export class Player {
  state: PlayerState = 'ready';
  /** The step that is next, or that is being done; the number of steps when all are. */
  at = 0;
  /** Why the visit stands still. */
  fault: string | null = null;
  speed = 1;
  #run: AbortController | null = null;
  /** While steps are being done: until the one that was begun is over, also when paused. */
  #going: Promise<void> | null = null;

  constructor(readonly options: PlayerOptions) {}

  get script(): Script { return this.options.script; }

  /** Goes on from where it stands; from the beginning where it has ended. */
  play(): Promise<void> { return this.#go(Infinity); }

  /** Does the next step and waits. */
  step(): Promise<void> { return this.#go(1); }

  /** After the step that is being done. */
  pause(): void {
    if (this.state === 'playing') this.#set('paused');
  }

  /** At once, and back to the beginning. */
  stop(): void {
    this.#run?.abort();
    this.#run = this.#going = this.fault = null;
    this.at = 0;
    this.#set('ready');
  }

  async restart(): Promise<void> {
    this.stop();
    await this.play();
  }

  #set(state: PlayerState): void {
    this.state = state;
    this.options.changed();
  }

  #go(steps: number): Promise<void> {
    if (this.state === 'playing') return Promise.resolve();
    // Paused in the middle of a step: that one goes on, and is not done twice.
    if (this.#going && steps === 1) return this.#going;
    if (!this.#going && this.at >= this.script.steps.length) this.at = 0;
    this.fault = null;
    this.#set('playing');
    return this.#going ??= this.#do(steps, (this.#run = new AbortController()).signal);
  }

  async #do(steps: number, signal: AbortSignal): Promise<void> {
    const {script, perform, pause} = this.options;
    for (let done = 0; done < steps && this.state === 'playing' && this.at < script.steps.length; done++) {
      const step = script.steps[this.at] as Step;
      let fault: Error | null = null;
      await perform(step, {speed: this.speed, signal}).catch((error: Error) => { fault = error; });
      if (signal.aborted) return;
      if (fault) {
        this.#going = null;
        this.fault = `Step ${this.at + 1} (${describe(step)}): ${(fault as Error).message}`;
        return this.#set('failed');
      }
      if (++this.at >= script.steps.length) break;
      this.options.changed();
      if (done + 1 < steps) await rest(1000 * pause / this.speed, signal);
      if (signal.aborted) return;
    }
    this.#going = null;
    if (this.at >= script.steps.length) this.#set('ended');
    else if (this.state === 'playing') this.#set('paused');
  }
}
