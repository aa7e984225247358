import { type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';
import { type Result, refuse, succeed } from '#core/confirmation/errors.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import { keyStanding } from '#core/confirmation/rules/key-standing.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import { anchoredIdentity } from '../proofs/anchored-identity.ts';
import { keyOf } from '../proofs/validation-anchors.ts';
import { identityProblem } from './identity-problem.ts';

/** What the trust list says of a manufacturer, and the path from its certificate to the anchor: DER, signer first. */
export type Voucher = { readonly manufacturer: TrustedManufacturer; readonly path: readonly Uint8Array[] };

type SignerCertificates = { readonly signer: Uint8Array; readonly others: readonly Uint8Array[] };

/**
 * Asks the trust list as a verifier will: the first path that holds, to an anchor in force that vouches for this very
 * manufacturer today, and by whose convention the certificate names it, character for character. Refused with a code for each
 * way in which what is sealed now would not be valid: `certificate-not-trusted`, those of `identityProblem`, `anchor-suspended`, `anchor-not-in-force`, `manufacturer-not-vouched-for`,
 * `manufacturer-suspended`.
 */
export async function findVoucher(
  trustList: TrustList,
  { signer, others }: SignerCertificates,
  manufacturer: Manufacturer,
  at: IsoInstant,
): Promise<Result<Voucher>> {
  const known = await trustList.anchors();
  const anchors = known.filter(({ manufacturers }) => manufacturers.length > 0);
  const derOf = ({ certificate }: TrustAnchor) => certificate;
  const pinned = anchors.filter((anchor) => anchor.pinned === true).map(derOf);
  const chain = { signer, others, anchors: anchors.map(derOf), pinned, barred: known.map(derOf), at };
  const found = await buildChain(chain);
  if (found.kind !== 'trusted')
    return refuse('certificate-not-trusted', { detail: found.kind === 'chain-invalid' ? found.detail : found.kind });
  const anchor = anchors[found.anchor] as TrustAnchor;
  const ofItsKey = anchors.filter((other) => keyOf(other) === keyOf(anchor));
  const problem = identityProblem(anchoredIdentity(anchor, signer), manufacturer);
  if (problem !== null) return { ok: false, problem };
  const entry = vouchedFor(anchor, ofItsKey, manufacturer, at);
  return entry.ok ? succeed({ manufacturer: entry.value, path: found.path }) : entry;
}

function vouchedFor(
  anchor: TrustAnchor,
  ofItsKey: readonly TrustAnchor[],
  manufacturer: Manufacturer,
  at: IsoInstant,
): Result<TrustedManufacturer> {
  const { code, nameZh, uscc } = manufacturer;
  const data = { anchor: anchor.id, manufacturer: nameZh, code };
  const { standing, manufacturer: entry } = keyStanding(ofItsKey, uscc, at);
  if (standing === 'suspended') return refuse('anchor-suspended', data);
  if (standing === 'not-in-force') return refuse('anchor-not-in-force', data);
  if (entry === null || entry.code !== code || !isListed(entry, nameZh, shanghaiDate(at)))
    return refuse('manufacturer-not-vouched-for', data);
  return entry.status === 'suspended' ? refuse('manufacturer-suspended', data) : succeed(entry);
}
