import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { KeyRecord, NewKey } from '../../ports/key-ledger.ts';
import { authorize, perform } from '../access/act.ts';
import { type KeyDependencies, keySubject } from './change-key.ts';

export type KeyWish = Omit<NewKey, 'subject'>;

/** A new key, and the request for its certificate in DER (PKCS#10). */
export type RequestedKey = { readonly record: KeyRecord; readonly request: Uint8Array };

/**
 * Makes a key at its source, or takes over one that is there, and the request by which the manufacturer has a
 * certification authority certify it: under the name and code by which the Announcement lists it. Throws where the
 * source fails.
 */
export async function createKey(deps: KeyDependencies, wish: KeyWish, actor: Actor): Promise<Result<RequestedKey>> {
  const subject = keySubject(wish.keyId);
  const permitted = await authorize(deps, actor, 'create-key', subject);
  if (!permitted.ok) return permitted;
  const manufacturer = await deps.directory.manufacturer(wish.manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const { nameZh, nameEn, uscc } = manufacturer;
  const at = deps.clock.now();
  if (!isListed(manufacturer, nameZh, shanghaiDate(at))) return refuse('manufacturer-not-listed', { name: nameZh });
  const holder = { organization: nameZh, uscc, commonName: `${nameEn} – after-sales seal` };
  const { algorithm, source } = wish;
  const stream = manufacturerStream(manufacturer.id);
  return perform(deps, { stream, actor, action: 'create-key', subject, detail: { source, algorithm } }, () =>
    createAtSource(deps, { ...wish, subject: holder }),
  );
}

async function createAtSource({ ledger }: KeyDependencies, key: NewKey): Promise<Result<RequestedKey>> {
  const created = await ledger.create(key);
  switch (created.kind) {
    case 'id-taken':
      return refuse('key-id-taken', { key: key.keyId });
    case 'source-unknown':
      return refuse('key-source-unknown', { source: key.source });
    case 'source-of-another':
      return refuse('key-source-of-another', { source: key.source });
    case 'banned':
      return refuse('key-banned', { key: key.keyId });
    case 'created':
      return succeed({ record: created.record, request: created.request });
  }
}
