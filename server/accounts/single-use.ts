import { symmetricDecrypt } from 'better-auth/crypto';
import type { Collections } from '../ports/collections.ts';
import { authRecord, indexText, readAuthRow } from './auth-models.ts';
import { stepOfCode } from './totp.ts';

/** The secret that secrets of authenticators are encrypted with, as better-auth has it. */
export type SecretKey = Parameters<typeof symmetricDecrypt>[0]['key'];

/** What came of a code: `other` where it is no code of this user now. */
export type CodeUse = 'accepted' | 'used-before' | 'other';

/**
 * Uses a code of a user's authenticator. The time step of the last one that was used stands in the record: it and every one
 * before are refused, on all instances, whoever comes first.
 */
export async function useCode(
  { collections, key }: { readonly collections: Collections; readonly key: SecretKey },
  userId: string,
  code: string,
  now: number,
): Promise<CodeUse> {
  const record = await collections.findUnique('second-factors', indexText('userId', userId));
  if (record === null) return 'other';
  const row = readAuthRow(record);
  const secret = await symmetricDecrypt({ key, data: String(row.secret) });
  const step = stepOfCode(secret, code, now);
  if (step === null) return 'other';
  return collections.change<CodeUse>([{ collection: 'second-factors', id: record.id }], ([found]) => {
    const nothing = { put: [], remove: [], entries: [] };
    if (found === null || found === undefined) return { ...nothing, answer: 'other' };
    const stands = readAuthRow(found);
    // Set up anew meanwhile: the code is of a secret that is gone.
    if (stands.secret !== row.secret) return { ...nothing, answer: 'other' };
    if (step <= Number(stands.lastStep ?? -1)) return { ...nothing, answer: 'used-before' };
    const put = [authRecord('twoFactor', { ...stands, lastStep: step })];
    return { ...nothing, put, answer: 'accepted' };
  });
}
