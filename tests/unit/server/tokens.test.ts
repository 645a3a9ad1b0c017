import {describe, expect, test} from 'vitest';
import {createTokens, keptSecret, TOKEN_LIFE_MS} from '../../../demo/server/tokens.js';
import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {anInteraction, aServer, NOW, post, sendBatch, stored, temporaryDirectory, tokenOf} from './server-at-hand.js';

const PAGE = 'https://ads.example';
const withToken = (token: string, origin?: string) => ({authorization: `Bearer ${token}`, ...(origin !== undefined && {origin})});

describe('a token', () => {
  const secret = 'x'.repeat(32);
  const at = (now: number) => createTokens({secret, now: () => now});

  test('says whose it is and for which pages, until its time is over', () => {
    const {token, expiresAt} = at(NOW).issue({account: 'act_ü', origin: PAGE});
    expect(expiresAt).toBe(NOW + TOKEN_LIFE_MS);
    expect(at(expiresAt - 1).read(token)).toEqual({account: 'act_ü', origin: PAGE});
    expect(at(expiresAt).read(token)).toBeNull();
  });

  test('serves no more with a single bit of it changed, nor under another secret', () => {
    const {token} = at(NOW).issue({account: 'act_1', origin: null});
    const [said = '', signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({account: 'act_2', origin: null, expiresAt: NOW + 1e9})).toString('base64url');
    for (const wrong of ['', '.', said, `${said}.`, `.${signature}`, `${forged}.${signature}`, `${token}.${signature}`, `${said}.${signature.slice(0, -2)}`]) expect(at(NOW).read(wrong), wrong).toBeNull();
    for (let index = 0; index < said.length; index++) {
      const changed = said.slice(0, index) + (said[index] === 'A' ? 'B' : 'A') + said.slice(index + 1);
      expect(at(NOW).read(`${changed}.${signature}`)).toBeNull();
    }
    expect(createTokens({secret: 'y'.repeat(32), now: () => NOW}).read(token)).toBeNull();
  });

  test('is not signed with a secret that is too short', () => {
    expect(() => createTokens({secret: 'short', now: () => NOW})).toThrow('at least 32');
  });

  test('outlives a restart: the secret is kept beside the store, for its owner alone', async () => {
    const file = join(await temporaryDirectory(), 'token.key');
    const first = await keptSecret(file);
    expect(await keptSecret(file)).toEqual(first);
    expect(await readFile(file)).toHaveLength(32);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });
});

describe('a server that wants tokens', () => {
  const wanting = () => aServer({tokenRequired: true, origins: [PAGE, 'https://eu.ads.example']});

  test('[F2] 401 where a new token helps: none, one that is over, a stranger\'s', async () => {
    const {api} = await wanting();
    const event = anInteraction();
    for (const headers of [{}, withToken(tokenOf('act_1', null, NOW - TOKEN_LIFE_MS)), withToken('stolen'), {authorization: 'Basic YTpi'}]) {
      const response = await sendBatch(api, [event], headers);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
    expect(await stored(api)).toEqual([]);
    expect(await (await sendBatch(api, [event], withToken(tokenOf('act_1')))).json()).toMatchObject({accepted: [event.id]});
  });

  test('[F2] 403 where no new token helps: another page\'s, or no page\'s, in the header and in the body', async () => {
    const {api} = await wanting();
    const event = anInteraction();
    const inBody = (token: string, origin?: string) => fetch(`${api}/feedback`, {method: 'POST', headers: {'content-type': 'text/plain', ...(origin !== undefined && {origin})}, body: JSON.stringify({token, events: [event]})});
    for (const [token, origin] of [[tokenOf('act_1', PAGE), 'https://eu.ads.example'], [tokenOf('act_1', PAGE), undefined], [tokenOf('act_1', null), PAGE]] as const) {
      expect((await sendBatch(api, [event], withToken(token, origin))).status).toBe(403);
      expect((await inBody(token, origin)).status).toBe(403);
    }
    expect(await stored(api)).toEqual([]);
    expect(await (await inBody(tokenOf('act_1', PAGE), PAGE)).json()).toMatchObject({accepted: [event.id]});
    expect(await (await sendBatch(api, [event], withToken(tokenOf('act_1', PAGE), PAGE))).json()).toMatchObject({duplicate: [event.id]});
  });

  test('[F2] a batch of another account alone is 403 and stays with its device; among one\'s own, such an event is refused alone', async () => {
    const {api} = await wanting();
    const [mine, theirs] = [anInteraction(), anInteraction({source: '/accounts/act_2/users/u/devices/d'})];
    const wrong = await sendBatch(api, [theirs], withToken(tokenOf('act_1')));
    expect(wrong.status).toBe(403);
    expect(await wrong.json()).toMatchObject({errors: [{path: 'account'}]});
    expect(await (await sendBatch(api, [mine, theirs], withToken(tokenOf('act_1')))).json()).toEqual({accepted: [mine.id], duplicate: [], rejected: [{id: theirs.id, reason: 'wrong-account'}]});
  });

  test('nothing of an account is read, changed or erased without its token', async () => {
    const {api} = await wanting();
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ['POST', '/candidates', {account: 'act_1', queries: [{surface: 'sales'}]}], ['POST', '/apply', {account: 'act_1', candidateId: 'act_1-c0', version: 'v100'}],
      ['GET', '/outcomes?account=act_1'], ['GET', '/export?account=act_1'], ['DELETE', '/feedback?account=act_1'],
    ];
    for (const [method, path, body] of calls) {
      const call = (headers: Record<string, string>) => fetch(api + path, {method, headers: {'content-type': 'application/json', ...headers}, ...(body !== undefined && {body: JSON.stringify(body)})});
      expect((await call({})).status, `${method} ${path} without`).toBe(401);
      if (path.startsWith('/export')) continue;
      expect((await call(withToken(tokenOf('act_2')))).status, `${method} ${path} with another's`).toBe(403);
    }
  });

  test('the demo\'s backend makes one for the page that asks, and it serves that page', async () => {
    const {api} = await wanting();
    const ask = (origin: string) => post(api.replace('/inkling/v1', '/demo/api/token'), {account: 'act_1'}, {origin});
    const {token} = await (await ask(PAGE)).json() as {token: string};
    expect((await sendBatch(api, [anInteraction()], withToken(token, PAGE))).status).toBe(200);
    expect((await sendBatch(api, [anInteraction()], withToken(token, 'https://eu.ads.example'))).status).toBe(403);
    expect((await ask('https://evil.example')).status).toBe(403);
  });

  test('a page of the server\'s own origin may read without an origin header: browsers send none', async () => {
    const {api} = await wanting();
    expect((await fetch(`${api}/outcomes`, {headers: withToken(tokenOf('act_1', 'http://localhost:1'))})).status).toBe(200);
  });
});
