export declare const USAGE: string;
/** Throws an Error whose message is one sentence when the arguments make no sense. */
export declare function readOptions(args: readonly string[]): {
  readonly port: number;
  /** Null: the house's own, `.store`. */
  readonly store: string | null;
  readonly tokenRequired: boolean;
  readonly help: boolean;
};
