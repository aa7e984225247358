import { z } from 'zod';

/** What the API is asked with beside the bodies of use cases: the schemas that judge requests and make `/openapi.json`. */

/** The text fields of an upload. What they may hold is judged with the document; here they only have to be known and sent once. */
export const verificationFieldsSchema = z.strictObject({
  vin: z.string().optional().meta({ description: 'The vehicle to compare with, typed in any way' }),
  destination: z.string().optional().meta({
    description:
      'ISO 3166-1 alpha-2 or alpha-3: box 8 of the export licence, or the final destination (最终目的国) of the declaration',
  }),
  applicationDate: z
    .string()
    .optional()
    .meta({
      description: 'Licence-application date, YYYY-MM-DD',
      // An empty field of a form asks nothing.
      anyOf: [{ format: 'date' }, { const: '' }],
    }),
});

/** An inspection asks nothing beside its files. */
export const inspectionFieldsSchema = z.strictObject({});

export const lookUpRequestSchema = z.strictObject({
  number: z.string().min(1).meta({ description: 'Confirmation number' }),
  vinTail: z.string().min(1).meta({
    description: 'At least the last six characters of the VIN; with the whole VIN everything registered of it is told',
  }),
});

export const compromiseRequestSchema = z.strictObject({
  since: z.iso.datetime({ offset: true }).meta({ description: 'Since when somebody else may have had the key' }),
});

const MAX_LISTED = 100;

export const listQuerySchema = z.strictObject({
  limit: z
    .string()
    .transform(Number)
    // One refinement and no minimum: the message of a minimum is about text that is too short.
    .refine((limit) => Number.isInteger(limit) && limit >= 1 && limit <= MAX_LISTED)
    .default(20),
  cursor: z.string().max(400).optional(),
});
