import fc from 'fast-check';
import {expect, test} from 'vitest';
import {PERSONAS} from '../../../demo/src/visits/personas.js';
import {describe as told, readScript, ScriptFault, writeScript, type Step} from '../../../demo/src/visits/script.js';

const withSteps = (...steps: unknown[]): string => JSON.stringify({title: 'A visit', steps});
const faultOf = (text: string): string => {
  try {
    readScript(text);
  } catch (fault) {
    expect(fault).toBeInstanceOf(ScriptFault);
    return (fault as Error).message;
  }
  throw new Error('It was read.');
};

test('every persona’s visit is a script that reads back as it was written, and each step has words of its own', () => {
  for (const {visit, accounts} of PERSONAS) {
    expect(readScript(writeScript(visit))).toEqual(visit);
    const accountsOfSteps = visit.steps.flatMap(step => (step.do === 'switch-account' ? [step.account] : []));
    expect(accounts).toEqual(expect.arrayContaining(accountsOfSteps));
    for (const step of visit.steps) expect(told(step)).toMatch(/^[A-Z].{3,}/);
  }
});

test('what is written has one step a line', () => {
  expect(writeScript({title: 'Short', steps: [{do: 'undo'}, {do: 'wait', seconds: 2}]})).toBe('{\n  "title": "Short",\n  "steps": [\n    {"do":"undo"},\n    {"do":"wait","seconds":2}\n  ]\n}\n');
});

test.each([
  ['', /^This is not JSON: .*A script looks like \{"title"/],
  ['[]', /^The script lacks "title"|^The script must be/],
  ['{"title": "A visit"}', /^The script lacks "steps"\.$/],
  ['{"title": "A visit", "steps": []}', /^The script: "steps" has no step; it is \[\]\.$/],
  ['{"title": "A visit", "steps": [{"do": "undo"}], "persona": "x"}', /^The script has no field "persona"\. Take it out\.$/],
  [withSteps({do: 'undo'}, {do: 'jump'}), /^Step 2 \(jump\): "do" must be "navigate", .*"wait"; it is "jump"\.$/],
  [withSteps({do: 'undo', twice: true}), /^Step 1 \(undo\) has no field "twice"\. Take it out\.$/],
  [withSteps({do: 'dismiss', card: 1}), /^Step 1 \(dismiss\) lacks "reason"/],
  [withSteps({do: 'dismiss', card: 1, reason: 'bored'}), /^Step 1 \(dismiss\): "reason" must be "not-relevant", .*; it is "bored"\.$/],
  [withSteps({do: 'snooze', card: 1, days: 2}), /^Step 1 \(snooze\): "days" must be 1, 7, 30; it is 2\.$/],
  [withSteps({do: 'open', card: 0}), /^Step 1 \(open\): "card" must be .*; it is 0\.$/],
  [withSteps({do: 'open', card: {id: 'x'}}), /^Step 1 \(open\): "card" must be a place from the top such as 1/],
  [withSteps({do: 'edit', budget: '20'}), /^Step 1 \(edit\): "budget" must be an amount above zero, or a change such as "\+20%"; it is "20"\.$/],
  [withSteps({do: 'apply-several', cards: [1]}), /^Step 1 \(apply-several\): "cards" must be .*; it is \[1\]\.$/],
  [withSteps({do: 'wait', seconds: 61}), /^Step 1 \(wait\): "seconds" must be .*; it is 61\.$/],
  [withSteps(null), /^Step 1 must be .*, not null\.$/],
])('what is wrong with %s is said, with the step and what would be right', (text, expected) => {
  expect(faultOf(text)).toMatch(expected);
});

test('whatever is fed to the reader, it gives a script or a sentence', () => {
  const step = fc.oneof(fc.anything(), fc.record({do: fc.constantFrom('open', 'wait', 'edit', 'goal', 'navigate', 'x'), card: fc.anything(), seconds: fc.anything(), weights: fc.anything(), to: fc.anything()}, {requiredKeys: []}));
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.record({title: fc.string(), steps: fc.array(step, {maxLength: 3})}).map(value => JSON.stringify(value))), text => {
    try {
      for (const one of readScript(text).steps) expect(told(one as Step)).not.toBe('');
    } catch (fault) {
      expect(fault).toBeInstanceOf(ScriptFault);
      expect((fault as Error).message).toMatch(/\.$/);
      expect((fault as Error).message).not.toContain('undefined');
    }
  }), {numRuns: 2000});
});
