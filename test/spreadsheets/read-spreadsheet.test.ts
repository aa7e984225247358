/** Spreadsheets as people save them, and as somebody makes them who wants to do harm. */

import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { SheetRow } from '../../server/ports/spreadsheet-reader.ts';
import { readSpreadsheet } from '../../server/spreadsheets/read-spreadsheet.ts';
import { sharedThreads } from '../support/shared-threads.ts';
import { parts, workbook } from '../support/xlsx.ts';

async function rowsOf(file: Uint8Array): Promise<readonly SheetRow[]> {
  const answer = await readSpreadsheet(file);
  if (answer.kind === 'refused') throw new Error(answer.code);
  return answer.sheets[0] ?? [];
}
const cellsOf = async (file: Uint8Array) => (await rowsOf(file)).map(({ cells }) => cells);
const outcome = async (file: Uint8Array) => {
  const answer = await readSpreadsheet(file);
  return answer.kind === 'refused' ? answer.code : 'read';
};
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
/** What a workbook says of its parts where the texts of its cells lie in one of their own. */
const SHARED_TEXTS = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`;
const csv = (text: string) => new TextEncoder().encode(text);

describe('a workbook', () => {
  test('gives texts, numbers, dates and what formulas came to, with the numbers of the rows', async () => {
    const file = workbook([
      ['VIN', '日期'],
      [],
      [' L0X ', { serial: 46_174 }],
      [12.5, { formula: 'HYPERLINK("https://evil.example")', value: 'shown' }],
    ]);
    expect(await rowsOf(file)).toEqual([
      { row: 1, cells: ['VIN', '日期'] },
      { row: 3, cells: ['L0X', '2026-06-01'] },
      { row: 4, cells: ['12.5', 'shown'] },
    ]);
  });

  test('is read in a thread, as uploads are', async () => {
    const pool = sharedThreads();
    expect(await pool?.spreadsheets.read(workbook([['VIN']]))).toEqual({
      kind: 'read',
      sheets: [[{ row: 1, cells: ['VIN'] }]],
    });
  });

  test.each([
    ['a document type', '<!DOCTYPE x>'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'],
    ['entities that grow', `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;&a;">]>`],
  ])('with %s is not read', async (_what, prolog) => {
    expect(await outcome(workbook([['VIN']], { prolog }))).toBe('spreadsheet-not-readable');
  });

  test('that unpacks to more than 20 MB is given up while it is unpacked', async () => {
    const bomb = zipSync({ ...parts(`<worksheet>${' '.repeat(21 * 1024 * 1024)}</worksheet>`) }, { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await outcome(bomb)).toBe('spreadsheet-too-large');
    // Nor does it help to claim a smaller size.
    const view = new DataView(bomb.buffer, bomb.byteOffset);
    for (let at = 0; at + 28 < bomb.length; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
    expect(await outcome(bomb)).toBe('spreadsheet-too-large');
  });

  test('of many small parts that are too much together is given up', async () => {
    const part = new Uint8Array(1024 * 1024).fill(0x20);
    const more = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`xl/worksheets/s${index}.xml`, part]));
    expect(await outcome(workbook([['VIN']], { more }))).toBe('spreadsheet-too-large');
  });

  test('whose cells share one long text is given up before each takes a copy of it along', async () => {
    const count = 200;
    const cells = Array.from(
      { length: count },
      (_, at) => `<row r="${at + 1}"><c r="A${at + 1}" t="s"><v>0</v></c></row>`,
    );
    const shared = (length: number) =>
      zipSync({
        ...parts(`<worksheet><sheetData>${cells.join('')}</sheetData></worksheet>`),
        'xl/_rels/workbook.xml.rels': strToU8(SHARED_TEXTS),
        'xl/sharedStrings.xml': strToU8(`<sst><si><t>${'A'.repeat(length)}</t></si></sst>`),
      });
    const bomb = shared(200_000);
    expect(bomb.length).toBeLessThan(10_000);
    expect(await outcome(bomb)).toBe('spreadsheet-too-large');
    expect(await cellsOf(shared(3))).toEqual(cells.map(() => ['AAA']));
  });

  test('with thousands of entries is given up before any is looked at', async () => {
    const more = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`m/${index}`, new Uint8Array()]));
    expect(await outcome(workbook([['VIN']], { more }))).toBe('spreadsheet-too-large');
  });

  test.each([['XFD1'], ['A1048576'], ['ZZZ99999999']])('with a cell at %s is given up', async (place) => {
    const sheet = `<worksheet><sheetData><row><c r='${place}'><v>1</v></c></row></sheetData></worksheet>`;
    expect(await outcome(zipSync(parts(sheet)))).toBe('spreadsheet-too-large');
  });

  const cell = (place: string) => `<c r="${place}"><v>1</v></c>`;
  const sheetOf = (cells: string) => `<worksheet><sheetData>${cells}</sheetData></worksheet>`;
  test.each([
    ['a place that is written with a reference', sheetOf(`<row>${cell('A&#49;9999')}</row>`)],
    ['cells that are few but lie far apart', sheetOf(`<row>${cell('IV1')}</row><row>${cell('A19999')}</row>`)],
    ['more rows than are taken, none of which says where it is', sheetOf(`${'<row/>'.repeat(20_001)}<row/>`)],
  ])('with %s is given up', async (_what, sheet) => {
    expect(await outcome(zipSync(parts(sheet)))).toBe('spreadsheet-too-large');
  });

  test('whose sheet lies where none is expected is given up all the same', async () => {
    const moved = parts(sheetOf(`<row>${cell('A1048576')}</row>`));
    const links = 'xl/_rels/workbook.xml.rels';
    const text = new TextDecoder().decode(moved[links]).replace('worksheets/sheet1.xml', 'notes.xml');
    const { 'xl/worksheets/sheet1.xml': sheet = new Uint8Array(), ...others } = moved;
    const file = zipSync({ ...others, [links]: strToU8(text), 'xl/notes.xml': sheet });
    expect(await outcome(file)).toBe('spreadsheet-too-large');
  });

  test('is read without pictures, links elsewhere and names that lead out of it', async () => {
    const more = {
      'xl/media/image1.png': new Uint8Array(30 * 1024 * 1024),
      '../../etc/passwd.xml': strToU8('<x/>'),
      'xl/externalLinks/link.xml': strToU8('<!DOCTYPE x>'),
    };
    expect(await cellsOf(workbook([['VIN']], { more }))).toEqual([['VIN']]);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['half of one', workbook([['VIN']]).subarray(0, 400)],
    ['an archive of something else', zipSync({ 'a.txt': strToU8('a') })],
    ['a workbook of 2003', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['octets', Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256)],
  ])('%s is none', async (what, file) => {
    expect(await outcome(file)).toBe(what === 'nothing' ? 'read' : 'spreadsheet-not-readable');
  });

  test('encrypted, or with two entries of one name, is not read', async () => {
    const file = workbook([['VIN']]);
    const view = new DataView(file.buffer, file.byteOffset);
    const encrypted = file.slice();
    for (let at = 0; at + 10 < file.length; at += 1) if (view.getUint32(at, true) === 0x02014b50) encrypted[at + 8] = 1;
    expect(await outcome(encrypted)).toBe('spreadsheet-not-readable');
    const twice = workbook([['VIN']], { more: { 'xl/worksheets/sheet2.xml': strToU8('<worksheet/>') } });
    const text = Buffer.from(twice);
    for (let at = text.indexOf('sheet2.xml'); at >= 0; at = text.indexOf('sheet2.xml')) text.write('sheet1.xml', at);
    expect(await outcome(new Uint8Array(text))).toBe('spreadsheet-not-readable');
  });
});

