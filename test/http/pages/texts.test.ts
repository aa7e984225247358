import { describe, expect, it } from '@jest/globals';
import { parseTypedDate } from '#core/confirmation/typed-date.ts';
import { joinWidePunctuation, markWidePunctuation } from '../../../server/http/pages/join-wide-punctuation.ts';
import { sizeText, timeView, vinGroups } from '../../../server/http/pages/texts.ts';

describe('parseTypedDate', () => {
  it.each([
    ['2026-07-01', '2026-07-01'],
    ['2026/7/1', '2026-07-01'],
    ['2026.7.1', '2026-07-01'],
    ['2026年7月1日', '2026-07-01'],
    ['2026 年 7 月 1 日', '2026-07-01'],
    ['20260701', '2026-07-01'],
    [' 01.07.2026 ', '2026-07-01'],
    ['2026-02-30', null],
    ['31.02.2026', null],
    ['07/01/2026', null],
    ['1.7.26', null],
    ['tomorrow', null],
    ['', null],
  ])('reads "%s" as %s', (typed, date) => {
    expect(parseTypedDate(typed)).toBe(date);
  });
});

describe('texts', () => {
  it('show an instant in Beijing and in UTC', () => {
    expect(timeView('2026-06-30T16:30:00Z')).toMatchObject({
      beijing: '2026-07-01 00:30:00',
      utc: '2026-06-30 16:30:00',
    });
  });

  it('group a VIN and say a size', () => {
    expect(vinGroups('1M8GDM9AXKP042788')).toEqual(['1M8', 'GDM9AX', 'KP042788']);
    expect([sizeText(6, 'en'), sizeText(123_456, 'en'), sizeText(2_500_000, 'ru')]).toEqual([
      '6 bytes',
      '123.5 kB',
      '2,5 МБ',
    ]);
  });
});

describe('punctuation as wide as a character', () => {
  const shown = (before: string, text: string, after: string) =>
    joinWidePunctuation(`${before}${markWidePunctuation(text)}${after}`);

  it.each([
    ['', '有误：', ' 车辆', '有误：车辆'],
    ['<strong>', '申请撤销：', '</strong>\n  <a>', '<strong>申请撤销：</strong><a>'],
    ['A ', '，见页面', ' B', 'A，见页面 B'],
    ['Names: ', 'one', ' two', 'Names: one two'],
    // What is typed is shown as it is.
    ['<p>公司， ', 'one', '： x</p>', '<p>公司， one： x</p>'],
  ])('%s%s%s holds its own space', (before, text, after, expected) => {
    expect(shown(before, text, after)).toBe(expected);
  });
});
