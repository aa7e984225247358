import { z } from 'zod';
import { ROLES } from '../../model/access/roles.ts';
import { ACTOR_REF } from '../access/actor-ref-schema.ts';

/** A proposal of roles as it is stored; absent in records of former versions. */
export const ROLE_PROPOSAL = z
  .strictObject({
    roles: z.array(z.enum(ROLES)).min(1),
    proposedBy: ACTOR_REF,
    proposedAt: z.iso.datetime(),
  })
  .nullable()
  .default(null);
