import { z } from 'zod';
import { isIsoDate } from '#core/confirmation/calendar.ts';
import { countryCode, isCountryCode, likelyCountry } from '#core/confirmation/country.ts';
import { OUTLET_SERVICES } from '#core/confirmation/outlet.ts';
import { inspectUscc, normalizeUscc } from '#core/confirmation/uscc.ts';
import type { ManufacturerEntry } from '../../ports/manufacturer-register.ts';
import { judgeTexts, type Unprintable } from '../confirmations/check-texts.ts';
import { addFieldIssue } from '../confirmations/field-issue.ts';

const MAX_LISTINGS = 50;
const MAX_WMIS = 500;
export const MAX_OUTLETS = 5_000;

const line = (most: number) => z.string().trim().min(1).max(most);

const date = line(40).superRefine((text, context) => {
  if (text !== '' && !isIsoDate(text))
    addFieldIssue(context, { code: 'date-not-valid', data: { date: text }, suggestions: [] });
});

/** First and last day; without `until` it lasts. */
const INTERVAL = { from: date, until: date.nullable().default(null) };

type Interval = { readonly from: string; readonly until: string | null };

function checkOrder({ from, until }: Interval, context: z.RefinementCtx): void {
  if (until === null || from <= until || !isIsoDate(from) || !isIsoDate(until)) return;
  addFieldIssue(context, { code: 'until-before-from', data: { from, until }, suggestions: [] }, ['until']);
}

/** 3 characters, or 6 for a small maker, whose third is a 9 (ISO 3780). */
const WMI = /^(?:[A-HJ-NPR-Z0-9]{2}[A-HJ-NPR-Z0-8]|[A-HJ-NPR-Z0-9]{2}9[A-HJ-NPR-Z0-9]{3})$/;

const wmi = line(40)
  .toUpperCase()
  .superRefine((text, context) => {
    if (text !== '' && !WMI.test(text))
      addFieldIssue(context, { code: 'wmi-not-valid', data: { wmi: text }, suggestions: [] });
  });

const uscc = line(40)
  .overwrite(normalizeUscc)
  .superRefine((text, context) => {
    if (text === '') return;
    for (const problem of inspectUscc(text)) addFieldIssue(context, { ...problem, suggestions: [] });
  });

const country = line(40)
  .overwrite(countryCode)
  .superRefine((text, context) => {
    if (text === '' || isCountryCode(text)) return;
    addFieldIssue(context, { code: 'country-unknown', data: { country: text }, suggestions: likelyCountry(text) });
  });

/** Text that documents print: it must be printable. */
function printedText(unprintable: Unprintable) {
  return (most: number) =>
    line(most)
      .overwrite((text) => text.normalize('NFC'))
      .superRefine((text, context) => {
        for (const problem of judgeTexts('', [text], new Set(), unprintable)) addFieldIssue(context, problem);
      });
}

/** Outlets, each once. */
export function outletsSchema(unprintable: Unprintable) {
  const printed = printedText(unprintable);
  const outlet = z.strictObject({
    id: printed(60),
    country,
    name: printed(120),
    provider: printed(120),
    address: printed(300),
    phone: printed(60),
    services: z.array(z.enum(OUTLET_SERVICES)).min(1).max(OUTLET_SERVICES.length),
    active: z.strictObject(INTERVAL).superRefine(checkOrder),
  });
  return z.array(outlet).max(MAX_OUTLETS).superRefine(checkRepeated);
}

/** A manufacturer with its outlets as it is registered: one file. */
export function manufacturerSchema(unprintable: Unprintable) {
  const printed = printedText(unprintable);
  return z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
    code: z.string().regex(/^[A-Z0-9]{1,12}$/),
    nameZh: printed(120),
    nameEn: printed(120),
    uscc,
    test: z.boolean().default(false),
    listings: z
      .array(z.strictObject({ announcement: printed(60), nameZh: printed(120), ...INTERVAL }).superRefine(checkOrder))
      .min(1)
      .max(MAX_LISTINGS),
    wmis: z
      .array(z.strictObject({ wmi, ...INTERVAL }).superRefine(checkOrder))
      .min(1)
      .max(MAX_WMIS),
    outlets: outletsSchema(unprintable),
  });
}

/** The same without outlets, with what the data were made from. */
export function registrationSchema(unprintable: Unprintable) {
  return manufacturerSchema(unprintable)
    .omit({ outlets: true })
    .extend({ seen: z.string().max(64) });
}

/** The data of a manufacturer as they are shown and given: without how its documents are sealed, which has commands of its own. */
export type ManufacturerFile = z.infer<ReturnType<typeof manufacturerSchema>>;

function checkRepeated(outlets: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const [index, { id }] of outlets.entries()) {
    if (seen.has(id)) addFieldIssue(context, { code: 'repeated', data: { value: id }, suggestions: [] }, [index, 'id']);
    seen.add(id);
  }
}

/** A manufacturer in the form in which `manufacturers add` takes it. */
export function manufacturerFile({ manufacturer, outlets }: ManufacturerEntry): ManufacturerFile {
  const { sealing: _sealing, listings, wmis, ...data } = manufacturer;
  return {
    ...data,
    listings: [...listings],
    wmis: [...wmis],
    outlets: outlets.map(({ manufacturerId: _id, services, ...outlet }) => ({ ...outlet, services: [...services] })),
  };
}
