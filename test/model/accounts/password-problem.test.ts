import { describe, expect, test } from '@jest/globals';
import { passwordProblem } from '../../../server/model/accounts/password-problem.ts';

describe('a password', () => {
  test.each([
    ['seven quiet lorries', null],
    ['十二个以上的汉字也是好密码啊', null],
    ['eleven char', 'password-too-short'],
    ['x'.repeat(201), 'password-too-long'],
    ['Password1234', 'password-too-common'],
    ['aaaaaaaaaaaa', 'password-too-common'],
    ['one@people.example', 'password-is-email'],
    ['ONE@people.example', 'password-is-email'],
  ])('%j: %j', (password, problem) => {
    expect(passwordProblem(password, 'one@people.example')).toBe(problem);
  });
});
