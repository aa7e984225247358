import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import type { BannedKey, CreatedKey, KeyLedger, KeyRecord, NewKey } from '../ports/key-ledger.ts';
import { StoreConflict } from '../ports/store-conflict.ts';
import { certificationRequest } from './certification-request.ts';
import { isBannedBy, type KeyEntry, readKeyIndex, underKeyIndexLock, writeKeyIndex } from './key-index.ts';
import { FILE_SOURCE, type KeySources } from './key-sources.ts';

/** The ledger of keys in the index of a folder. Every change is made under a lock, and one atomic write. */
export function openKeyLedger(folder: string, sources: KeySources): KeyLedger {
  return {
    list: async () => readKeyIndex(folder).map(recordOf),
    create: (key) => underKeyIndexLock(folder, () => createKey(folder, sources, key)),
    change: (decide) =>
      underKeyIndexLock(folder, async () => {
        const entries = readKeyIndex(folder);
        const { save, answer } = decide(entries.map(recordOf));
        if (save.length > 0) writeKeyIndex(folder, replaced(entries, save));
        return answer;
      }),
    ban: (key) => underKeyIndexLock(folder, async () => banKey(folder, key)),
  };
}

/** Its place names a file that is not there: it never signs. */
function banKey(folder: string, key: BannedKey): void {
  const entries = readKeyIndex(folder);
  if (entries.some(({ keyId }) => keyId === key.keyId)) return;
  const place = { kind: 'file', file: `${key.keyId}.lost` } as const;
  writeKeyIndex(folder, [...entries, { ...key, place, certificate: null, chain: [], state: 'compromised' }]);
}

async function createKey(folder: string, sources: KeySources, wish: NewKey): Promise<CreatedKey> {
  const { keyId, manufacturerId, algorithm, existing, subject } = wish;
  const entries = readKeyIndex(folder);
  if (entries.some((entry) => entry.keyId === keyId)) return { kind: 'id-taken' };
  const found = sources.named(wish.source);
  if (found === null) return { kind: 'source-unknown' };
  if (found.manufacturerId !== null && found.manufacturerId !== manufacturerId) return { kind: 'source-of-another' };
  const { place, key } = await found.source.create({ keyId, algorithm, existing });
  if (isBannedBy(entries, key.publicKey)) return { kind: 'banned' };
  const request = await certificationRequest(key, algorithm, subject);
  const publicKey = Buffer.from(key.publicKey).toString('base64');
  const base = { keyId, manufacturerId, algorithm, place, publicKey };
  const entry: KeyEntry = { ...base, certificate: null, chain: [], state: 'requested', compromisedSince: null };
  writeKeyIndex(folder, [...entries, entry]);
  return { kind: 'created', record: recordOf(entry), request };
}

function recordOf(entry: KeyEntry): KeyRecord {
  const { keyId, manufacturerId, algorithm, place, state, compromisedSince } = entry;
  const [certificate = null] = certificatesOfPem(entry.certificate ?? '');
  return {
    ...{ keyId, manufacturerId, algorithm, state, compromisedSince, certificate },
    source: place.kind === 'file' ? FILE_SOURCE : place.source,
    publicKey: new Uint8Array(Buffer.from(entry.publicKey, 'base64')),
    chain: entry.chain.flatMap(certificatesOfPem),
  };
}

/** Only what changes in the life of a key is taken over: its place and its public half stay, and its rank among the keys. */
function replaced(entries: readonly KeyEntry[], records: readonly KeyRecord[]): readonly KeyEntry[] {
  const unknown = records.find((record) => entries.every(({ keyId }) => keyId !== record.keyId));
  if (unknown !== undefined) throw new StoreConflict('constraint-violated', `there is no key ${unknown.keyId}`);
  return entries.map((entry) => {
    const record = records.find(({ keyId }) => keyId === entry.keyId);
    if (record === undefined) return entry;
    const { state, compromisedSince, certificate } = record;
    const pem = certificate === null ? null : certificatePem(certificate);
    return { ...entry, state, compromisedSince, certificate: pem, chain: record.chain.map(certificatePem) };
  });
}
