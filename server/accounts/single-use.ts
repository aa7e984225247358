import { symmetricDecrypt } from 'better-auth/crypto';
import type { Collections } from '../ports/collections.ts';
import { type AuthRow, authRecord, indexText, readAuthRow } from './auth-models.ts';
import { encryptCodes, readBackupCodes } from './backup-codes.ts';
import type { SecretKey } from './secret-key.ts';
import { stepOfCode } from './totp.ts';

/** What came of a code: `other` where it is no code of this user now. */
export type CodeUse = 'accepted' | 'used-before' | 'other';

export type CodeParts = { readonly collections: Collections; readonly key: SecretKey };

/** What is changed together with the use of a code, in the record of the second factor. */
export type AlsoChanged = (row: AuthRow) => AuthRow;

const NOTHING: AlsoChanged = (row) => row;

/** What a user has as second factor; null for nothing. */
export async function findFactor(
  collections: Pick<Collections, 'findUnique'>,
  userId: string,
): Promise<AuthRow | null> {
  const record = await collections.findUnique('second-factors', indexText('userId', userId));
  return record === null ? null : readAuthRow(record);
}

/**
 * Uses a code of a user's authenticator. The time step of the last one that was used stands in the record: it and every one
 * before are refused, on all instances, whoever comes first. What `also` changes is changed with it, or neither is.
 */
export async function useCode(
  { collections, key }: CodeParts,
  userId: string,
  code: string,
  now: number,
  also = NOTHING,
): Promise<CodeUse> {
  const row = await findFactor(collections, userId);
  if (row === null) return 'other';
  const secret = await symmetricDecrypt({ key, data: String(row.secret) });
  const step = stepOfCode(secret, code, now);
  if (step === null) return 'other';
  return changeFactor<CodeUse>(collections, row.id, (stands) => {
    // Set up anew meanwhile: the code is of a secret that is gone.
    if (stands === null || stands.secret !== row.secret) return { put: null, answer: 'other' };
    if (step <= Number(stands.lastStep ?? -1)) return { put: null, answer: 'used-before' };
    return { put: also({ ...stands, lastStep: step, tries: 0 }), answer: 'accepted' };
  });
}

/** Tries at the codes of one second factor within a while. better-auth counts as many, but only once a code was compared. */
export const CODE_TRIES = { most: 10, seconds: 900 } as const;

/**
 * Counts a try before its code is compared, in one change: of codes that come at once, on whatever instances, no more are compared
 * than of those that come one after the other. False for one too many. A right code of the authenticator ends the count.
 */
export async function takeTry(collections: Collections, userId: string, now: number): Promise<boolean> {
  const row = await findFactor(collections, userId);
  if (row === null) return true;
  return changeFactor<boolean>(collections, row.id, (stands) => {
    if (stands === null) return { put: null, answer: true };
    const isOpen = typeof stands.triesUntil === 'string' && now < Date.parse(stands.triesUntil);
    const tries = isOpen ? Number(stands.tries ?? 0) : 0;
    if (tries >= CODE_TRIES.most) return { put: null, answer: false };
    const triesUntil = isOpen ? stands.triesUntil : new Date(now + CODE_TRIES.seconds * 1_000).toISOString();
    return { put: { ...stands, tries: tries + 1, triesUntil: triesUntil ?? null }, answer: true };
  });
}

/** Uses a backup code in the same way: it is none any more. */
export async function useBackupCode(
  { collections, key }: CodeParts,
  userId: string,
  code: string,
  also = NOTHING,
): Promise<CodeUse> {
  const row = await findFactor(collections, userId);
  if (row === null) return 'other';
  const codes = await readBackupCodes(key, String(row.backupCodes));
  if (!codes.includes(code)) return 'other';
  const left = await encryptCodes(
    key,
    codes.filter((one) => one !== code),
  );
  return changeFactor<CodeUse>(collections, row.id, (stands) => {
    if (stands === null || stands.backupCodes !== row.backupCodes) return { put: null, answer: 'other' };
    return { put: also({ ...stands, backupCodes: left }), answer: 'accepted' };
  });
}

/** Decides on the record of a second factor as it stands; null where there is none any more. */
export function changeFactor<Answer>(
  collections: Pick<Collections, 'change'>,
  id: string,
  decide: (row: AuthRow | null) => { readonly put: AuthRow | null; readonly answer: Answer },
): Promise<Answer> {
  return collections.change<Answer>([{ collection: 'second-factors', id }], ([found]) => {
    const { put, answer } = decide(found === null || found === undefined ? null : readAuthRow(found));
    return { put: put === null ? [] : [authRecord('twoFactor', put)], remove: [], entries: [], answer };
  });
}
