import { describe, expect, test } from '@jest/globals';
import { screenOf, widthOf, wrapped } from '../../server/commands/show/screen.ts';
import { facts, table } from '../../server/commands/show/table.ts';

const wide = screenOf({}, {});
const terminal = (columns: number) => screenOf({ isTTY: true, columns }, { NO_COLOR: '1' });

describe('wrapped', () => {
  test.each([
    ['at spaces', 'one two three', 8, ['one two', 'three']],
    [
      'between Chinese characters, punctuation kept behind them',
      '核验结果：文件有效。',
      10,
      ['核验结果：', '文件有效。'],
    ],
    ['inside a word that is wider than a line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['at line feeds', 'a\nb', 10, ['a', 'b']],
    ['nothing that fits', 'Да нет', 6, ['Да нет']],
  ])('%s', (_where, text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
  });

  test('every character comes out again, whatever the width', () => {
    const text = 'ASC-TEST-2026-0000001X 测试一号“二手车”出口有限公司 (TEST), Объединённые Эмираты';
    for (let width = 2; width < 90; width += 1)
      expect(wrapped(text, width).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  });
});

describe('table', () => {
  const rows = [
    ['ASC-1', 'a note of several words'],
    ['ASC-22', '备注'],
  ];

  test('columns as wide as they need to be', () => {
    expect(table(['Number', 'Note'], rows, wide).split('\n')).toEqual([
      'Number  Note',
      'ASC-1   a note of several words',
      'ASC-22  备注',
    ]);
  });

  test('cells go on below where the terminal is too narrow', () => {
    const narrow = rows.map(([number = '', note = '']) => [`${number}-${'0'.repeat(17)}`, note]);
    const lines = table(['Number', 'Note'], narrow, terminal(40)).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^ {2,}\S/);
  });

  test('each row by itself where words would have to be cut', () => {
    const long = [['ASC-1', 'x'.repeat(50)]];
    expect(table(['Number', 'Hash'], long, terminal(40)).split('\n')[0]).toBe('ASC-1');
  });

  test('a table of no rows has its headings', () => {
    expect(table(['Number', 'Note'], [], terminal(40))).toBe('Number  Note');
  });
});

test('facts that are empty are left out, the others stand below one another', () => {
  expect(
    facts(
      [
        ['名称', 'A'],
        ['none', ''],
        ['Long name', 'B'],
      ],
      wide,
    ).split('\n'),
  ).toEqual(['  名称       A', '  Long name  B']);
});
