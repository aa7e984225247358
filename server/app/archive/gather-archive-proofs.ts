import { distinctOctets } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { NO_PROOFS, type SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { currentStatement } from '#core/revocation/current-statement.ts';
import {
  type KnownStatement,
  openRevocationKnowledge,
  type RevocationKnowledge,
} from '#core/revocation/revocation-knowledge.ts';
import type { LayeredObject, RevocationMaterial, SignedItem, ValidationData } from '#core/validation/validation.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';
import type { TimeStamps } from '../../ports/time-stamps.ts';
import type { TrustList } from '../../ports/trust-list.ts';
import { findRevocation } from '../proofs/find-revocation.ts';
import { joinProofs, subjectsOf } from '../proofs/prove-chain.ts';
import { type TimeStampTrust, timeStampPath, timeStampTrust } from '../proofs/time-stamp-path.ts';
import { type ArchiveBase, type Failure, failure } from './read-archive-base.ts';

export type GatherDependencies = {
  readonly revocation: RevocationSource;
  readonly trustList: TrustList;
  /** Null where no authority is configured. */
  readonly timeStamps: TimeStamps | null;
};

export type GatheredProofs = {
  readonly kind: 'gathered';
  readonly timeStamps: TimeStamps;
  readonly proofs: SealedProofs;
  /** All that is known of the revocation of those concerned. */
  readonly found: RevocationMaterial;
  /** DER of the path of the newest time-stamp; empty where it has none that holds now. */
  readonly newest: readonly Uint8Array[];
  /** What is said of the signer's path, and of that of its newest time-stamp. */
  readonly about: readonly KnownStatement[];
};

/**
 * Gathers, now, what proves good the signer, the newest time-stamp, and the authority that will stamp next: each
 * certificate of their paths, and the newest list or answer in force about it. All of it must be had, but for the signer's
 * where a copy holds it already: her certificate may have ended, and her authority too.
 */
export async function gatherArchiveProofs(
  deps: GatherDependencies,
  base: ArchiveBase,
): Promise<GatheredProofs | Failure> {
  const { revocation, trustList, timeStamps } = deps;
  const { judgement, document, context } = base;
  if (timeStamps === null) return failure('time-stamp-unavailable', 'no authority is configured');
  const trust = timeStampTrust(await trustList.anchors(), context.at);
  const next = await timeStampPath(await timeStamps.certificates(), trust, context.at);
  if (next === null) return failure('time-stamp-unavailable', 'no authority that the trust list vouches for');
  const newest = await newestPath(document.validation, trust, context.at);
  const more = await findRevocation(revocation, subjectsOf(next), context.at);
  const found = joinMaterial(context.found, more);
  const knowledge = openRevocationKnowledge({ crls: found.crls.map(atHand), ocsps: found.ocsps.map(atHand) });
  const [ofSigner, ofNewest, ofNext] = await Promise.all(
    [judgement.path.certificates, newest, next].map((path) => proofsOf(path, knowledge, Date.parse(context.at))),
  );
  if (ofSigner === undefined || ofNewest === undefined || ofNext === undefined) throw new Error('a path was lost');
  const required = judgement.level === 'B-LTA' ? [ofNewest, ofNext] : [ofSigner, ofNewest, ofNext];
  if (required.some(({ missing }) => missing > 0))
    return failure('revocation-unavailable', 'a certificate of a path has no list or answer in force');
  if (ofNext.about.some(({ revocation }) => revocation !== null))
    return failure('time-stamp-unavailable', 'the authority is revoked');
  const proofs = joinProofs([ofSigner, ofNewest, ofNext].map((one) => one.proofs));
  return { kind: 'gathered', timeStamps, proofs, found, newest, about: [...ofSigner.about, ...ofNewest.about] };
}

/** What is at hand lies in no layer of a file. */
const atHand = (der: Uint8Array): LayeredObject => ({ der, layer: null });

/** DER of the path of the newest time-stamp to an anchor; empty where it has none that holds now. */
export async function newestPath(
  { items, certificates }: ValidationData,
  trust: TimeStampTrust,
  at: IsoInstant,
): Promise<readonly Uint8Array[]> {
  const stamp = newestStamp(items);
  if (stamp === null) return [];
  return (await timeStampPath([...stamp.certificates, ...certificates], trust, at)) ?? [];
}

/** The time-stamp that proves most: the last over the document, else the signature's own; null for none. */
function newestStamp(items: readonly SignedItem[]): SignedItem | null {
  const [seal] = items;
  const over = items.filter(({ kind, sound }) => kind === 'timestamp' && sound).toSorted((a, b) => b.layer - a.layer);
  return over[0] ?? seal?.stamps.find(({ sound }) => sound) ?? null;
}

type PathProofs = {
  readonly proofs: SealedProofs;
  readonly about: readonly KnownStatement[];
  /** Certificates of which nothing in force is said. */
  readonly missing: number;
};

async function proofsOf(path: readonly Uint8Array[], knowledge: RevocationKnowledge, at: number): Promise<PathProofs> {
  const said = await Promise.all(subjectsOf(path).map((subject) => currentStatement(knowledge, subject, at)));
  const about = said.filter((one) => one !== null);
  const derOf = (kind: KnownStatement['source']) => about.filter((one) => one.source === kind).map(({ der }) => der);
  return {
    proofs: { ...NO_PROOFS, certificates: path, crls: derOf('crl'), ocsps: derOf('ocsp') },
    about,
    missing: said.length - about.length,
  };
}

function joinMaterial(one: RevocationMaterial, other: RevocationMaterial): RevocationMaterial {
  return {
    crls: distinctOctets([...one.crls, ...other.crls]),
    ocsps: distinctOctets([...one.ocsps, ...other.ocsps]),
  };
}
