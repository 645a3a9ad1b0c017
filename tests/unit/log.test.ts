import {expect, test} from 'vitest';
import {createLog} from '../../src/log.js';
import type {LogRecord} from '../../src/insights-types.js';

function aLog() {
  const told: LogRecord[] = [];
  let now = 0;
  const log = createLog(record => told.push(record), () => now);
  return {log, told, pass: (ms: number) => { now += ms; }};
}

test('a fault is told at once; a storm of them once a minute, with its number', () => {
  const {log, told, pass} = aLog();
  for (let second = 0; second <= 60; second++) {
    log('NET_DOWN', 1, 'No answer.');
    pass(1000);
  }
  expect(told).toEqual([{code: 'NET_DOWN', count: 1, detail: 'No answer.'}, {code: 'NET_DOWN', count: 60, detail: 'No answer.'}]);
});

test('each code has its own minute, and what was summed up is told when the page goes', () => {
  const {log, told} = aLog();
  log('NET_DOWN');
  log('QUOTA', 5);
  log('QUOTA', 7);
  log.flush();
  log.flush();
  expect(told.map(({code, count}) => [code, count])).toEqual([['NET_DOWN', 1], ['QUOTA', 5], ['QUOTA', 7]]);
});

test.each([
  ['throws', () => { throw new Error('the host'); }],
  ['rejects', () => Promise.reject(new Error('the host'))],
])('a host\'s function that %s disturbs nobody', async (_, onLog) => {
  const log = createLog(onLog as () => void);
  expect(() => log('QUOTA')).not.toThrow();
  await new Promise(resolve => setTimeout(resolve, 0));
});

test('without a host\'s function nothing is told', () => {
  expect(() => createLog(undefined)('QUOTA')).not.toThrow();
});
