/** What the e2e core asks of a browser: little, so that three engines can give it. */

/** A page in a tab. All tabs of a browser share its storage. */
export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs a function in the page, with nothing of this file around it; what goes in and comes out is JSON. */
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Argument, Result>(run: (argument: Argument) => Result | Promise<Result>, argument: Argument): Promise<Result>;
  /** A real pointer, in CSS pixels of the viewport. @param press clicks there too */
  point(x: number, y: number, press: boolean): Promise<void>;
  press(key: Key): Promise<void>;
  /** As a person would before using it: behind others, engines draw seldom or never. */
  toFront(): Promise<void>;
  /** PNG of the viewport. */
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export type Key = 'Tab' | 'Enter' | 'Escape';

export interface Browser {
  readonly version: string;
  tab(): Promise<Tab>;
  close(): Promise<void>;
}

export interface Engine {
  /** Heads its column in docs/browsers.md. */
  readonly name: string;
  /** Which tier is the best there. */
  readonly tier: 'webgpu' | 'wasm';
  /** Has to be asked for: left to itself, a device with a GPU in software chooses the other. */
  readonly forced: boolean;
  /** Why it cannot be run here, and which package brings it; null where it can. */
  missing(): string | null;
  /** A fresh profile. */
  launch(): Promise<Browser>;
}

export const VIEWPORT = {width: 1440, height: 900};
