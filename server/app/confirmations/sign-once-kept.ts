import type { Journal } from '../../ports/journal.ts';
import type { SigningKey } from '../../ports/signing-keys.ts';

/**
 * The key, which signs only once everything that the audit log tells by now, such as the number that was reserved, is kept
 * outside the store. That begins here, while the document is still to be typeset. Where it fails the key is not asked, and
 * its fault is thrown in place of the signature.
 */
export function signOnceKept(journal: Pick<Journal, 'keep'> | undefined, key: SigningKey): SigningKey {
  const kept = journal?.keep();
  // A document that is refused before it is signed waits for nothing.
  kept?.catch(() => undefined);
  return {
    ...key,
    sign: async (prepared) => {
      await kept;
      return key.sign(prepared);
    },
  };
}
