import { z } from 'zod';
import type { Result } from '#core/confirmation/errors.ts';
import type { Actor } from '../../model/access/actor.ts';

/** Why somebody did something, for the one who reads it later. */
export const REASON = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .overwrite((text) => text.normalize('NFC'));

/** What a second factor shows. */
export const CODE = z.string().trim().min(1).max(20);

/** What a step asks for that is only to be explained, and one that is to be confirmed as well. */
export const reasonSchema = z.strictObject({ reason: REASON });
export const reasonAndCodeSchema = z.strictObject({ reason: REASON, code: CODE });

/** Whether this code is the one that the second factor of this person shows now; it counts once. */
export type ConfirmSecondFactor = (actor: Actor, code: string) => Promise<Result<null>>;
