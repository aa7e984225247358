import { z } from 'zod';
import { ACTOR_KINDS } from '../../model/access/actor.ts';
import { ROLES } from '../../model/access/roles.ts';

/** A proposal of roles as it is stored; absent in records of former versions. */
export const ROLE_PROPOSAL = z
  .strictObject({
    roles: z.array(z.enum(ROLES)).min(1),
    proposedBy: z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string(), name: z.string() }),
    proposedAt: z.iso.datetime(),
  })
  .nullable()
  .default(null);
