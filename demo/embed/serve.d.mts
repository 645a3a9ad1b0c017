export function serve(options: {readonly folder: string; readonly inkling: string; readonly port?: number}): Promise<{
  readonly url: string;
  readonly applied: readonly {readonly candidateId: string; readonly value?: unknown}[];
  /** Paths that pages asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}>;
