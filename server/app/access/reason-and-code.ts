import { z } from 'zod';

/** Why somebody did something, for the one who reads it later. */
export const REASON = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .overwrite((text) => text.normalize('NFC'));

/** What a second factor shows. */
export const CODE = z.string().trim().min(1).max(20);
