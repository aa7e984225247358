import { generateRandomString, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { FactorChanges, SecondFactors } from '../ports/accounts.ts';
import { type AuthRow, readAuthRow } from './auth-models.ts';
import { makeBackupCodes, readBackupCodes } from './backup-codes.ts';
import {
  type AlsoChanged,
  type CodeParts,
  type CodeUse,
  changeFactor,
  findFactor,
  useBackupCode,
  useCode,
} from './single-use.ts';
import { stepOfCode, totpAddress } from './totp.ts';

/** What was shown to be set up stays the same for so long, however often it is asked for, and can be confirmed. */
const PENDING_MS = 3_600_000;
/** A form that is sent again within that time is answered in the same way. */
const REPEATED_MS = 600_000;

type Parts = CodeParts & { readonly now: () => number };

/** What an authenticator needs for the first time: the same until it was turned on, or an hour has passed. */
export async function offerFactor(parts: Parts, userId: string): Promise<Awaited<ReturnType<SecondFactors['offer']>>> {
  const { collections, key, now } = parts;
  const found = await findFactor(collections, userId);
  const id = found?.id ?? `${userId}-factor`;
  const fresh = await newFactor(parts, id, userId);
  const row = await changeFactor<AuthRow | null>(collections, id, (stands) => {
    if (stands !== null && stands.verified !== false) return { put: null, answer: null };
    if (stands !== null && isPending(stands.pendingUntil, now())) return { put: null, answer: stands };
    return { put: fresh, answer: fresh };
  });
  if (row === null) return 'set-up-already';
  const secret = await symmetricDecrypt({ key, data: String(row.secret) });
  return {
    ...totpAddress(secret, await emailOf(parts, userId)),
    backupCodes: await readBackupCodes(key, String(row.backupCodes)),
  };
}

async function newFactor({ key, now }: Parts, id: string, userId: string): Promise<AuthRow> {
  const { encrypted } = await makeBackupCodes(key);
  const secret = await newSecret(key);
  const pendingUntil = new Date(now() + PENDING_MS).toISOString();
  return {
    ...{ id, userId, secret, backupCodes: encrypted, verified: false, pendingUntil },
    ...{ failedVerificationCount: 0, lockedUntil: null },
  };
}

function newSecret(key: CodeParts['key']): Promise<string> {
  return symmetricEncrypt({ key, data: generateRandomString(32) });
}

/** Whether what was shown for the first time can still be turned on. */
export async function isOfferOpen({ collections, now }: Parts, userId: string): Promise<boolean> {
  const found = await findFactor(collections, userId);
  return found !== null && (found.verified !== false || isPending(found.pendingUntil, now()));
}

/** What another authenticator needs. The former one stays good until the other one was confirmed. */
export async function beginChange(
  parts: Parts,
  userId: string,
  { code, form }: { readonly code: string; readonly form: string },
): Promise<Awaited<ReturnType<FactorChanges['begin']>>> {
  const { collections, key, now } = parts;
  const shown = async (row: AuthRow) => {
    const secret = await symmetricDecrypt({ key, data: String(row.pendingSecret) });
    return totpAddress(secret, await emailOf(parts, userId));
  };
  const isRepeated = (row: AuthRow | null) => row?.pendingForm === form && isPending(row.pendingUntil, now());
  const found = await findFactor(collections, userId);
  if (found === null || found.verified === false) return 'code-wrong';
  if (isRepeated(found)) return shown(found);
  const secret = await newSecret(key);
  const pendingUntil = new Date(now() + PENDING_MS).toISOString();
  await useEither(parts, userId, code, (row) =>
    typeof row.pendingSecret === 'string' && isPending(row.pendingUntil, now())
      ? { ...row, pendingForm: form }
      : { ...row, pendingSecret: secret, pendingForm: form, pendingUntil },
  );
  // Also where the same form came twice at once, and the other one used the code.
  const after = await findFactor(collections, userId);
  return after !== null && isRepeated(after) ? shown(after) : 'code-wrong';
}

/** The other authenticator is the one from now on, where this is its code. */
export async function finishChange(
  { collections, key, now }: Parts,
  userId: string,
  code: string,
): Promise<'changed' | 'code-wrong' | 'over'> {
  const found = await findFactor(collections, userId);
  const pending = found?.pendingSecret;
  if (found === null || typeof pending !== 'string' || !isPending(found.pendingUntil, now())) return 'over';
  const secret = await symmetricDecrypt({ key, data: pending });
  const step = stepOfCode(secret, code, now());
  if (step === null) return 'code-wrong';
  return changeFactor(collections, found.id, (stands) => {
    if (stands === null || stands.pendingSecret !== pending) return { put: null, answer: 'over' };
    const changed = { ...stands, secret: pending, lastStep: step };
    return { put: { ...changed, pendingSecret: null, pendingForm: null, pendingUntil: null }, answer: 'changed' };
  });
}

/** New backup codes in the place of all former ones; the same again where the form is sent again soon. */
export async function renewBackupCodes(
  parts: Parts,
  userId: string,
  { code, form }: { readonly code: string; readonly form: string },
): Promise<Awaited<ReturnType<FactorChanges['renewBackupCodes']>>> {
  const { collections, key, now } = parts;
  const shown = async (row: AuthRow, isRepeated: boolean) => ({
    ...{ isRepeated, codes: await readBackupCodes(key, String(row.backupCodes)) },
  });
  const isRepeated = (row: AuthRow | null) => row?.renewedForm === form && isPending(row.renewedUntil, now());
  const found = await findFactor(collections, userId);
  if (found !== null && isRepeated(found)) return shown(found, true);
  const { encrypted } = await makeBackupCodes(key);
  const renewedUntil = new Date(now() + REPEATED_MS).toISOString();
  const renew: AlsoChanged = (row) => ({ ...row, backupCodes: encrypted, renewedForm: form, renewedUntil });
  const use = await useCode(parts, userId, code, now(), renew);
  const after = await findFactor(collections, userId);
  // Also where the same form came twice at once, and the other one used the code.
  return after !== null && isRepeated(after) ? shown(after, use !== 'accepted') : 'code-wrong';
}

/** Whether the authenticator is at hand, before something else that needs it; the same form again needs no other code. */
export async function proveFactor(
  parts: Parts,
  userId: string,
  { code, form }: { readonly code: string; readonly form: string },
): Promise<'accepted' | 'code-wrong' | 'none'> {
  const { collections, now } = parts;
  const found = await findFactor(collections, userId);
  if (found === null || found.verified === false) return 'none';
  const isProven = (row: AuthRow | null) => row?.provenForm === form && isPending(row.provenUntil, now());
  if (isProven(found)) return 'accepted';
  const provenUntil = new Date(now() + REPEATED_MS).toISOString();
  await useCode(parts, userId, code, now(), (row) => ({ ...row, provenForm: form, provenUntil }));
  return isProven(await findFactor(collections, userId)) ? 'accepted' : 'code-wrong';
}

/** A code of the authenticator, or a backup code where that is lost. */
function useEither(parts: Parts, userId: string, code: string, also: AlsoChanged): Promise<CodeUse> {
  return /^\d{6}$/.test(code)
    ? useCode(parts, userId, code, parts.now(), also)
    : useBackupCode(parts, userId, code, also);
}

function isPending(until: unknown, now: number): boolean {
  return typeof until === 'string' && now < Date.parse(until);
}

async function emailOf({ collections }: Parts, userId: string): Promise<string> {
  const user = await collections.find('users', userId);
  return user === null ? '' : String(readAuthRow(user).email);
}
