import { shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import {
  ETSI_ORGANIZATION,
  type IdentityConvention,
  SHIPPED_CONVENTIONS,
  shippedConvention,
} from '#core/x509/identity/identity-convention.ts';
import { requestedSubject } from '#core/x509/identity/requested-subject.ts';
import type { Actor } from '../../model/access/actor.ts';
import { manufacturerStream } from '../../model/access/audit-entry.ts';
import type { KeyRecord, NewKey } from '../../ports/key-ledger.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { authorize, perform } from '../access/act.ts';
import { type KeyDependencies, keySubject } from './change-key.ts';

export type KeyWish = Omit<NewKey, 'subject'> & {
  /** How the CA names a company: a shipped convention, or that of an anchor; ours where left out. */
  readonly identity?: { readonly convention: string } | { readonly anchor: string };
};

export type CreateDependencies = KeyDependencies & { readonly trustList: TrustList };

/** A new key, and the request for its certificate in DER (PKCS#10). */
export type RequestedKey = { readonly record: KeyRecord; readonly request: Uint8Array };

/**
 * Makes a key at its source, or takes over one that is there, and the request by which the manufacturer has a
 * certification authority certify it: under the name and code by which the Announcement lists it, said as that authority
 * says them. Throws where the source fails.
 */
export async function createKey(deps: CreateDependencies, wish: KeyWish, actor: Actor): Promise<Result<RequestedKey>> {
  const subject = keySubject(wish.keyId);
  const permitted = await authorize(deps, actor, 'create-key', subject);
  if (!permitted.ok) return permitted;
  const manufacturer = await deps.directory.manufacturer(wish.manufacturerId);
  if (manufacturer === null) return refuse('manufacturer-unknown');
  const { nameZh, nameEn, uscc } = manufacturer;
  const at = deps.clock.now();
  if (!isListed(manufacturer, nameZh, shanghaiDate(at))) return refuse('manufacturer-not-listed', { name: nameZh });
  const { identity, ...key } = wish;
  const convention = await wantedConvention(deps.trustList, identity);
  if (!convention.ok) return convention;
  const holder = requestedSubject(convention.value, { name: nameZh, uscc }, `${nameEn} – after-sales seal`);
  const { algorithm, source } = wish;
  const stream = manufacturerStream(manufacturer.id);
  return perform(deps, { stream, actor, action: 'create-key', subject, detail: { source, algorithm } }, () =>
    createAtSource(deps, { ...key, subject: holder }),
  );
}

async function wantedConvention(
  trustList: TrustList,
  wanted: KeyWish['identity'],
): Promise<Result<IdentityConvention>> {
  if (wanted === undefined) return succeed(ETSI_ORGANIZATION);
  if ('convention' in wanted) {
    const shipped = shippedConvention(wanted.convention);
    const known = SHIPPED_CONVENTIONS.map(({ id }) => id).join(', ');
    return shipped === null
      ? refuse('identity-convention-unknown', { convention: wanted.convention.slice(0, 100), known })
      : succeed(shipped);
  }
  const anchor = (await trustList.anchors()).find(({ id }) => id === wanted.anchor);
  if (anchor === undefined) return refuse('anchor-unknown', { anchor: wanted.anchor.slice(0, 100) });
  return succeed(anchor.identity ?? ETSI_ORGANIZATION);
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
