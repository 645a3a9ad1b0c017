/** JSON as the browser made it, whatever the page has made of it since: old copies of Prototype.js give every array a `toJSON` that writes it as text. */
const {stringify} = JSON;

export function toJson(value: unknown): string {
  const odd = [Array.prototype, Object.prototype, String.prototype].flatMap(prototype => {
    const own = Object.getOwnPropertyDescriptor(prototype, 'toJSON');
    return own?.configurable ? [{prototype, own}] : [];
  });
  if (odd.length === 0) return stringify(value);
  for (const {prototype} of odd) delete (prototype as {toJSON?: unknown}).toJSON;
  try {
    return stringify(value);
  } finally {
    for (const {prototype, own} of odd) Object.defineProperty(prototype, 'toJSON', own);
  }
}
