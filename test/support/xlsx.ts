import { strToU8, zipSync } from 'fflate';

/** A cell of a workbook that is made for a test. */
export type TestCell =
  | string
  | number
  | null
  | { readonly serial: number }
  | { readonly formula: string; readonly value: string };

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

export type WorkbookOptions = {
  /** Put behind the rows of the sheet. */
  readonly behindRows?: string;
  /** Put before the root of the sheet. */
  readonly prolog?: string;
  /** Further entries of the archive. */
  readonly more?: Readonly<Record<string, Uint8Array>>;
};

/** The octets of a workbook with one sheet. */
export function workbook(rows: readonly (readonly TestCell[])[], options: WorkbookOptions = {}): Uint8Array {
  return zipSync({ ...parts(sheet(rows, options)), ...options.more });
}

/** The parts of a workbook around its sheet. */
export function parts(sheetXml: string): Record<string, Uint8Array> {
  const texts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': sheetXml,
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)]));
}

function sheet(rows: readonly (readonly TestCell[])[], { behindRows = '', prolog = '' }: WorkbookOptions): string {
  const body = rows.map(
    (cells, index) =>
      `<row r="${index + 1}">${cells.map((cell, at) => cellXml(cell, `${columnName(at)}${index + 1}`)).join('')}</row>`,
  );
  return `${HEAD}${prolog}<worksheet xmlns="${MAIN}"><sheetData>${body.join('')}</sheetData>${behindRows}</worksheet>`;
}

function columnName(index: number): string {
  return String.fromCharCode(65 + index);
}

function cellXml(cell: TestCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${place}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  if ('serial' in cell) return `<c r="${place}" s="1"><v>${cell.serial}</v></c>`;
  return `<c r="${place}" t="str"><f>${escaped(cell.formula)}</f><v>${escaped(cell.value)}</v></c>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
