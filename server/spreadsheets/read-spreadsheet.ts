import type { SpreadsheetAnswer } from '../ports/spreadsheet-reader.ts';
import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { SpreadsheetFault } from './spreadsheet-fault.ts';

/** How every archive begins. */
const ARCHIVE = [0x50, 0x4b] as const;
/** How workbooks of Excel up to 2003 begin. */
const FORMER_EXCEL = [0xd0, 0xcf, 0x11, 0xe0] as const;

/** Reads a workbook (.xlsx) or separated values, whichever the octets are. */
export async function readSpreadsheet(file: Uint8Array): Promise<SpreadsheetAnswer> {
  try {
    if (begins(file, FORMER_EXCEL)) return { kind: 'refused', code: 'spreadsheet-not-readable' };
    return { kind: 'read', sheets: begins(file, ARCHIVE) ? await readXlsx(file) : [readCsv(file)] };
  } catch (fault) {
    if (fault instanceof SpreadsheetFault) return { kind: 'refused', code: fault.code };
    throw fault;
  }
}

function begins(file: Uint8Array, octets: readonly number[]): boolean {
  return octets.every((octet, at) => file[at] === octet);
}
