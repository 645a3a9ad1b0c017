import {expect, test} from 'vitest';
import {frames, prepare, press, someCandidates, text} from './stage.js';

test('fault 47: a slow list shows its skeleton; of two requests the last wins, however late the first answers', async () => {
  const stage = prepare(someCandidates(2));
  const answers: (() => void)[] = [];
  stage.client.beforeSuggest = () => new Promise(resolve => answers.push(resolve));
  document.body.append(stage.provider);
  await frames();
  expect(stage.panel.shadowRoot?.querySelectorAll('[aria-hidden=true] inkling-card').length).toBeGreaterThan(0);
  const old = someCandidates(2);
  const fresh = someCandidates(3, i => ({id: `fresh-${i}`}));
  void stage.panel.reload();
  await frames();
  expect(answers).toHaveLength(2);
  stage.client.candidates = fresh;
  answers[1]?.();
  await frames();
  expect(stage.order()).toEqual(fresh.map(({id}) => id));
  stage.client.candidates = old;
  answers[0]?.();
  await frames();
  expect(stage.order()).toEqual(fresh.map(({id}) => id));
});

test('fault 47: a server that fails after a list was shown leaves the list, and says that it is old; without one, an error that can be tried again', async () => {
  const stage = prepare(someCandidates(2));
  let isDown = true;
  stage.client.beforeSuggest = async () => { if (isDown) throw new Error('500'); };
  document.body.append(stage.provider);
  await frames();
  expect(text(stage.panel)).toContain('Suggestions could not be loaded');
  isDown = false;
  await press(stage.panel, 'Try again');
  expect(stage.order()).toEqual(['a', 'b']);
  isDown = true;
  await stage.panel.reload();
  await frames();
  expect(stage.order()).toEqual(['a', 'b']);
  expect(text(stage.panel)).toContain('No longer fresh');
});
