import {expect, test, vi} from 'vitest';
import {userEvent} from 'vitest/browser';
import {control, edited, frames, look, open, press, someCandidates, text, type Stage} from './stage.js';

const slider = ({panel}: Stage, name: string) => {
  const label = [...(panel.shadowRoot?.querySelectorAll('label.weight') ?? [])].find(each => each.textContent?.includes(name));
  return label?.querySelector('input') ?? expect.fail(`no slider ${name}`);
};
const popover = ({panel}: Stage) => panel.shadowRoot?.querySelector<HTMLElement>('#goal') ?? expect.fail('no goal control');
const slide = async (stage: Stage, name: string, to: number) => {
  const input = slider(stage, name);
  input.value = String(to);
  input.dispatchEvent(new Event('change', {bubbles: true}));
  await frames(5);
};

test('[P1] a goal that the advertiser chooses orders at once, freely, and is the client\'s to remember', async () => {
  const stage = await open();
  await look(stage);
  stage.client.utilities = new Map([['d', 9]]);
  await edited(stage);
  expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  await press(stage.panel, 'Goal');
  expect(popover(stage).matches(':popover-open')).toBe(true);
  await slide(stage, 'More reach', 1);
  expect(stage.client.goal).toEqual({weights: {results: 1, cost: 0.5, reach: 1, effort: 0.2}, chosen: true});
  expect(stage.client.ranked.at(-1)?.pinned).toEqual([]);
  expect(stage.order()).toEqual(['d', 'a', 'b', 'c']);
  expect(popover(stage).matches(':popover-open')).toBe(true);
});

test('[P7] the platform\'s order is shown to whoever asks for it, says so, and stays until they want ours again', async () => {
  const stage = await open();
  stage.client.utilities = new Map([['d', 9]]);
  await edited(stage);
  await look(stage);
  expect(stage.order()).toEqual(['d', 'a', 'b', 'c']);
  await press(stage.panel, 'Goal');
  const toggle = popover(stage).querySelector<HTMLInputElement>('[role=switch]') ?? expect.fail('no switch');
  expect(toggle.labels?.[0]?.textContent?.trim()).toBe('Show the platform’s order');
  toggle.click();
  await frames(5);
  expect(stage.client.ranked.at(-1)).toMatchObject({order: 'platform', pinned: []});
  expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  expect(text(stage.panel)).toContain('In the server’s order');
  await look(stage);
  await edited(stage);
  expect(stage.client.ranked.at(-1)?.order).toBe('platform');
  expect(() => control(stage.panel, 'Update order')).toThrow();
  toggle.click();
  await frames(5);
  expect(stage.client.ranked.at(-1)).toMatchObject({order: 'ranked', pinned: []});
  expect(stage.order()).toEqual(['d', 'a', 'b', 'c']);
});

test('[P1] reset goes back to the host\'s goal', async () => {
  const stage = await open();
  await press(stage.panel, 'Goal');
  expect(control(stage.panel, 'Reset').getAttribute('aria-disabled')).toBe('true');
  await press(stage.panel, 'Reset');
  expect(stage.client.ranked).toHaveLength(0);
  await slide(stage, 'Lower cost', 0);
  expect(slider(stage, 'Lower cost').getAttribute('aria-valuetext')).toBe('Not at all');
  // An output in a label, before the slider, would be what the label names.
  expect(slider(stage, 'Lower cost').labels?.[0]?.textContent).toContain('Lower cost');
  await press(stage.panel, 'Reset');
  expect(stage.client.goal.chosen).toBe(false);
  expect(slider(stage, 'Lower cost').value).toBe('0.5');
});

test('[P5] a goal chosen elsewhere moves only what was not seen', async () => {
  // As many as the window has room for.
  const stage = await open(someCandidates(3));
  await look(stage);
  stage.client.utilities = new Map([['c', 9]]);
  stage.client.chooseGoal({results: 0, cost: 0, reach: 1, effort: 0});
  await frames(5);
  expect(stage.order()).toEqual(['a', 'b', 'c']);
  expect(stage.client.ranked.at(-1)?.pinned).toHaveLength(3);
  expect(() => control(stage.panel, 'Update order')).not.toThrow();
  await press(stage.panel, 'Goal');
  expect(slider(stage, 'More reach').value).toBe('1');
});

test('[W5] by keyboard: opens, moves a weight, closes, and the focus is back at the button', async () => {
  const stage = await open();
  control(stage.panel, 'Goal').focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => stage.panel.shadowRoot?.activeElement).toBe(slider(stage, 'More results'));
  await userEvent.keyboard('{Tab}{ArrowRight}');
  await frames(5);
  expect(stage.client.goal.weights.cost).toBe(0.75);
  expect(text(stage.panel)).toContain('Much');
  await userEvent.keyboard('{Escape}');
  await frames();
  expect(popover(stage).matches(':popover-open')).toBe(false);
  expect(stage.panel.shadowRoot?.activeElement?.id).toBe('goal-button');
});

test('a host with a control of its own leaves ours out', async () => {
  const stage = await open(undefined, {'hide-goal': ''});
  expect(() => control(stage.panel, 'Goal')).toThrow();
});

test('[W1] a client that fails at it leaves the page in peace', async () => {
  const stage = await open();
  const uncaught = vi.fn((event: Event) => event.preventDefault());
  window.addEventListener('unhandledrejection', uncaught);
  stage.client.beforeRank = async () => { throw new Error('no rank'); };
  await press(stage.panel, 'Goal');
  await slide(stage, 'More reach', 1);
  expect(stage.order()).toEqual(['a', 'b', 'c', 'd']);
  expect(uncaught).not.toHaveBeenCalled();
  window.removeEventListener('unhandledrejection', uncaught);
});
