import {expect, test} from 'vitest';
import {InklingError} from '../../src/errors.js';

test('an error carries its code as its name, because only name, message and stack cross the wall', () => {
  const error = structuredClone(new InklingError('model-digest', 'The model was refused.'));
  expect(error.message).toBe('The model was refused.');
  expect(new InklingError('model-digest', 'x').name).toBe('model-digest');
});
