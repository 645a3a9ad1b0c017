export declare const USAGE: string;
/** Throws an Error whose message is one sentence when the arguments make no sense. */
export declare function readOptions(args: readonly string[]): {
  readonly port: number;
  /** Null: the house's own, `.store`. */
  readonly store: string | null;
  /** Directory of the served ranker; null: the house's own, `models/ranker`. */
  readonly models: string | null;
  /** Epoch ms at which the demo's clock starts, page and server alike; null: the system's. */
  readonly now: number | null;
  readonly tokenRequired: boolean;
  /** Pages that may call; undefined: those of this machine. */
  readonly origins: string[] | undefined;
  /** Calls a second and account; undefined: the house's own. */
  readonly rate: number | undefined;
  readonly help: boolean;
};
