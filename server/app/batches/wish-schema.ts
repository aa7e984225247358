import { confirmationRequestSchema } from '../confirmations/confirmation-request.ts';

/** What one row asks for: a request for a confirmation, whose manufacturer and key are the batch's. */
export const wishSchema = confirmationRequestSchema.omit({ manufacturer: true, idempotencyKey: true });
