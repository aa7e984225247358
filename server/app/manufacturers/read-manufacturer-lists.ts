import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { JobSignal } from '../../ports/job-signal.ts';
import type { SheetRow, SpreadsheetReader } from '../../ports/spreadsheet-reader.ts';

/** The columns of a list of WMIs, and of one of listings in the Announcement. */
const COLUMNS = {
  wmis: ['wmi', 'from', 'until'],
  listings: ['announcement', 'nameZh', 'from', 'until'],
} as const;
type Column = (typeof COLUMNS)[keyof typeof COLUMNS][number];

const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  wmi: ['wmi', '世界制造厂识别代号', 'международный код изготовителя'],
  announcement: ['announcement', '公告', '公告批次', '公告编号', 'объявление', 'перечень'],
  nameZh: ['name', '企业名称', '生产企业', '生产企业名称', 'наименование', 'название'],
  from: ['from', 'first day', '启用日期', '起始日期', 'первый день', 'с'],
  until: ['until', 'last day', '停用日期', '截止日期', 'последний день', 'по'],
};

/** Lines of the lists as they stand in the sheets; nothing of them is judged yet. Left out: what no sheet has. */
export type ManufacturerLists = { readonly [Kind in keyof typeof COLUMNS]?: readonly (readonly string[])[] };

/** Reads lists of WMIs and of listings from the sheets of a spreadsheet: their headings say which is which. */
export async function readManufacturerLists(
  { spreadsheets }: { readonly spreadsheets: SpreadsheetReader },
  file: Uint8Array,
  signal?: JobSignal,
): Promise<Result<ManufacturerLists>> {
  const answer = await spreadsheets.read(file, signal);
  if (answer.kind === 'refused') return refuse(answer.code, { most: 5_000 });
  const lists: ManufacturerLists = Object.assign({}, ...answer.sheets.map(listOf));
  return Object.keys(lists).length === 0 ? refuse('manufacturer-list-without-headings') : succeed(lists);
}

function listOf(rows: readonly SheetRow[]): ManufacturerLists {
  for (const [index, { cells }] of rows.entries()) {
    const columns = cells.map(columnOf);
    const kind = columns.includes('wmi') ? 'wmis' : columns.includes('announcement') ? 'listings' : null;
    if (kind === null) continue;
    const lines = rows.slice(index + 1).map((row) => COLUMNS[kind].map((one) => row.cells[columns.indexOf(one)] ?? ''));
    return { [kind]: lines };
  }
  return {};
}

function columnOf(cell: string): Column | null {
  const plain = cell.normalize('NFKC').trim().toLowerCase();
  const known = Object.entries(HEADINGS).find(([, texts]) => texts.includes(plain));
  return known === undefined ? null : (known[0] as Column);
}
