import type { RecordedEntry } from '../../model/access/audit-entry.ts';
import type { KeyLedger, KeyRecord, KeyState } from '../../ports/key-ledger.ts';
import { SIGNING_ALGORITHMS } from '../../ports/signing-keys.ts';

/** What ended a key, and where it stands then. A step that leads back to signing is left to the operator. */
const ENDED: Readonly<Record<string, KeyState>> = { 'suspend-key': 'suspended', 'retire-key': 'retired' };

/** Ends again the keys that were ended since: of several steps of one key the last counts, but a compromise is for ever. */
export async function replayKeys(
  ledger: Pick<KeyLedger, 'change' | 'ban'>,
  entries: readonly RecordedEntry[],
): Promise<void> {
  const ofKeys = entries.filter(({ phase, subject }) => phase === 'succeeded' && subject.kind === 'key');
  const compromised = ofKeys.filter(({ action }) => action === 'mark-key-compromised');
  const last = new Map(ofKeys.map(({ subject, action }) => [subject.id, ENDED[action]]));
  await ledger.change((records) => {
    const save = records.flatMap((record) => {
      const changed = replayed(record, last.get(record.keyId), earliest(record.keyId, compromised));
      return changed === null ? [] : [changed];
    });
    return { save, answer: null };
  });
  for (const { subject, stream, detail } of compromised) {
    const { publicKey, since, algorithm } = detail;
    const known = SIGNING_ALGORITHMS.find((name) => name === algorithm);
    if (publicKey === undefined || since === undefined || known === undefined) continue;
    // Made after the moment of the backup: its private half is not here, but what others sign with it must not be good.
    await ledger.ban({
      keyId: subject.id,
      manufacturerId: stream.replace(/^manufacturer:/, ''),
      algorithm: known,
      publicKey,
      compromisedSince: since,
    });
  }
}

/** The earliest instant since when it is compromised, as far as those entries say. */
function earliest(keyId: string, compromised: readonly RecordedEntry[]): string | null {
  const since = compromised.filter(({ subject }) => subject.id === keyId).map(({ detail }) => detail.since ?? '');
  return since.toSorted().at(0) || null;
}

function replayed(record: KeyRecord, ended: KeyState | undefined, since: string | null): KeyRecord | null {
  if (since !== null) {
    const known = record.compromisedSince;
    const compromisedSince = known !== null && Date.parse(known) < Date.parse(since) ? known : since;
    return { ...record, state: 'compromised', compromisedSince };
  }
  const isEnding = ended !== undefined && record.state !== 'compromised';
  return isEnding ? { ...record, state: ended } : null;
}
