import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { keyIdentity } from '#core/x509/public-key.ts';
import type { CompromisedKeys } from '../ports/compromised-keys.ts';
import type { SharedRecord, SharedRecords } from '../ports/shared-records.ts';
import { entriesOf, KEY_RECORDS } from './key-index.ts';

/** The compromised keys that the index names. Where it has a key twice, the earlier instant counts. */
export function openCompromisedKeys(shared: SharedRecords): CompromisedKeys {
  const instants = shared.view(KEY_RECORDS, compromisesOf);
  return {
    known: async () => {
      const known = await instants();
      return { since: (publicKey) => known.get(keyIdentity(publicKey)) ?? null };
    },
  };
}

/** By the identity of the key, the instant since when it is compromised. */
function compromisesOf(records: readonly SharedRecord[]): ReadonlyMap<string, IsoInstant> {
  const since = new Map<string, IsoInstant>();
  for (const { publicKey, compromisedSince } of entriesOf(records)) {
    if (compromisedSince === null) continue;
    const key = keyIdentity(Buffer.from(publicKey, 'base64'));
    const known = since.get(key);
    if (known === undefined || Date.parse(compromisedSince) < Date.parse(known)) since.set(key, compromisedSince);
  }
  return since;
}
