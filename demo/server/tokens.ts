/** Signed tokens: who may speak for which account, from which pages, until when. A host's own backend makes them once it knows who is logged in. */
import {createHmac, randomBytes, timingSafeEqual} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import * as v from 'valibot';

/** A page asks for another when it is told 401; what was stolen serves no longer than this. */
export const TOKEN_LIFE_MS = 15 * 60_000;
/** RFC 2104: a key at least as long as the digest. */
const SECRET_BYTES = 32;

/** What a token says. `origin` null: for no page at all, such as a job that reads the export. */
export interface Grant {
  readonly account: string;
  readonly origin: string | null;
}

export interface Tokens {
  issue(grant: Grant): {readonly token: string; readonly expiresAt: number};
  /** Null for what is not ours, was changed, or is over. */
  read(token: string): Grant | null;
}

const payload = v.strictObject({account: v.pipe(v.string(), v.minLength(1)), origin: v.nullable(v.string()), expiresAt: v.number()});

/**
 * A token is `base64url(JSON).base64url(HMAC-SHA-256 of the former)`.
 * @param now epoch ms
 */
export function createTokens({secret, now, lifeMs = TOKEN_LIFE_MS}: {secret: string | Buffer; now: () => number; lifeMs?: number}): Tokens {
  if (Buffer.byteLength(secret) < SECRET_BYTES) throw new Error(`The secret of the tokens has ${Buffer.byteLength(secret)} bytes; give at least ${SECRET_BYTES}.`);
  const sign = (said: string) => createHmac('sha256', secret).update(said).digest();
  return {
    issue({account, origin}) {
      const expiresAt = now() + lifeMs;
      const said = Buffer.from(JSON.stringify({account, origin, expiresAt})).toString('base64url');
      return {token: `${said}.${sign(said).toString('base64url')}`, expiresAt};
    },
    read(token) {
      const [said = '', signature = '', ...more] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const ours = sign(said);
      // Compared before the rest is looked at, in a time that does not depend on where they differ.
      if (more.length > 0 || given.length !== ours.length || !timingSafeEqual(given, ours)) return null;
      const result = v.safeParse(payload, JSON.parse(Buffer.from(said, 'base64url').toString()));
      if (!result.success || result.output.expiresAt <= now()) return null;
      const {account, origin} = result.output;
      return {account, origin};
    },
  };
}

/** The secret kept in `file`, made there at the first start, so that tokens outlive a restart. Readable by its owner alone. */
export async function keptSecret(file: string): Promise<Buffer> {
  const kept = await readFile(file).catch(() => null);
  if (kept && kept.length >= SECRET_BYTES) return kept;
  const made = randomBytes(SECRET_BYTES);
  await writeFile(file, made, {mode: 0o600});
  return made;
}
