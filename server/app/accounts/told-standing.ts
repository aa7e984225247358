import type { Standing } from '../../model/accounts/role-proposal.ts';

/** Roles as an audit entry tells them: those in force, and those that wait for an approval. */
export function toldStanding({ roles, proposal }: Standing): Readonly<Record<string, string>> {
  return { roles: roles.join(' '), ...(proposal === null ? {} : { proposed: proposal.roles.join(' ') }) };
}
