/** What can go wrong, by name. Imports nothing. */

export type ErrorName =
  | 'bad-options' | 'bad-answer' | 'no-answer' | 'unauthorized'
  | 'worker-failed' | 'worker-died' | 'worker-hung' | 'worker-full' | 'worker-cross-origin' | 'too-many-restarts'
  | 'manifest-missing' | 'manifest-invalid' | 'model-missing' | 'model-digest' | 'schema-invalid'
  | 'manifest-unsigned' | 'manifest-expired' | 'manifest-older' | 'no-ed25519' | 'sdk-too-old' | 'features-differ' | 'model-too-big' | 'model-other' | 'cache-bad'
  | 'no-wasm' | 'no-webgpu' | 'no-backend' | 'golden-mismatch' | 'bad-scores' | 'gpu-lost'
  | 'model-refused' | 'insecure-context' | 'no-storage' | 'storage-full' | 'deadline' | 'closed';

/**
 * An error whose name is its code, because name, message and stack are all that cross the wall.
 * The message says what happened, why, and what to do.
 */
export class InklingError extends Error {
  constructor(name: ErrorName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}
