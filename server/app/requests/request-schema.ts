import { z } from 'zod';
import { MAX_VEHICLES } from '#core/confirmation/confirmation.ts';
import { countryCode } from '#core/confirmation/country.ts';
import { languageCode } from '#core/confirmation/document-languages.ts';
import { normalizeUscc } from '#core/confirmation/uscc.ts';
import { normalizeVin } from '#core/confirmation/vin.ts';
import type { RequestedVehicle, RequestLine } from '../../model/requests/vehicle-request.ts';

/** Text of a draft, which may still be empty or wrong: only its length is bounded. */
const text = (most: number) => z.string().trim().max(most).default('');
const printed = (most: number) => text(most).overwrite((typed) => typed.normalize('NFC'));

export const MAX_REASON = 300;
/** What people write to each other. */
export const MAX_MESSAGE = 2_000;

/** A reason or a message: one that is given says something. */
export const written = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .overwrite((typed) => typed.normalize('NFC'));

/** A vehicle as somebody typed it, with the line of the request that it stands in; a new one without. */
export const vehicleDraftSchema = z.strictObject({
  line: z.int().positive().optional(),
  /** Where it stands in the sheet that it was read from. */
  row: z.int().positive().optional(),
  vin: text(60).overwrite(normalizeVin),
  brand: printed(120),
  model: printed(160),
  firstRegistration: text(60),
  transferForExport: text(60),
  destination: text(80).overwrite(countryCode),
  outlets: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  accepted: z
    .array(z.strictObject({ code: z.string().max(40), reason: written(MAX_REASON) }))
    .max(10)
    .default([]),
});
export type VehicleDraft = z.infer<typeof vehicleDraftSchema>;

export const contentSchema = z.strictObject({
  applicationDate: text(60),
  languages: z.array(z.string().trim().max(20).overwrite(languageCode)).max(20).default([]),
  vehicles: z.array(vehicleDraftSchema).max(MAX_VEHICLES).default([]),
});
export type RequestContent = z.infer<typeof contentSchema>;

export const exporterSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .overwrite((typed) => typed.normalize('NFC')),
  uscc: z.string().trim().min(1).max(40).overwrite(normalizeUscc),
});

/** A hidden random text of the form that makes something: sent twice, it makes one thing. */
export const formSchema = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/);

/** What is stored of a vehicle: nothing that was left empty and may be. */
export function vehicleOf(draft: VehicleDraft): RequestedVehicle {
  const { vin, brand, model, firstRegistration, transferForExport, destination, outlets } = draft;
  return {
    ...{ vin, brand, model, firstRegistration, destination },
    ...(transferForExport === '' ? {} : { transferForExport }),
    ...(outlets.length === 0 ? {} : { outlets: [...new Set(outlets)] }),
  };
}

/** A line that nobody has decided on. */
export function openLine(line: number, draft: VehicleDraft): RequestLine {
  const { accepted, row = null } = draft;
  return { line, row, vehicle: vehicleOf(draft), accepted, state: 'open', reason: null, batchId: null, number: null };
}
