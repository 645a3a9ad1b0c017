import {describe, expect, test} from 'vitest';
import {letsBlobWork, letsCompile} from '../../src/csp.js';

describe('what a policy lets happen is read, so that nothing is tried that would be reported', () => {
  test.each([
    [null, true],
    ['', true],
    ['img-src \'none\'', true],
    ['script-src \'self\' \'wasm-unsafe-eval\'', true],
    ['script-src \'self\' \'unsafe-eval\'', true],
    ['Script-Src \'self\' \'WASM-unsafe-eval\'', true],
    ['script-src \'self\'', false],
    ['default-src \'self\'', false],
    ['default-src \'self\' \'wasm-unsafe-eval\'; script-src \'self\'', false],
    ['default-src \'none\'; script-src \'self\' \'wasm-unsafe-eval\'', true],
    ['script-src \'self\' \'wasm-unsafe-eval\', script-src \'self\'', false],
    ['script-src \'self\'; script-src \'wasm-unsafe-eval\'', false],
    ['script-src-elem \'self\'', true],
  ])('WASM under %s: %s', (policy, lets) => {
    expect(letsCompile(policy)).toBe(lets);
  });

  test.each([
    ['', true],
    ['worker-src blob:', true],
    ['worker-src \'self\'', false],
    ['worker-src \'self\'; script-src blob:', false],
    ['child-src blob:; script-src \'self\'', true],
    ['script-src \'nonce-a\' \'strict-dynamic\'', true],
    ['script-src https:', false],
    ['default-src \'self\'', false],
    ['worker-src blob:,default-src \'self\'', false],
  ])('a worker made of a blob under %s: %s', (policy, lets) => {
    expect(letsBlobWork(policy)).toBe(lets);
  });
});
