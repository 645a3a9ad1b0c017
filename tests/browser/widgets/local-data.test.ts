import axe from 'axe-core';
import {expect, test, vi} from 'vitest';
import type {Inspection} from '../../../src/insights-types.js';
import type {InklingLocalData} from '../../../widgets/index.js';
import {control, frames, prepare, press, text, type Stage} from './stage.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NONE = {waiting: 0, bytes: 0, setAside: 0, accepted: 0, duplicate: 0, rejected: 0, dropped: 0, expired: 0, wiped: 0, droppedKinds: {}};
const KEPT: Partial<Inspection> = {
  kept: {interactions: {impression: 1214, dismiss: 2, edit: 1}, since: Date.UTC(2026, 10, 3, 12)},
  signals: [{namespace: 'campaign', name: 'limited', value: true}, {namespace: 'market', name: 'season', value: 1}],
  outbox: {...NONE, waiting: 3, bytes: 4200},
};

async function show(inspected: Partial<Inspection> | null = KEPT): Promise<Stage & {readonly data: InklingLocalData}> {
  const stage = prepare([]);
  stage.client.inspected = inspected;
  stage.client.forget = async () => {
    stage.client.inspected = {};
    stage.client.dispatchEvent(new CustomEvent('forgotten', {detail: null}));
  };
  const data = document.createElement('inkling-local-data');
  stage.provider.replaceChildren(data);
  document.body.append(stage.provider);
  // What it looks like is loaded when it is shown.
  await expect.poll(() => data.shadowRoot?.querySelector('.note')).toBeTruthy();
  await frames();
  return {...stage, data};
}

const focused = ({data}: {readonly data: InklingLocalData}) => data.shadowRoot?.activeElement?.id;

test('it says in words what is kept, since when, what waits, which model orders, and what is allowed', async () => {
  const {data} = await show();
  const facts = [...(data.shadowRoot?.querySelectorAll('dl > div') ?? [])].map(row => [...row.children].map(cell => cell.textContent?.trim()));
  expect(facts).toEqual([
    ['May order your suggestions', 'yes'], ['May be sent to the platform', 'yes'],
    ['What you did', '1,217 since Tue, Nov 3'], ['Suggestions seen', '1,214'], ['Dismissed', '2'], ['Edits', '1'],
    ['Facts about your campaigns', '2'], ['Your own goal', 'none'], ['Waiting to be sent', '3 (4.2 kB)'], ['Ranking model', 'ranker, version 1'],
  ]);
});

test('without consent it says so, counts what this page alone remembers, and keeps to it that nothing outlives the page', async () => {
  const {data} = await show({consent: {measurement: false, personalization: false}, interactions: [{kind: 'open', id: '1', at: Date.UTC(2026, 10, 20), visit: 'v'}]});
  expect(text(data)).toContain('May order your suggestionsno');
  expect(text(data)).toContain('Details opened1');
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator) as object, {globalPrivacyControl: true}));
  data.requestUpdate();
  await frames();
  expect(text(data)).toContain('Your browser asks every site not to share your data. That counts as no.');
  vi.unstubAllGlobals();
});

test('nothing kept: there is nothing to delete; what cannot be read is said', async () => {
  const {data} = await show({});
  expect(text(data)).toContain('Nothing is kept.');
  expect(data.shadowRoot?.querySelector('button')).toBeNull();
  expect(text((await show(null)).data)).toContain('What is kept could not be read.');
});

test('[F9] delete asks once, deletes, and says that it is done; the focus goes along', async () => {
  const stage = await show();
  const forget = vi.spyOn(stage.client, 'forget');
  control(stage.data, 'Delete all of it').focus();
  await press(stage.data, 'Delete all of it');
  expect(focused(stage)).toBe('cancel');
  await press(stage.data, 'Keep it');
  expect(focused(stage)).toBe('delete');
  await press(stage.data, 'Delete all of it');
  control(stage.data, 'Keep it').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, composed: true}));
  await frames();
  expect(focused(stage)).toBe('delete');
  expect(forget).not.toHaveBeenCalled();
  await press(stage.data, 'Delete all of it');
  await press(stage.data, 'Delete');
  expect(forget).toHaveBeenCalledTimes(1);
  expect(text(stage.data)).toContain('Deleted. Nothing is kept on this device.');
  expect(focused(stage)).toBe('said');
  expect(stage.said()).toBe('Deleted. Nothing is kept on this device.');
  expect(stage.data.shadowRoot?.querySelector('button')).toBeNull();
});

