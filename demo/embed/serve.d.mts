export function serve(options: {readonly folder: string; readonly inkling: string; readonly port?: number}): Promise<{
  readonly url: string;
  readonly applied: readonly {readonly candidateId: string; readonly value?: unknown}[];
  /** Ids of applications that were taken back. */
  readonly undone: readonly string[];
  /** Paths that pages asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}>;
