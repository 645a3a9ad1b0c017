import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {readConfig} from '../../../models/world/config.js';
import {createFoundation, fitServer} from '../../../models/world/foundation.js';
import {keepServer, keptServer} from '../../../models/world/kept-server.js';

const CONFIG = readConfig({seed: 12, server: {preLogVisits: 60}});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkling-kept-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

test('a server is fitted to the same, and is the one that a world has, kept or not', () => {
  const fitted = fitServer(CONFIG);
  expect(fitServer(CONFIG)).toEqual(fitted);
  expect(createFoundation(CONFIG).server).toEqual(fitted);
});

test('what is kept comes back to the last bit, for its own config alone', () => {
  const folder = emptyFolder();
  const fitted = fitServer(CONFIG);
  expect(keptServer('one', folder)).toBeNull();
  expect(keepServer('one', fitted, folder)).toBe(fitted);
  expect(keptServer('one', folder)).toEqual(fitted);
  expect(keptServer('other', folder)).toBeNull();
});

test('what cannot be read, or written, is fitted anew', () => {
  const folder = emptyFolder();
  const fitted = fitServer(CONFIG);
  keepServer('one', fitted, folder);
  const [file = ''] = readdirSync(folder);
  writeFileSync(join(folder, file), '{"weights": [1, 2');
  expect(keptServer('one', folder)).toBeNull();
  expect(keepServer('one', fitted, join(folder, file, 'below-a-file'))).toBe(fitted);
});
