import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { JobSignal } from '../../ports/job-signal.ts';
import type { SheetRow, SpreadsheetReader } from '../../ports/spreadsheet-reader.ts';
import { countryOfCell, dateOfCell, idsOfCell } from './vehicle-cells.ts';

/** The columns of a list of outlets, as it is given out: headings are these words or those of the language. */
export const OUTLET_COLUMNS = [
  'id',
  'country',
  'name',
  'provider',
  'address',
  'phone',
  'services',
  'from',
  'until',
] as const;
export type OutletColumn = (typeof OUTLET_COLUMNS)[number];

const HEADINGS: Readonly<Record<OutletColumn, readonly string[]>> = {
  id: ['id', '编号', '网点编号', 'номер', 'код'],
  country: ['country', '国家', '国家(地区)', '所在国', 'страна'],
  name: ['name', '名称', '网点名称', 'название', 'наименование'],
  provider: ['provider', '服务提供方', 'service provider', 'поставщик услуг'],
  address: ['address', '地址', 'адрес'],
  phone: ['phone', '电话', '联系电话', 'телефон'],
  services: ['services', '服务', '服务项目', 'услуги'],
  from: ['from', 'first day', '启用日期', '起始日期', 'первый день', 'с'],
  until: ['until', 'last day', '停用日期', '截止日期', 'последний день', 'по'],
};

/** What a service is called, in any language, as its name here. */
const SERVICES: Readonly<Record<string, string>> = {
  保养: 'maintenance',
  维修: 'repair',
  保修: 'warranty',
  质保: 'warranty',
  备件: 'spare-parts',
  配件: 'spare-parts',
  软件: 'software',
  软件服务: 'software',
  电池: 'battery',
  动力电池服务: 'battery',
  'техническое обслуживание': 'maintenance',
  обслуживание: 'maintenance',
  ремонт: 'repair',
  гарантия: 'warranty',
  запчасти: 'spare-parts',
  батарея: 'battery',
  'тяговая батарея': 'battery',
  'программное обеспечение': 'software',
  'запасные части': 'spare-parts',
  'spare parts': 'spare-parts',
  'traction battery': 'battery',
};

/** Rows among which the headings are looked for, as those of vehicles are. */
const LOOKED_AT = 20;

/** Outlets as the register takes them, each with the row in which it stands. */
export type OutletList = { readonly outlets: readonly object[]; readonly rows: readonly number[] };

/** Reads outlets from a spreadsheet. Nothing of them is judged yet. */
export async function readOutletList(
  { spreadsheets }: { readonly spreadsheets: SpreadsheetReader },
  file: Uint8Array,
  signal?: JobSignal,
): Promise<Result<OutletList>> {
  const answer = await spreadsheets.read(file, signal);
  if (answer.kind === 'refused') return refuse(answer.code, { most: 5_000 });
  const [sheet = []] = answer.sheets;
  const at = sheet
    .slice(0, LOOKED_AT)
    .findIndex(({ cells }) => columnsOf(cells).includes('id') && columnsOf(cells).includes('country'));
  const head = sheet[at];
  if (head === undefined) return refuse('outlet-list-without-headings');
  const columns = columnsOf(head.cells);
  const rows = sheet.slice(at + 1);
  return succeed({ outlets: rows.map((row) => outletOf(columns, row)), rows: rows.map(({ row }) => row) });
}

function columnsOf(cells: readonly string[]): readonly (OutletColumn | null)[] {
  return cells.map((cell) => {
    const plain = cell.normalize('NFKC').trim().toLowerCase();
    return OUTLET_COLUMNS.find((column) => HEADINGS[column].includes(plain)) ?? null;
  });
}

function outletOf(columns: readonly (OutletColumn | null)[], { cells }: SheetRow): object {
  const cell = (column: OutletColumn) => cells[columns.indexOf(column)] ?? '';
  const until = dateOfCell(cell('until'));
  return {
    ...{ id: cell('id'), country: countryOfCell(cell('country')), name: cell('name'), provider: cell('provider') },
    ...{ address: cell('address'), phone: cell('phone'), services: servicesOfCell(cell('services')) },
    active: { from: dateOfCell(cell('from')), until: until === '' ? null : until },
  };
}

function servicesOfCell(cell: string): readonly string[] {
  const named = cell.split(/[,;、，；/]/).map((name) => name.trim().toLowerCase());
  const parts = named.some((name) => name.includes(' ') && SERVICES[name] === undefined) ? idsOfCell(cell) : named;
  return parts.filter((name) => name !== '').map((name) => SERVICES[name] ?? name);
}
