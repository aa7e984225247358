import { describe, expect, test } from '@jest/globals';
import { openPasswordJudge } from '../../../server/accounts/password-judge.ts';
import { consistsOfExpectedWords, wordsOf } from '../../../server/model/accounts/expected-words.ts';
import { passwordProblem } from '../../../server/model/accounts/password-problem.ts';

describe('a password', () => {
  test.each([
    ['seven quiet lorries', null],
    ['十二个以上的汉字也是好密码啊', null],
    ['eleven char', 'password-too-short'],
    ['x'.repeat(201), 'password-too-long'],
    ['aaaaaaaaaaaa', 'password-too-common'],
    ['one@people.example', 'password-is-email'],
    ['ONE@people.example', 'password-is-email'],
  ])('%j: %j', (password, problem) => {
    expect(passwordProblem(password, 'one@people.example')).toBe(problem);
  });
});

describe('words that everybody expects', () => {
  const own = wordsOf(['李秀英 Li', 'xiuying.li@xinghan-motor.example', '核印测试汽车制造有限公司', 'maker']);

  test.each([
    ['Vinseal2026!!', true],
    ['xinghan-motor-2026', true],
    ['XiuYing.Li.1985', true],
    ['二手车出口确认书2026', true],
    ['подтверждение1', true],
    ['核印测试汽车制造有限公司', true],
    ['xinghan seven quiet lorries', false],
    ['seven quiet lorries', false],
    ['carpet of nineteen herons', false],
  ])('%j: %j', (password, expected) => {
    expect(consistsOfExpectedWords(password, own)).toBe(expected);
  });
});

describe('what somebody guesses', () => {
  const { isGuessable } = openPasswordJudge();

  test.each([
    ...[
      'Password1234',
      'P@ssw0rd2026',
      'admin@123456',
      'Welcome2026!!',
      '1q2w3e4r5t6y',
      'qwertyuiop12',
      'woaini1314520',
    ],
    ...['пароль123456', 'йцукенгшщзхъ', '我爱你我爱你我爱你1', '密码'.repeat(6), 'abc'.repeat(60)],
    ...['Lorry2026Lorry'],
  ])('%j is guessed soon', async (password) => {
    expect(await isGuessable(password, ['lorry'])).toBe(true);
  });

  test.each([
    'seven quiet lorries',
    'another long one',
    '十二个以上的汉字也是好密码啊',
    'v8#Kq2!zRw0p',
    'три тихих грузовика',
  ])('%j is not', async (password) => {
    expect(await isGuessable(password, [])).toBe(false);
  });

  test('is judged in a bounded time, whatever is typed', async () => {
    const began = performance.now();
    for (const text of ['p@ssw0rd', '4@8({[<369&#!1/|0$5+7%2', '20260701', '|\\/|()[]{}<>'])
      await isGuessable(text.repeat(100), []);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
