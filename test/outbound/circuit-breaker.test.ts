import { expect, it } from '@jest/globals';
import { createCircuitBreaker } from '../../server/outbound/circuit-breaker.ts';

it('leaves a host alone after so many failures in a row, lets one try after the pause, and forgets once it is well', () => {
  let time = 0;
  const breaker = createCircuitBreaker({ failures: 2, pauseMs: 100, now: () => time });
  const fail = () => breaker.report('ca.example', false);
  fail();
  expect(breaker.mayAsk('ca.example')).toBe(true);
  fail();
  expect([breaker.mayAsk('ca.example'), breaker.mayAsk('other.example')]).toEqual([false, true]);
  time = 100;
  expect([breaker.mayAsk('ca.example'), breaker.mayAsk('ca.example')]).toEqual([true, false]);
  fail();
  time = 199;
  expect(breaker.mayAsk('ca.example')).toBe(false);
  time = 200;
  expect(breaker.mayAsk('ca.example')).toBe(true);
  breaker.report('ca.example', true);
  fail();
  expect(breaker.mayAsk('ca.example')).toBe(true);
});
