import type { NewRecord } from '../../ports/collections.ts';

/** A token of the operator, as former versions stored it: `sha256` in lower-case hex, `at` as an ISO instant. */
export type FormerToken = { readonly holder: string; readonly sha256: string; readonly at: string };

/** Former tokens had no end. */
const EXPIRES_AT = '2027-12-31T00:00:00.000Z';

/** The access key of the operator that a token of a former version becomes: whoever bears it stays who they were. */
export function formerTokenRecord({ holder, sha256, at }: FormerToken): NewRecord {
  const key = {
    ...{ id: holder, organisationId: 'operator', name: holder, roles: ['administrator'], createdAt: at },
    createdBy: { kind: 'service', id: 'service', name: 'service' },
    ...{ expiresAt: EXPIRES_AT, endedAt: null, lastUsedAt: null, sha256 },
  };
  return {
    ...{ collection: 'access-keys', id: holder, at },
    ...{ unique: [`secret:${sha256}`], tags: ['organisation:operator'], data: JSON.stringify(key) },
  };
}
