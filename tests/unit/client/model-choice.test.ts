import {describe, expect, test, vi} from 'vitest';
import {readSchema} from '../../../src/features/schema.js';
import type {Keeper} from '../../../src/keeper.js';
import {createModelChoice} from '../../../src/model-choice.js';
import {createOrdering} from '../../../src/ordering.js';
import type {LoadedManifest} from '../../../src/ranker/artifact.js';
import type {ModelRef} from '../../../src/types.js';
import {tinyFile, tinyManifest} from '../../support/models.js';

const schema = readSchema(JSON.parse(new TextDecoder().decode(tinyFile(tinyManifest().files.schema.path))));
const HEX = 'a'.repeat(63);
/** `v5b`: version 5, another manifest of it. Capitals: it may replace a newer one. */
const named = (tag: string, name = 'tiny'): ModelRef => ({name, version: Number(/\d+/.exec(tag)?.[0]), manifest: `/models/${tag}/${name}/manifest-${HEX}0.json`});
const load = async (url: string, key?: string): Promise<LoadedManifest> => {
  const [, tag = '', name = 'tiny'] = /models\/(\w+)\/(\w+)\//.exec(url) ?? [];
  return {manifest: {...tinyManifest(), name, version: Number(/\d+/.exec(tag)?.[0]), mayReplaceNewer: tag.startsWith('V')}, schema, url, ...(key !== undefined && {key})};
};

/** A device: what it notes outlives its pages. */
function aDevice(notes = new Map<string, unknown>()) {
  let visits = 0;
  const visit = (options: {key?: string; lastGood?: boolean; fails?: (url: string) => boolean} = {}) => {
    const id = `visit-${visits++}`;
    const keeper = {noted: (key: string) => notes.get(key), note: (key: string, value: unknown) => void notes.set(key, value), touch: () => ({id, startedAt: 0, lastAt: 0})} as unknown as Keeper;
    const ordering = createOrdering({
      fetch: () => Promise.reject(new Error('not asked')), backend: 'linear', saveData: false, calibrated: () => ({}), onCalibrated: () => undefined, onChange: () => undefined,
      load: url => (options.fails?.(url) ? Promise.reject(new Error('down')) : load(url, options.key)),
    });
    const choice = createModelChoice({keeper, ordering, endpoint: 'https://host.example/inkling/v1', readModel: given => (given as ModelRef | undefined) ?? null});
    choice.start();
    return {ordering, choice, named: async (model: ModelRef) => {
      choice.named(model);
      await vi.waitFor(() => expect(ordering.settled).toBe(true));
      await ordering.arriving;
    }};
  };
  return {notes, visit};
}

describe('fault 40: [R8] versions only go up', () => {
  test('what has served is remembered by name: an older one is refused when nothing else serves either', async () => {
    const device = aDevice();
    await device.visit().named(named('v5'));
    expect(device.notes.get('trusted')).toEqual({' tiny': 5});
    device.notes.delete('model');
    const next = device.visit();
    await next.named(named('v4'));
    expect([next.ordering.model, next.ordering.backend, next.ordering.error?.name]).toEqual([null, 'none', 'manifest-older']);
    expect(device.notes.get('trusted'), 'the floor stays').toEqual({' tiny': 5});
    await next.named(named('v6'));
    expect(next.ordering.model?.version).toBe(6);
    expect(device.notes.get('trusted')).toEqual({' tiny': 6});
  });

  test('an older one may serve where its manifest says so; the floor stays where it was', async () => {
    const device = aDevice(new Map<string, unknown>([['trusted', {' tiny': 5}]]));
    const {ordering, named: name} = device.visit();
    await name(named('V4'));
    expect(ordering.model?.version).toBe(4);
    expect(device.notes.get('trusted')).toEqual({' tiny': 5});
  });

  test('the last good one of this device is exempt: a newer one may have been tried since, and failed', async () => {
    const device = aDevice(new Map<string, unknown>([['trusted', {' tiny': 5}], ['model', {model: named('v3'), visit: 'before'}]]));
    const {ordering} = device.visit();
    await ordering.arriving;
    expect(ordering.model?.version).toBe(3);
    expect(ordering.error).toBeNull();
  });

  test('beside the last good one an older one is not even tried', async () => {
    const device = aDevice();
    await device.visit().named(named('v5'));
    const next = device.visit();
    await next.named(named('v4'));
    expect([next.ordering.model?.version, next.ordering.error?.name]).toEqual([5, 'manifest-older']);
  });

  test('each model, and each key that signs, has a floor of its own', async () => {
    const device = aDevice();
    await device.visit({key: 'one'}).named(named('v5'));
    device.notes.delete('model');
    const other = device.visit({key: 'one'});
    await other.named(named('v1', 'other'));
    expect(other.ordering.model?.name).toBe('other');
    device.notes.delete('model');
    const anew = device.visit({key: 'two'});
    await anew.named(named('v2'));
    expect(anew.ordering.model?.version).toBe(2);
    expect(device.notes.get('trusted')).toEqual({'one tiny': 5, 'one other': 1, 'two tiny': 2});
  });
});