describe('separated values', () => {
  const GB18030 = Uint8Array.from([0xb3, 0xb5, 0xbc, 0xdc, 0xba, 0xc5, 0x2c, 0xc6, 0xb7, 0xc5, 0xc6, 0x0d, 0x0a]);
  test.each([
    ['UTF-8', csv('车架号,品牌\r\n')],
    ['UTF-8 with its mark', csv('\uFEFF车架号,品牌\n')],
    ['GB18030', GB18030],
    ['UTF-16 of Excel', new Uint8Array(Buffer.from('\uFEFF车架号\t品牌\r\n', 'utf16le'))],
    ['semicolons', csv('"车架号";"品牌"')],
    ['a named separator', csv('sep=;\r\n车架号;品牌')],
    ['tabs, as cells are pasted', csv('车架号\t品牌')],
  ])('in %s', async (_what, file) => {
    expect(await cellsOf(file)).toEqual([['车架号', '品牌']]);
  });

  test('keep separators, line ends and quotes within quotes, and formulas as text', async () => {
    const file = csv('a,b\n"1,5","two\nlines"\n\n"say ""x""",=1+1\n');
    expect(await rowsOf(file)).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['1,5', 'two\nlines'] },
      { row: 4, cells: ['say "x"', '=1+1'] },
    ]);
  });

  test('of more columns than a workbook may have are refused', async () => {
    expect(await outcome(csv(`VIN${',x'.repeat(255)}`))).toBe('read');
    expect(await outcome(csv(`VIN\n${',x'.repeat(256)}`))).toBe('spreadsheet-too-large');
  });

  test('of too many rows, and with a record that never ends, are refused', async () => {
    expect(await outcome(csv('a,b\n'.repeat(20_001)))).toBe('spreadsheet-too-large');
    expect(await outcome(csv(`a,"${'x'.repeat(200_000)}`))).toBe('spreadsheet-not-readable');
  });
});
