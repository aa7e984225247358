import { expect, test } from '@jest/globals';
import { readToUnicode } from '../../../server/sealing/typeset-text/to-unicode.ts';
import { latin1Bytes } from '../../support/pdf-writer.ts';

const SPACE = '1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n';

function read(sections: string): unknown {
  const texts = readToUnicode(latin1Bytes(`%!PS\n/CMapName /X def <</A (b)>> ${sections} endcmap end`));
  return Object.fromEntries(Object.entries(texts));
}

test.each<[string, string, Readonly<Record<string, string>>]>([
  ['single codes', '2 beginbfchar <0001> <552E> <0a0B> <0041> endbfchar', { 1: '售', 2571: 'A' }],
  ['several characters', '1 beginbfchar <0001> <006600660069> endbfchar', { 1: 'ffi' }],
  ['a character beyond the BMP', '1 beginbfchar <0001> <D842DFB7> endbfchar', { 1: '𠮷' }],
  ['ranges', '1 beginbfrange <0001> <0003> <0041> endbfrange', { 1: 'A', 2: 'B', 3: 'C' }],
  ['a range of longer texts', '1 beginbfrange <0001> <0002> <00410061> endbfrange', { 1: 'Aa', 2: 'Ab' }],
  ['a range with an array', '1 beginbfrange <0001> <0002> [<0041> <00420043>] endbfrange', { 1: 'A', 2: 'BC' }],
  ['the same twice', '2 beginbfchar <0001> <0041> <0001> <0041> endbfchar', { 1: 'A' }],
  ['nothing', '', {}],
])('reads %s', (_, sections, texts) => {
  expect(read(SPACE + sections)).toEqual(texts);
});

test.each<[string, string]>([
  ['no code space', '1 beginbfchar <0001> <0041> endbfchar'],
  ['a code space of one byte', '1 begincodespacerange <00> <FF> endcodespacerange'],
  ['two code spaces', SPACE + SPACE],
  ['another CMap', `${SPACE}/Other usecmap`],
  ['CIDs', `${SPACE}1 begincidrange <0000> <0001> 0 endcidrange`],
  ['a code of one byte', `${SPACE}1 beginbfchar <01> <0041> endbfchar`],
  ['a text of one byte', `${SPACE}1 beginbfchar <0001> <41> endbfchar`],
  ['no text', `${SPACE}1 beginbfchar <0001> <> endbfchar`],
  ['half a character', `${SPACE}1 beginbfchar <0001> <D842> endbfchar`],
  ['a glyph name', `${SPACE}1 beginbfchar <0001> /A endbfchar`],
  ['two texts of one code', `${SPACE}2 beginbfchar <0001> <0041> <0001> <0042> endbfchar`],
  ['more entries than counted', `${SPACE}1 beginbfchar <0001> <0041> <0002> <0042> endbfchar`],
  ['fewer entries than counted', `${SPACE}2 beginbfchar <0001> <0041> endbfchar`],
  ['no count', `${SPACE}beginbfchar endbfchar`],
  ['a range that runs backwards', `${SPACE}1 beginbfrange <0002> <0001> <0041> endbfrange`],
  ['a range over two last bytes', `${SPACE}1 beginbfrange <00FF> <0100> <0041> endbfrange`],
  ['a range whose texts overflow', `${SPACE}1 beginbfrange <0001> <0003> <00FE> endbfrange`],
  ['an array that is too short', `${SPACE}1 beginbfrange <0001> <0002> [<0041>] endbfrange`],
  ['an array that is too long', `${SPACE}1 beginbfrange <0001> <0001> [<0041> <0042>] endbfrange`],
  ['no end', `${SPACE}1 beginbfchar <0001> <00`],
])('refuses %s', (_, sections) => {
  expect(() => read(sections)).toThrow(expect.objectContaining({ code: 'file-malformed' }));
});
