import { certificatePem, certificatesOfPem } from '#core/asn1/pem.ts';
import type { BannedKey, CreatedKey, KeyLedger, KeyRecord, NewKey } from '../ports/key-ledger.ts';
import type { SharedRecords } from '../ports/shared-records.ts';
import { StoreConflict } from '../ports/store-conflict.ts';
import { certificationRequest } from './certification-request.ts';
import { entriesOf, isBannedBy, KEY_RECORDS, type KeyEntry, recordOfEntry } from './key-index.ts';
import { FILE_SOURCE, type KeySources } from './key-sources.ts';

/** The ledger of keys in the records that all instances share. Each change is one of the store: all of it, or nothing. */
export function openKeyLedger(shared: SharedRecords, sources: KeySources): KeyLedger {
  const view = shared.view(KEY_RECORDS, entriesOf);
  return {
    list: async () => (await view()).map(recordOf),
    create: async (wish) => createKey(shared, sources, wish, await view()),
    change: (decide) =>
      shared.change(KEY_RECORDS, (records) => {
        const stored = entriesOf(records);
        const { save, entries = [], answer } = decide(stored.map(recordOf));
        return { put: changedEntries(stored, save).map(recordOfEntry), remove: [], entries, answer };
      }),
    ban: (key) => banKey(shared, key),
  };
}

/** Its place names a file that is not there: it never signs. */
function banKey(shared: SharedRecords, key: BannedKey): Promise<void> {
  return shared.change(KEY_RECORDS, (records) => {
    if (records.some(({ name }) => name === key.keyId)) return { put: [], remove: [], answer: undefined };
    const place = { kind: 'file', file: `${key.keyId}.lost` } as const;
    const banned: KeyEntry = { ...key, place, certificate: null, chain: [], state: 'compromised' };
    return { put: [recordOfEntry(banned)], remove: [], answer: undefined };
  });
}

/** What was made at the source for an id that another instance took meanwhile is not used. */
async function createKey(
  shared: SharedRecords,
  sources: KeySources,
  wish: NewKey,
  known: readonly KeyEntry[],
): Promise<CreatedKey> {
  const { keyId, manufacturerId, algorithm, existing, subject } = wish;
  if (known.some((entry) => entry.keyId === keyId)) return { kind: 'id-taken' };
  const found = sources.named(wish.source);
  if (found === null) return { kind: 'source-unknown' };
  if (found.manufacturerId !== null && found.manufacturerId !== manufacturerId) return { kind: 'source-of-another' };
  const { place, key } = await found.source.create({ keyId, algorithm, existing });
  if (isBannedBy(known, key.publicKey)) return { kind: 'banned' };
  const request = await certificationRequest(key, algorithm, subject);
  const publicKey = Buffer.from(key.publicKey).toString('base64');
  const base = { keyId, manufacturerId, algorithm, place, publicKey };
  const entry: KeyEntry = { ...base, certificate: null, chain: [], state: 'requested', compromisedSince: null };
  return shared.change<CreatedKey>(KEY_RECORDS, (records) => {
    const stored = entriesOf(records);
    const refused = (kind: 'id-taken' | 'banned') => ({ put: [], remove: [], answer: { kind } });
    if (stored.some((other) => other.keyId === keyId)) return refused('id-taken');
    if (isBannedBy(stored, key.publicKey)) return refused('banned');
    return { put: [recordOfEntry(entry)], remove: [], answer: { kind: 'created', record: recordOf(entry), request } };
  });
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
function changedEntries(entries: readonly KeyEntry[], records: readonly KeyRecord[]): readonly KeyEntry[] {
  return records.map((record) => {
    const entry = entries.find(({ keyId }) => keyId === record.keyId);
    if (entry === undefined) throw new StoreConflict('constraint-violated', `there is no key ${record.keyId}`);
    const { state, compromisedSince, certificate } = record;
    const pem = certificate === null ? null : certificatePem(certificate);
    return { ...entry, state, compromisedSince, certificate: pem, chain: record.chain.map(certificatePem) };
  });
}
