import { equalBytes } from '#core/bytes/bytes.ts';
import { NO_MATERIAL } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { GivenList } from '../../ports/revocation-lists.ts';
import type { OnListNotes, RevocationSource } from '../../ports/revocation-source.ts';
import type { SharedRecords } from '../../ports/shared-records.ts';
import { createStoreAsker } from './ask-quickly.ts';
import { createListReader } from './given-lists.ts';

/** With more lists than this not all of them count as at hand: each reading would have to look through all. */
const MAX_KEPT = 8;

/**
 * The revocation lists that operators gave, found by their issuer's name, newest first, as they are in the store when they
 * are asked for. Whether one is genuine is for `revocationStatus` to judge. Each is read once. Throws where the store cannot be
 * asked: what it holds could revoke, so that nothing can be said without it.
 */
export function openListSource(shared: Pick<SharedRecords, 'view'>, onNotes: OnListNotes = () => {}): RevocationSource {
  const read = createListReader();
  const told = new WeakSet<GivenList>();
  const tell = (list: GivenList) => {
    if (list.notes.length > 0 && !told.has(list)) onNotes(list.name, list.notes);
    told.add(list);
  };
  const view = shared.view('revocation-lists', (records) => {
    const lists = read(records);
    for (const list of lists) tell(list);
    return lists.toSorted((a, b) => Date.parse(b.thisUpdate) - Date.parse(a.thisUpdate));
  });
  const ask = createStoreAsker();
  return {
    kept: async () => atHand(await ask(view)),
    find: async ({ issuer }) => {
      const { subject } = readCertificate(issuer);
      const lists = await ask(view);
      return { crls: lists.filter(({ issuerName }) => equalBytes(issuerName, subject)).map(derOf), ocsps: [] };
    },
  };
}

/** All lists; where they are many the newest of each scope; where these are many, none. */
function atHand(lists: readonly GivenList[]) {
  if (lists.length <= MAX_KEPT) return { crls: lists.map(derOf), ocsps: [] };
  const newest = lists.filter((list, index) => lists.findIndex(({ scope }) => scope === list.scope) === index);
  return newest.length > MAX_KEPT ? NO_MATERIAL : { crls: newest.map(derOf), ocsps: [] };
}

function derOf({ der }: GivenList): Uint8Array {
  return der;
}
