import { type IsoDate, isIsoDate } from './calendar.ts';

const YEAR_FIRST = /^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$/;
const DAY_FIRST = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})$/;

/**
 * A date as people of the trade type it: 2026-07-01, 2026/7/1, 2026年7月1日, 20260701 or 01.07.2026.
 * Null for anything else, and for day and month with slashes, which countries order in two ways.
 */
export function parseTypedDate(text: string): IsoDate | null {
  const typed = text.trim();
  const yearFirst = YEAR_FIRST.exec(typed) ?? DIGITS.exec(typed);
  const dayFirst = DAY_FIRST.exec(typed);
  const [year, month, day] = yearFirst?.slice(1) ?? dayFirst?.slice(1).reverse() ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isIsoDate(date) ? date : null;
}
