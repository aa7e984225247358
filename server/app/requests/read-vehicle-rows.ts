import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { JobSignal } from '../../ports/job-signal.ts';
import type { SheetRow, SpreadsheetReader } from '../../ports/spreadsheet-reader.ts';
import { brandAndModel, countryOfCell, dateOfCell, idsOfCell } from './vehicle-cells.ts';
import { columnOf, isCount, type VehicleColumn } from './vehicle-columns.ts';

/** A vehicle of a sheet, as the request takes it. */
export type VehicleRow = {
  /** Where it stands in the sheet. */
  readonly row: number;
  readonly vin: string;
  readonly brand: string;
  readonly model: string;
  readonly firstRegistration: string;
  readonly transferForExport: string;
  readonly destination: string;
  readonly outlets: readonly string[];
};

/** What a list of vehicles says, and the headings of columns that were not taken. */
export type VehicleList = { readonly vehicles: readonly VehicleRow[]; readonly ignored: readonly string[] };

export type VehicleListDependencies = { readonly spreadsheets: SpreadsheetReader };

/** Rows among which the headings are looked for: titles and remarks may stand above them. */
const LOOKED_AT = 20;
/** Vehicles that are read of a sheet: one more than are taken says that there are too many. */
const MOST_READ = MAX_VEHICLES + 1;

/** Reads vehicles from the first sheet that has some, or from cells that were pasted. Nothing of them is judged yet. */
export async function readVehicleList(
  { spreadsheets }: VehicleListDependencies,
  file: Uint8Array,
  signal?: JobSignal,
): Promise<Result<VehicleList>> {
  const answer = await spreadsheets.read(file, signal);
  if (answer.kind === 'refused') return refuse(answer.code, { most: MAX_VEHICLES });
  const lists = answer.sheets.map(vehicleList).filter((list) => list !== null);
  const found = lists.find(({ vehicles }) => vehicles.length > 0);
  if (found === undefined)
    return refuse(lists.length > 0 ? 'spreadsheet-without-rows' : 'spreadsheet-without-headings');
  if (found.vehicles.length > MAX_VEHICLES) return refuse('spreadsheet-too-large', { most: MAX_VEHICLES });
  return succeed(found);
}

/** The vehicles of one sheet; null where no row of headings is found. A sheet of VINs alone needs none. */
export function vehicleList(sheet: readonly SheetRow[]): VehicleList | null {
  const at = sheet.slice(0, LOOKED_AT).findIndex(({ cells }) => columnsOf(cells).some((column) => column === 'vin'));
  const head = sheet[at];
  if (head === undefined) return isOnlyVins(sheet) ? { vehicles: vehiclesOf(['vin'], sheet), ignored: [] } : null;
  const second = sheet[at + 1];
  const isTwofold = second !== undefined && isSecondHead(head.cells, second.cells);
  const names = isTwofold ? joined(head.cells, second.cells) : head.cells;
  const columns = columnsOf(names);
  const rows = sheet
    .slice(at + (isTwofold ? 2 : 1))
    .filter(({ cells }) => cells.some((cell, index) => cell !== '' && columns[index] != null));
  const ignored = names.filter((name, index) => columns[index] === null && !isCount(name));
  return { vehicles: vehiclesOf(columns, rows), ignored: [...new Set(ignored)] };
}

function vehiclesOf(columns: readonly (VehicleColumn | null)[], rows: readonly SheetRow[]): readonly VehicleRow[] {
  return rows.slice(0, MOST_READ).map((row) => vehicleOfRow(columns, row));
}

/** Each column is taken once, where it stands first. */
function columnsOf(names: readonly string[]): readonly (VehicleColumn | null)[] {
  const taken = new Set<VehicleColumn>();
  return names.map((name) => {
    const column = columnOf(name);
    if (column === null || taken.has(column)) return null;
    taken.add(column);
    return column;
  });
}

/** Headings of two rows: the lower one parts what is one cell above, and names nothing where the VIN stands. */
function isSecondHead(upper: readonly string[], lower: readonly string[]): boolean {
  const vinAt = columnsOf(upper).indexOf('vin');
  const parted = joined(upper, lower);
  return (
    (lower[vinAt] ?? '') === '' && lower.some((cell, index) => cell !== '' && columnOf(parted[index] ?? '') !== null)
  );
}

/** A merged heading stands in its first cell alone, and is meant for those behind it. */
function joined(upper: readonly string[], lower: readonly string[]): readonly string[] {
  let above = '';
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, index) => {
    const [top = '', bottom = ''] = [upper[index], lower[index]];
    if (top !== '') above = top;
    if (bottom === '') return top;
    return columnOf(above + bottom) === null && columnOf(bottom) !== null ? bottom : above + bottom;
  });
}

const VIN_LIKE = /^[A-Za-z0-9]{17}$/;

function isOnlyVins(sheet: readonly SheetRow[]): boolean {
  return (
    sheet.length > 0 &&
    sheet.every(({ cells }) => VIN_LIKE.test(cells[0] ?? '') && cells.slice(1).every((cell) => cell === ''))
  );
}

function vehicleOfRow(columns: readonly (VehicleColumn | null)[], { row, cells }: SheetRow): VehicleRow {
  const cell = (column: VehicleColumn) => {
    const at = columns.indexOf(column);
    return at < 0 ? '' : (cells[at] ?? '').replace(/\s+/g, ' ').trim();
  };
  const together = brandAndModel(cell('brandModel'));
  return {
    row,
    vin: cell('vin'),
    brand: cell('brand') || cell('brandEn') || together.brand,
    model: cell('model') || cell('modelEn') || together.model,
    firstRegistration: dateOfCell(cell('firstRegistration')),
    transferForExport: dateOfCell(cell('transferForExport')),
    destination: countryOfCell(cell('destination')),
    outlets: idsOfCell(cell('outlets')),
  };
}
