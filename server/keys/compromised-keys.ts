import { keyIdentity } from '#core/x509/public-key.ts';
import type { CompromisedKeys } from '../ports/compromised-keys.ts';
import { keyIndexVersion, readKeyIndex } from './key-index.ts';

/**
 * The compromised keys that the index of a folder names. Where it has a key twice, the earlier instant counts. A changed
 * index is seen at the next question; throws for one that cannot be read.
 */
export function openCompromisedKeys(folder: string): CompromisedKeys {
  let version = '';
  let since: ReadonlyMap<string, string> = new Map();
  return {
    since: async (publicKey) => {
      const current = keyIndexVersion(folder);
      if (current !== version) {
        since = readCompromises(folder);
        version = current;
      }
      return since.get(keyIdentity(publicKey)) ?? null;
    },
  };
}

/** By the identity of the key, the instant since when it is compromised. */
function readCompromises(folder: string): ReadonlyMap<string, string> {
  const since = new Map<string, string>();
  for (const { publicKey, compromisedSince } of readKeyIndex(folder)) {
    if (compromisedSince === null) continue;
    const key = keyIdentity(Buffer.from(publicKey, 'base64'));
    const known = since.get(key);
    if (known === undefined || Date.parse(compromisedSince) < Date.parse(known)) since.set(key, compromisedSince);
  }
  return since;
}
