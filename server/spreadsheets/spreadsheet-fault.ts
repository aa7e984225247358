/** Why a spreadsheet is not read. */
export class SpreadsheetFault extends Error {
  readonly code: 'spreadsheet-not-readable' | 'spreadsheet-too-large';

  constructor(code: SpreadsheetFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SpreadsheetFault';
    this.code = code;
  }
}

export function notReadable(message: string, cause?: unknown): SpreadsheetFault {
  return new SpreadsheetFault('spreadsheet-not-readable', message, { cause });
}

export function tooLarge(message: string): SpreadsheetFault {
  return new SpreadsheetFault('spreadsheet-too-large', message);
}
