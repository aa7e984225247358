import type { IsoInstant } from '#core/confirmation/calendar.ts';

/** `D:YYYYMMDDHHmmSSOHH'mm`: all behind the year may be left out (ISO 32000-2, 7.9.4). */
const PDF_DATE = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)?'?)?$/;

/** A PDF date as an instant in UTC, a time without a zone taken for UTC; null for what is none. */
export function pdfInstant(text: string): IsoInstant | null {
  const match = PDF_DATE.exec(text);
  if (match === null) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, ahead, minutes] = match;
  const zone = sign === undefined ? 'Z' : `${sign}${ahead}:${minutes ?? '00'}`;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
