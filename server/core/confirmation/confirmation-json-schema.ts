import { z } from 'zod';
import { confirmationContentSchema } from './confirmation-content-schema.ts';

/** Under this name the schema is published: in `docs/schemas/`, and by the service under `/schemas/`. A new shape gets a new one. */
export const CONFIRMATION_SCHEMA_FILE = 'confirmation-1.json';

/**
 * The JSON Schema (2020-12) of the data in a confirmation, made from the schema that judges them. What no schema can say
 * (check digits, references, day counts) is left to `vinseal conform`.
 */
export function confirmationJsonSchema() {
  const { $schema, ...shape } = z.toJSONSchema(confirmationContentSchema);
  return {
    $schema,
    $id: 'urn:vinseal:schema:confirmation-1',
    title: 'After-sales Maintenance Service Confirmation (售后维修服务确认书)',
    description:
      'The file confirmation.json inside a sealed PDF, in canonical form (RFC 8785). Beyond this schema: check characters of numbers, VINs and credit codes, lines counted from 1, references to destinations and outlets, and the day counts of the named rule.',
    ...shape,
  };
}
