import { addDays } from '#core/confirmation/calendar.ts';
import { countryCode, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import { parseTypedDate } from '#core/confirmation/typed-date.ts';

/** Days since the day before the first one that spreadsheets count, with the leap day that 1900 did not have. */
const EPOCH = '1899-12-30';
const SERIAL = /^(\d{5})(?:\.\d+)?$/;
/** Serials of 1990 to 2100: what no other number in a column of dates is taken for. */
const SERIALS = [32_874, 73_415] as const;
const TIME = /^\d{1,2}:\d{2}/;

/** A date in any form that sheets have, as YYYY-MM-DD; what is none stays as it is, to be told. */
export function dateOfCell(cell: string): string {
  const text = withoutTime(cell.normalize('NFKC').trim());
  const [, serial] = SERIAL.exec(text) ?? [];
  const days = Number(serial);
  if (serial !== undefined && days >= SERIALS[0] && days <= SERIALS[1]) return addDays(EPOCH, days);
  return parseTypedDate(text) ?? cell;
}

/** A date without a time of day behind it. */
function withoutTime(text: string): string {
  const [date = '', time = ''] = text.split(/[T ]/, 2);
  return TIME.test(time) ? date : text;
}

/** Short names of countries that are usual in the trade. */
const USUAL_NAMES: Readonly<Record<string, string>> = {
  阿联酋: 'AE',
  迪拜: 'AE',
  UAE: 'AE',
  ОАЭ: 'AE',
  俄罗斯联邦: 'RU',
  俄国: 'RU',
  'RUSSIAN FEDERATION': 'RU',
  РФ: 'RU',
  'РОССИЙСКАЯ ФЕДЕРАЦИЯ': 'RU',
  沙特: 'SA',
  КСА: 'SA',
  KSA: 'SA',
  乌兹别克: 'UZ',
  哈萨克: 'KZ',
  吉尔吉斯: 'KG',
  KYRGYZSTAN: 'KG',
  КИРГИЗИЯ: 'KG',
  BELARUS: 'BY',
  БЕЛОРУССИЯ: 'BY',
  UK: 'GB',
  USA: 'US',
  США: 'US',
  'SOUTH KOREA': 'KR',
};

const CODE_THEN_NAME = /^([A-Za-z]{2,3})[ /–-](.+)$/;
const NAME_THEN_CODE = /^([^(（]+)[(（]\s*([A-Za-z]{2,3})\s*[)）]$/;

/**
 * A country by its code, by a name in one of our languages, or by both where they agree, as its code; what is none stays as it
 * is. No part of a name is taken for a name: Guinea-Bissau is not Guinea.
 */
export function countryOfCell(cell: string): string {
  const typed = cell.normalize('NFKC').trim();
  const known = namedCountry(typed);
  if (known !== null) return known;
  const [, code, name] = CODE_THEN_NAME.exec(typed) ?? [];
  const [, otherName, otherCode] = NAME_THEN_CODE.exec(typed) ?? [];
  const byCode = namedCountry(code ?? otherCode ?? '');
  const byName = namedCountry((name ?? otherName ?? '').trim());
  return byCode !== null && byCode === byName ? byCode : typed;
}

function namedCountry(text: string): string | null {
  const code = countryCode(text);
  if (isCountryCode(code)) return code;
  return likelyCountry(text)[0] ?? USUAL_NAMES[text.toUpperCase()] ?? null;
}

/** Make and model of one text: Chinese characters before anything else are the make, or what stands before the first space. */
export function brandAndModel(cell: string): { readonly brand: string; readonly model: string } {
  const text = cell.trim();
  const [, brand, model] =
    /^(\p{Script=Han}+)(?!\p{Script=Han})(\P{Script=Han}.*)$/u.exec(text) ?? /^(\S+)\s(.+)$/.exec(text) ?? [];
  return brand === undefined || model === undefined
    ? { brand: '', model: text }
    : { brand: brand.replace(/牌$/, ''), model: model.trim() };
}

/** Ids in one cell, however they are separated. */
export function idsOfCell(cell: string): readonly string[] {
  return cell.split(/[\s,;、，；]+/).filter((id) => id !== '');
}
