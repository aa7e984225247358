import { equalBytes } from '../pki/bytes.ts';
import type { CompromisedKeys } from '../ports/compromised-keys.ts';
import type { KeyLedger } from '../ports/key-ledger.ts';

/** The compromised keys of a ledger. Where it has a key twice, the earlier instant counts. */
export function openCompromisedKeys(ledger: Pick<KeyLedger, 'list'>): CompromisedKeys {
  return {
    since: async (publicKey) => {
      const records = (await ledger.list()).filter((record) => equalBytes(record.publicKey, publicKey));
      const instants = records.flatMap(({ compromisedSince }) => (compromisedSince === null ? [] : [compromisedSince]));
      const [first = null] = instants.sort((a, b) => Date.parse(a) - Date.parse(b));
      return first;
    },
  };
}
