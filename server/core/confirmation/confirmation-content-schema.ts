import { z } from 'zod';
import { isIsoDate } from './calendar.ts';
import type { ConfirmationContent } from './confirmation.ts';
import { CONFIRMATION_FORMAT, MAX_VEHICLES } from './confirmation.ts';
import { DOCUMENT_LANGUAGES } from './document-languages.ts';
import { OUTLET_SERVICES } from './outlet.ts';

/** Bounds of what a signed file may claim: it comes from anywhere. */
const text = z.string().min(1).max(500);
const date = z.string().refine(isIsoDate).meta({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const country = z.string().regex(/^[A-Z]{2}$/);
const number = z.string().min(1).max(60);

const vehicle = z.strictObject({
  line: z.int().min(1).max(MAX_VEHICLES).meta({ description: 'Place in the document, counted from 1' }),
  vin: z
    .string()
    .regex(/^[A-HJ-NPR-Z0-9]{17}$/)
    .meta({ description: 'Vehicle identification number (车架号; ISO 3779, GB 16735); no VIN stands twice' }),
  brand: text.meta({ description: 'As on the Motor Vehicle Registration Certificate (品牌)' }),
  model: text.meta({ description: 'As on the Motor Vehicle Registration Certificate (型号)' }),
  firstRegistration: date.meta({ description: 'First-registration date (注册登记日期)' }),
  transferForExport: date.nullable().meta({ description: 'Transfer-for-export date (转让登记待出口日期)' }),
  destination: country.meta({
    description: 'Destination country (出口目的国): box 8 of the export licence; one of `destinations`',
  }),
  outlets: z.array(text).min(1).max(20).meta({ description: 'Ids of entries of `outlets` in the destination' }),
  needed: z.boolean().nullable().meta({
    description: 'Whether the licence needs the confirmation; null where the application date is not known',
  }),
  lastDayNeeded: date.nullable().meta({
    description: 'The last licence-application date for which it is needed; null for an exempt vehicle',
  }),
});

const outlet = z.strictObject({
  id: text,
  country,
  name: text,
  provider: text,
  address: text,
  phone: text,
  services: z.array(z.enum(OUTLET_SERVICES)).max(OUTLET_SERVICES.length),
});

/** The shape of the signed JSON. What no shape can say is in `isCoherent`. */
export const confirmationContentSchema = z.strictObject({
  format: z.literal(CONFIRMATION_FORMAT).meta({ description: 'A new shape gets a new name' }),
  languages: z
    .array(z.enum(DOCUMENT_LANGUAGES))
    .min(1)
    .max(DOCUMENT_LANGUAGES.length)
    .exactOptional()
    .meta({
      description:
        'Languages of the printed document, in this order, `zh` always among them; without it the document is printed in `zh` and `en`',
      contains: { const: 'zh' },
      uniqueItems: true,
    }),
  number: number.meta({
    description: 'ASC-<maker code>-<year>-<sequence, 7 digits><check character> (ISO 7064 MOD 37,36)',
    examples: ['ASC-XHM-2026-0000001W'],
  }),
  issuedAt: z.iso.datetime().meta({ description: 'UTC' }),
  test: z.boolean().meta({ description: 'Issued by an invented manufacturer: no legal effect' }),
  manufacturer: z
    .strictObject({ code: text, nameZh: text, nameEn: text, uscc: text, announcement: text })
    .meta({ description: 'Named exactly as in the MIIT Announcement; `uscc`: unified social credit code' }),
  exporter: z.strictObject({ name: text, uscc: text }),
  applicationDate: date.nullable().meta({ description: 'Licence-application date, where it was known' }),
  rule: z
    .strictObject({ id: text, thresholdDays: z.int().min(1).max(10_000) })
    .meta({ description: 'The version of the export rule from which the day counts come' }),
  vehicles: z.array(vehicle).min(1).max(MAX_VEHICLES),
  destinations: z
    .array(
      z.strictObject({
        code: country,
        zh: text,
        en: text,
        ru: text.exactOptional().meta({ description: 'Where `languages` holds `ru`, and only there' }),
      }),
    )
    .min(1)
    .max(300),
  outlets: z.array(outlet).min(1).max(2_000),
  supersedes: number.nullable().meta({ description: 'Number of the confirmation that this one replaces as a whole' }),
  verifyAt: text.meta({ description: 'Address at which anybody can check the document' }),
}) satisfies z.ZodType<ConfirmationContent>;

/** The content in its shape. Throws for anything else: unknown fields, wrong types, values out of bounds. */
export function parseConfirmationContent(value: unknown): ConfirmationContent {
  return confirmationContentSchema.parse(value);
}
