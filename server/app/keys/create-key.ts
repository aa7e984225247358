import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import type { KeyRecord, NewKey } from '../../ports/key-ledger.ts';
import type { KeyDependencies } from './change-key.ts';

export type KeyWish = Omit<NewKey, 'subject'>;

/** A new key, and the request for its certificate in DER (PKCS#10). */
export type RequestedKey = { readonly record: KeyRecord; readonly request: Uint8Array };

/**
 * Makes a key at its source, or takes over one that is there, and the request by which the manufacturer has a
 * certification authority certify it: under the name and code by which the Announcement lists it. Throws where the
 * source fails.
 */
export async function createKey(deps: KeyDependencies, wish: KeyWish, by: string): Promise<Result<RequestedKey>> {
  const manufacturer = await deps.directory.manufacturer(wish.manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const { nameZh, nameEn, uscc } = manufacturer;
  const at = deps.clock.now();
  if (!isListed(manufacturer, nameZh, shanghaiDate(at))) return refuse('manufacturer-not-listed', { name: nameZh });
  const subject = { organization: nameZh, uscc, commonName: `${nameEn} – after-sales seal` };
  const created = await deps.ledger.create({ ...wish, subject });
  switch (created.kind) {
    case 'id-taken':
      return refuse('key-id-taken', { key: wish.keyId });
    case 'source-unknown':
      return refuse('key-source-unknown', { source: wish.source });
    case 'source-of-another':
      return refuse('key-source-of-another', { source: wish.source });
    case 'created':
      await deps.auditLog.append({ at, by, action: 'key-created', number: null, detail: detailOf(created.record) });
      return succeed({ record: created.record, request: created.request });
  }
}

function detailOf({ keyId, manufacturerId, source, algorithm }: KeyRecord) {
  return { keyId, manufacturer: manufacturerId, source, algorithm };
}
