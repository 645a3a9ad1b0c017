/** How much memory the ranker has taken: WebAssembly's grows and never shrinks, and ORT does not say. */

/** Counts what this realm makes from now on; before ORT is loaded, in a worker of our own. @returns bytes */
export function watchMemory(): () => number {
  const made = new Set<WebAssembly.Memory>();
  const {Memory} = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made.add(this);
    }
  };
  return () => [...made].reduce((sum, {buffer}) => sum + buffer.byteLength, 0);
}
