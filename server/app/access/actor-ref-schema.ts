import { z } from 'zod';
import { ACTOR_KINDS } from '../../model/access/actor.ts';

/** Who did something, as records keep it. */
export const ACTOR_REF = z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string(), name: z.string() });
