import { z } from 'zod';
import { isIsoDate } from './calendar.ts';
import type { ConfirmationContent } from './confirmation.ts';
import { CONFIRMATION_FORMAT, MAX_VEHICLES } from './confirmation.ts';
import { OUTLET_SERVICES } from './outlet.ts';

/** Bounds of what a signed file may claim: it comes from anywhere. */
const text = z.string().min(1).max(500);
const date = z.string().refine(isIsoDate);
const country = z.string().regex(/^[A-Z]{2}$/);
const number = z.string().min(1).max(60);

const vehicle = z.strictObject({
  line: z.int().min(1).max(MAX_VEHICLES),
  vin: z.string().regex(/^[A-HJ-NPR-Z0-9]{17}$/),
  brand: text,
  model: text,
  firstRegistration: date,
  transferForExport: date.nullable(),
  destination: country,
  outlets: z.array(text).min(1).max(20),
  needed: z.boolean().nullable(),
  lastDayNeeded: date.nullable(),
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

const schema = z.strictObject({
  format: z.literal(CONFIRMATION_FORMAT),
  number,
  issuedAt: z.iso.datetime(),
  test: z.boolean(),
  manufacturer: z.strictObject({ code: text, nameZh: text, nameEn: text, uscc: text, announcement: text }),
  exporter: z.strictObject({ name: text, uscc: text }),
  applicationDate: date.nullable(),
  rule: z.strictObject({ id: text, thresholdDays: z.int().min(1).max(10_000) }),
  vehicles: z.array(vehicle).min(1).max(MAX_VEHICLES),
  destinations: z
    .array(z.strictObject({ code: country, zh: text, en: text }))
    .min(1)
    .max(300),
  outlets: z.array(outlet).min(1).max(2_000),
  supersedes: number.nullable(),
  verifyAt: text,
}) satisfies z.ZodType<ConfirmationContent>;

/** The content in its shape. Throws for anything else: unknown fields, wrong types, values out of bounds. */
export function parseConfirmationContent(value: unknown): ConfirmationContent {
  return schema.parse(value);
}
