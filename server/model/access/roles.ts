/**
 * The parts that an actor may play: as a member or an access key of an organisation (`organisation.ts` says of which kind),
 * or of the install itself. What each may do stands in `permissions.ts`, nowhere else.
 */
export const ROLES = [
  'administrator',
  'auditor',
  'clerk',
  'sealer',
  'direct-sealer',
  'requester',
  'officer',
  'operator',
  'service',
  'demonstration',
] as const;
export type Role = (typeof ROLES)[number];
