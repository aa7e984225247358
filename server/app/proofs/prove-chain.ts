import { distinctOctets } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { ocspStatus } from '#core/revocation/ocsp-status.ts';
import { revocationStatus } from '#core/revocation/revocation-status.ts';
import type { RevocationEvidence, RevocationSubject } from '#core/validation/validation.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';

/** What is known of a chain before something is sealed with it. */
export type ChainProof =
  | { readonly kind: 'proven'; readonly proofs: SealedProofs }
  | { readonly kind: 'revoked' }
  /** A source could not be reached, or what it gave proves nothing now. The detail is for the log. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/**
 * The lists and answers that prove a chain good at this moment, for each of its certificates but the last. `chain` in
 * DER, the end entity first. A certificate of which no source knows anything has no proof and is no fault.
 */
export async function proveChain(
  source: RevocationSource,
  chain: readonly Uint8Array[],
  at: IsoInstant,
): Promise<ChainProof> {
  const parts = await Promise.all(subjectsOf(chain).map((subject) => proveOne(source, subject, at)));
  const failed = parts.find(({ kind }) => kind === 'revoked') ?? parts.find(({ kind }) => kind === 'unavailable');
  if (failed !== undefined) return failed;
  return { kind: 'proven', proofs: joinProofs([{ certificates: chain, crls: [], ocsps: [] }, ...provenOf(parts)]) };
}

/** Each certificate of a path but the last, with its issuer. */
export function subjectsOf(path: readonly Uint8Array[]): readonly RevocationSubject[] {
  return path.slice(0, -1).map((certificate, index) => ({ certificate, issuer: path[index + 1] as Uint8Array }));
}

function provenOf(parts: readonly ChainProof[]): readonly SealedProofs[] {
  return parts.flatMap((part) => (part.kind === 'proven' ? [part.proofs] : []));
}

async function proveOne(source: RevocationSource, subject: RevocationSubject, at: IsoInstant): Promise<ChainProof> {
  const found = await findOrFault(source, subject, at);
  if ('fault' in found) return { kind: 'unavailable', detail: found.fault };
  const { crls, ocsps } = found;
  if (crls.length + ocsps.length === 0) return { kind: 'proven', proofs: { certificates: [], crls: [], ocsps: [] } };
  const byList = await Promise.all(crls.map((crl) => revocationStatus({ crl, ...subject, at })));
  const byAnswer = await Promise.all(ocsps.map((response) => ocspStatus({ response, ...subject, at })));
  const all = [...byList, ...byAnswer];
  if (all.some(({ kind }) => kind === 'revoked')) return { kind: 'revoked' };
  // An answer is about one certificate, a list about thousands: the answer makes the smaller file.
  const answer = ocsps[byAnswer.findIndex(isGood)];
  if (answer !== undefined) return { kind: 'proven', proofs: { certificates: [], crls: [], ocsps: [answer] } };
  const list = crls[byList.findIndex(isGood)];
  if (list !== undefined) return { kind: 'proven', proofs: { certificates: [], crls: [list], ocsps: [] } };
  return { kind: 'unavailable', detail: all.map((each) => (each.kind === 'unknown' ? each.detail : '')).join(', ') };
}

function isGood({ kind }: RevocationEvidence): boolean {
  return kind === 'good';
}

async function findOrFault(source: RevocationSource, subject: RevocationSubject, at: IsoInstant) {
  try {
    return await source.find({ ...subject, at });
  } catch (fault) {
    return { fault: fault instanceof Error ? fault.message : String(fault) };
  }
}

/** Each object once. */
export function joinProofs(parts: readonly SealedProofs[]): SealedProofs {
  return {
    certificates: distinctOctets(parts.flatMap(({ certificates }) => certificates)),
    crls: distinctOctets(parts.flatMap(({ crls }) => crls)),
    ocsps: distinctOctets(parts.flatMap(({ ocsps }) => ocsps)),
  };
}
