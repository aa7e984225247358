import { accountsSecretIn, fingerprintOf, makeAccountsSecret, replaceAccountsSecret } from '../accounts/secret-file.ts';
import { enterKeyMark, keyMark } from '../app/accounts/key-mark.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collections } from '../ports/collections.ts';

export type AccountsKeyOptions = {
  readonly file: string;
  readonly collections: Collections;
  readonly clock: Clock;
  /** In ms, a clock that nobody sets. */
  readonly monotonic?: () => number;
};

/** `missing`: the store was used with a key, and here is none. */
export type AccountsKeyStanding = 'same' | 'differs' | 'missing';

export type AccountsKey = {
  /** The secret in `accounts.key`, made where there is none anywhere. Throws `AccountsKeyDiffers` where the store has another one. */
  readonly secret: () => Promise<string>;
  readonly standing: () => Promise<AccountsKeyStanding>;
  /** Makes another one, which the store does not know yet, and gives what `open` opens with it, with its fingerprint. */
  readonly replace: <Opened>(
    open: (secret: string) => Promise<Opened>,
  ) => Promise<Opened & { readonly fingerprint: string }>;
};

/** What is signed or encrypted with the wrong key counts nowhere else, and what the others did counts not here. */
export class AccountsKeyDiffers extends Error {
  readonly code = 'accounts-key-differs';
}

/** How long a key that was compared counts as the right one, in ms: it may be replaced under instances that run. */
const COMPARED_MS = 3_000;

/** `accounts.key` of this instance, held against the one that the store was used with. */
export function openAccountsKey(options: AccountsKeyOptions): AccountsKey {
  const { file, collections, monotonic = () => performance.now() } = options;
  let known: { readonly secret: string; readonly until: number } | null = null;
  return {
    secret: async () => {
      const now = monotonic();
      if (known !== null && now < known.until) return known.secret;
      known = { secret: await comparedSecret(options), until: now + COMPARED_MS };
      return known.secret;
    },
    standing: async () => {
      const mark = await keyMark(collections);
      const secret = accountsSecretIn(file);
      if (mark === null) return 'same';
      if (secret === null) return 'missing';
      return fingerprintOf(secret) === mark ? 'same' : 'differs';
    },
    replace: async (open) => {
      known = null;
      const secret = replaceAccountsSecret(file);
      return { ...(await open(secret)), fingerprint: fingerprintOf(secret) };
    },
  };
}

async function comparedSecret({ file, collections, clock }: AccountsKeyOptions): Promise<string> {
  const found = accountsSecretIn(file);
  if (found === null && (await keyMark(collections)) !== null)
    throw new AccountsKeyDiffers(`${file} is missing: copy the one of another instance, or of a backup`);
  const secret = found ?? makeAccountsSecret(file);
  const mark = await standingMark(collections, fingerprintOf(secret), clock.now());
  if (mark === fingerprintOf(secret)) return secret;
  throw new AccountsKeyDiffers(`${file} is another one than the database was used with: copy that of another instance`);
}

/**
 * A store that cannot be asked, or takes nothing now, is asked or marked with the next comparison: pages that need nobody's account
 * must not end with it, and nobody signs in meanwhile.
 */
async function standingMark(collections: Collections, fingerprint: string, at: string): Promise<string> {
  try {
    return (await keyMark(collections)) ?? (await enterKeyMark(collections, fingerprint, at));
  } catch {
    return fingerprint;
  }
}
