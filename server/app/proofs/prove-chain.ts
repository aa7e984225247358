import { distinctOctets } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type { SealedProofs } from '#core/pdf/additions/unsealed-document.ts';
import { type KnownStatement, openRevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { statementAt } from '#core/revocation/revocation-statement.ts';
import { controlTimeLimits, type HeldStatement, type Limit, type PathLink } from '#core/validation/control-time.ts';
import type { RevocationMaterial, RevocationSubject } from '#core/validation/validation.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import type { RevocationSource } from '../../ports/revocation-source.ts';

/** What is known of a chain before something is sealed with it. */
export type ChainProof =
  /** `unknown`: of so many certificates no source knows anything. */
  | { readonly kind: 'proven'; readonly proofs: SealedProofs; readonly unknown: number }
  /** A certificate of it is revoked or on hold. */
  | { readonly kind: 'revoked' }
  /** A source could not be reached, or what it gave proves nothing now. The detail is for the log. */
  | { readonly kind: 'unavailable'; readonly detail: string };

type Link = Omit<PathLink, 'statements'> & { readonly statements: readonly (HeldStatement & KnownStatement)[] };

/**
 * The lists and answers that prove a chain good at this moment, for each of its certificates but the last, as the judge of
 * a verification will conclude from them: what it would refuse is not sealed. `chain` in DER, the end entity first. A
 * certificate of which no source knows anything has no proof and is no fault here: it is counted. `barred`: DER of anchors
 * whose key may sign nothing, an answer neither.
 */
export async function proveChain(
  source: RevocationSource,
  chain: readonly Uint8Array[],
  at: IsoInstant,
  barred: readonly Uint8Array[] = [],
): Promise<ChainProof> {
  const last = chain.at(-1);
  const subjects = subjectsOf(chain);
  if (last === undefined) return { kind: 'proven', proofs: { certificates: [], crls: [], ocsps: [] }, unknown: 0 };
  const answers = await Promise.all(subjects.map((subject) => findOrFault(source, subject, at)));
  const fault = answers.find((answer) => 'fault' in answer);
  if (fault !== undefined) return { kind: 'unavailable', detail: fault.fault };
  const found = answers.flatMap((answer) => ('fault' in answer ? [] : [answer]));
  const now = Date.parse(at);
  const links = await linksOf(subjects, found, { now, barred });
  const isSpokenOf = ({ depth, kind }: Limit) => kind !== 'unknown' || hasMaterial(found[depth]);
  const failing = controlTimeLimits(links, readCertificate(last), now).filter(
    (limit) => limit.kind !== 'expired' && limit.until < now && isSpokenOf(limit),
  );
  if (failing.some(({ kind }) => kind === 'revoked' || kind === 'held')) return { kind: 'revoked' };
  if (failing.length > 0) return { kind: 'unavailable', detail: failing.map(({ kind }) => kind).join(', ') };
  const proofs = links.flatMap(({ statements }) => proofOf(statements, now));
  const unknown = found.filter((material) => !hasMaterial(material)).length;
  return { kind: 'proven', proofs: joinProofs([{ certificates: chain, crls: [], ocsps: [] }, ...proofs]), unknown };
}

function hasMaterial(material: RevocationMaterial | undefined): boolean {
  return material !== undefined && material.crls.length + material.ocsps.length > 0;
}

function linksOf(
  subjects: readonly RevocationSubject[],
  found: readonly RevocationMaterial[],
  { now, barred }: { readonly now: number; readonly barred: readonly Uint8Array[] },
): Promise<readonly Link[]> {
  const atHand = (der: Uint8Array) => ({ der, layer: null });
  const knowledge = openRevocationKnowledge({
    barred,
    certificates: subjects.flatMap(({ certificate, issuer }) => [certificate, issuer]),
    crls: distinctOctets(found.flatMap(({ crls }) => crls)).map(atHand),
    ocsps: distinctOctets(found.flatMap(({ ocsps }) => ocsps)).map(atHand),
  });
  return Promise.all(
    subjects.map(async (subject) => {
      const certificate = readCertificate(subject.certificate);
      const statements = await knowledge.about(certificate, readCertificate(subject.issuer));
      return { certificate, statements: statements.map((statement) => ({ ...statement, knownSince: now })) };
    }),
  );
}

/** The newest answer that proves the certificate good, else the newest list: an answer is about one certificate, a list about thousands. */
function proofOf(statements: Link['statements'], now: number): readonly SealedProofs[] {
  const good = statements
    .filter((statement) => statementAt(statement, now).kind === 'good')
    .toSorted((a, b) => b.thisUpdate - a.thisUpdate);
  const best = good.find(({ source }) => source === 'ocsp') ?? good[0];
  if (best === undefined) return [];
  return [
    {
      certificates: [],
      crls: best.source === 'crl' ? [best.der] : [],
      ocsps: best.source === 'ocsp' ? [best.der] : [],
    },
  ];
}

/** Each certificate of a path but the last, with its issuer. */
export function subjectsOf(path: readonly Uint8Array[]): readonly RevocationSubject[] {
  return path.slice(0, -1).map((certificate, index) => ({ certificate, issuer: path[index + 1] as Uint8Array }));
}

async function findOrFault(
  source: RevocationSource,
  subject: RevocationSubject,
  at: IsoInstant,
): Promise<RevocationMaterial | { readonly fault: string }> {
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