test('[F9] what could not be deleted is said, and can be tried again', async () => {
  const stage = await show();
  stage.client.forget = async () => undefined;
  await press(stage.data, 'Delete all of it');
  await press(stage.data, 'Delete');
  expect(text(stage.data)).toContain('Not all of it could be deleted.');
  expect(control(stage.data, 'Delete all of it')).toBeTruthy();
});

test('while it deletes, a second press does nothing; what happens later is counted, and can be deleted anew', async () => {
  const stage = await show();
  let done = (): void => undefined;
  const forget = vi.fn(() => new Promise<void>(resolve => { done = resolve; }));
  stage.client.forget = forget;
  await press(stage.data, 'Delete all of it');
  await press(stage.data, 'Delete');
  await press(stage.data, 'Deleting');
  expect(forget).toHaveBeenCalledTimes(1);
  stage.client.inspected = {};
  done();
  await frames();
  expect(text(stage.data)).toContain('Deleted.');
  stage.client.inspected = {kept: {interactions: {open: 1}, since: Date.UTC(2026, 10, 20)}};
  stage.client.hear({kind: 'open'});
  stage.clock.pass(1000);
  await frames();
  expect(text(stage.data)).not.toContain('Deleted.');
  expect(text(stage.data)).toContain('Details opened1');
});

test('[W10] what another tab forgets is gone from here too', async () => {
  const stage = await show();
  stage.client.inspected = {};
  stage.client.dispatchEvent(new CustomEvent('forgotten', {detail: null}));
  await frames();
  expect(text(stage.data)).toContain('Nothing is kept.');
});

test('it speaks German where the page does', async () => {
  document.documentElement.lang = 'de';
  const {data} = await show();
  await expect.poll(() => text(data)).toContain('Was Sie getan haben1.217 seit Di., 3. Nov.');
  document.documentElement.lang = 'en';
  await expect.poll(() => text(data)).toContain('What you did');
});

const states: Record<string, (stage: Stage & {readonly data: InklingLocalData}) => unknown> = {
  shown: () => undefined,
  asking: ({data}) => press(data, 'Delete all of it'),
  deleting: async ({data}) => { data.state = 'deleting'; await frames(); },
  deleted: async ({data}) => { await press(data, 'Delete all of it'); await press(data, 'Delete'); },
  failed: async ({data}) => { data.state = 'failed'; await frames(); },
};

for (const [state, arrive] of Object.entries(states)) {
  for (const look of ['light', 'dark', 'right to left, 320 px, twice the text']) {
    test(`[W5] axe finds nothing and nothing is cut: ${state}, ${look}`, async () => {
      const root = document.documentElement;
      root.style.colorScheme = look === 'dark' ? 'dark' : 'light';
      document.body.style.background = look === 'dark' ? '#101218' : '#f6f7f9';
      const isNarrow = look.startsWith('right');
      if (isNarrow) Object.assign(root, {dir: 'rtl'}).style.fontSize = '200%';
      const stage = await show();
      const host = Object.assign(document.createElement('div'), {className: 'host'});
      host.style.inlineSize = isNarrow ? '320px' : '480px';
      document.body.append(host);
      host.append(stage.provider);
      await frames();
      await arrive(stage);
      const edge = host.getBoundingClientRect();
      const out = [...(stage.data.shadowRoot?.querySelectorAll('*') ?? [])].filter(element => {
        const {left, right, width} = element.getBoundingClientRect();
        return width > 1 && (right > edge.right + 1 || left < edge.left - 1);
      });
      expect(out.map(element => element.className)).toEqual([]);
      for (const button of stage.data.shadowRoot?.querySelectorAll('button') ?? []) expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(24);
      const {violations} = await axe.run(stage.provider, {runOnly: RULES, rules: {region: {enabled: false}}});
      expect(violations.flatMap(({id, nodes}) => nodes.map(({failureSummary}) => `${id}: ${failureSummary}`))).toEqual([]);
      Object.assign(root, {dir: ''}).style.fontSize = root.style.colorScheme = document.body.style.background = '';
    });
  }
}
