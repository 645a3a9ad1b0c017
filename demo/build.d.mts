/** Rejects with an Error whose message ends in what the failing tool said. */
export function build(options?: {types?: boolean}): Promise<void>;
