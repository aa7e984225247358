import { describe, expect, it } from '@jest/globals';
import { createWords, flattenWords } from '../../server/i18n/words.ts';

describe('createWords', () => {
  const tree = {
    greeting: 'Hello {name}',
    vehicles: {
      count: '{count, plural, one {# автомобиль} few {# автомобиля} many {# автомобилей} other {# автомобиля}}',
    },
    list: '{vins}',
    markup: 'a <b> c',
  };

  it('fills placeholders and takes the plural form of the language', () => {
    expect(createWords('en', tree).text('greeting', { name: 'Li' })).toBe('Hello Li');
    expect(createWords('ru', tree).text('vehicles.count', { count: 3 })).toBe('3 автомобиля');
    expect(createWords('ru', tree).text('vehicles.count', { count: 11 })).toBe('11 автомобилей');
  });

  it('joins lists as the language does', () => {
    expect(createWords('zh-CN', tree).text('list', { vins: ['A', 'B', 'C'] })).toBe('A、B、C');
    expect(createWords('ru', tree).text('list', { vins: ['A', 'B'] })).toBe('A и B');
  });

  it('sets no space between Chinese words and a Chinese value, and keeps those inside a value', () => {
    const zh = createWords('zh-CN', {
      by: '已由 {by, select, terminal {管理员} other {{by}}} 于 {date} 撤销',
      names: '名称为 {found}，应为“{expected}”；{found} {expected}',
    });
    expect(zh.text('by', { by: '测试企业', date: '2026-07-01' })).toBe('已由测试企业于 2026-07-01 撤销');
    expect(zh.text('by', { by: 'terminal', date: '2026-07-01' })).toBe('已由管理员于 2026-07-01 撤销');
    expect(zh.text('by', { by: 'ACME', date: '2026-07-01' })).toBe('已由 ACME 于 2026-07-01 撤销');
    const names = { found: '核印 汽车', expected: '核印汽车' };
    expect(zh.text('names', names)).toBe('名称为核印 汽车，应为“核印汽车”；核印 汽车核印汽车');
    expect(createWords('en', { by: '由 {by} 于' }).text('by', { by: '企业' })).toBe('由 企业 于');
  });

  it('shows a dash for a value that is not given, and takes no text for markup', () => {
    expect(createWords('en', tree).text('greeting')).toBe('Hello –');
    expect(createWords('en', tree).text('greeting', { name: '<b>{name}' })).toBe('Hello <b>{name}');
    expect(createWords('en', tree).text('markup')).toBe('a <b> c');
  });

  it('gives the outline of a text: an ellipsis for each value, the general form of each choice', () => {
    expect(createWords('en', tree).outline('greeting')).toBe('Hello …');
    expect(createWords('ru', tree).outline('vehicles.count')).toBe('… автомобиля');
    expect(createWords('en', tree).outline('markup')).toBe('a <b> c');
    // Chinese marks its values while spaces are set: no mark is left to be printed.
    expect(createWords('zh-CN', tree).outline('greeting')).toBe('Hello …');
    expect(createWords('zh-CN', tree).outline('vehicles.count')).toMatch(/^… \p{L}+$/u);
  });

  it('throws for a key that is none, also one that every object has', () => {
    expect(() => createWords('en', tree).text('vehicles')).toThrow('no text');
    expect(() => createWords('en', tree).text('constructor')).toThrow('no text');
  });

  it('flattens a tree to dotted keys', () => {
    expect([...flattenWords(tree).keys()]).toEqual(['greeting', 'vehicles.count', 'list', 'markup']);
  });
});
