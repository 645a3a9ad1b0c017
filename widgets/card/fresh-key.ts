/** 128 random bits in hex. Not `crypto.randomUUID`: that one is missing on plain http. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), part => part.toString(16).padStart(8, '0')).join('');
}
