import { octetKey } from '#core/bytes/bytes.ts';
import { openRevocationKnowledge, type RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { barredCertificates } from './barred-certificates.ts';
import type { CertificateJudgement } from './certificate-judgement.ts';
import { judgeCertificate } from './judge-certificate.ts';
import { coveredLayer } from './layers.ts';
import { materialLevel } from './material-level.ts';
import type {
  LayeredObject,
  PathPurpose,
  RevocationSubject,
  SignedItem,
  SignerJudgement,
  ValidationAnchor,
  ValidationContext,
  ValidationData,
} from './validation.ts';

/** A time-stamp that is itself good: everything up to `layer` existed at `by`, and not all of it before `after`. In ms. */
type Proof = { readonly layer: number; readonly by: number; readonly after: number };

type Session = {
  readonly data: ValidationData;
  readonly knowledge: RevocationKnowledge;
  readonly anchors: readonly ValidationAnchor[];
  readonly now: number;
};

/**
 * Judges the signers of a file (ETSI EN 319 102-1, 5.5 and 5.6): the document time-stamps first, the latest before those
 * that it covers, since it proves when they existed; then each signature by what is proven of it. A claimed time proves
 * nothing, nor does a time-stamp whose authority no anchor vouches for.
 */
export async function judgeSignatures(
  data: ValidationData,
  { anchors, at, found }: ValidationContext,
): Promise<readonly SignerJudgement[]> {
  const outside = (ders: readonly Uint8Array[]): readonly LayeredObject[] => ders.map((der) => ({ der, layer: null }));
  const knowledge = openRevocationKnowledge({
    barred: barredCertificates(anchors),
    anchors: anchors.filter(({ isBarred }) => isBarred !== true).map(({ certificate }) => certificate),
    certificates: [...data.certificates, ...data.items.flatMap(certificatesOf)],
    // What was asked for comes first: nothing that a file brings may crowd it out.
    crls: [...outside(found.crls), ...data.crls],
    ocsps: [...outside(found.ocsps), ...data.ocsps],
  });
  const session: Session = { data, knowledge, anchors, now: Date.parse(at) };
  const proofs: Proof[] = [];
  const judged = new Map<SignedItem, CertificateJudgement>();
  const stamps = data.items.filter(({ kind }) => kind === 'timestamp').sort((a, b) => b.layer - a.layer);
  for (const stamp of stamps) {
    const judgement = await judgeStamp(session, stamp, proofs);
    judged.set(stamp, judgement);
    if (judgement.trust === 'trusted' && stamp.sound) proofs.push(proofOf(stamp));
  }
  return Promise.all(data.items.map((item) => judgeItem(session, item, { proofs, known: judged.get(item) ?? null })));
}

async function judgeItem(
  session: Session,
  item: SignedItem,
  { proofs, known }: { readonly proofs: readonly Proof[]; readonly known: CertificateJudgement | null },
): Promise<SignerJudgement> {
  const stamps = await Promise.all(item.stamps.map((stamp) => judgeStamp(session, stamp, proofs)));
  const own = item.stamps
    .filter((stamp, index) => stamp.sound && stamps[index]?.trust === 'trusted')
    // A stamp on a signature proves the signature, and what that signs.
    .map((stamp): Proof => ({ ...proofOf(stamp), layer: item.layer }));
  const all = [...proofs, ...own];
  const judgement = known ?? (await judgeSigned(session, item, { proofs: all, purpose: 'sealing' }));
  const by = provenBy(all, item.layer);
  const { level, embeddedRevocation } = await materialLevel(session, item);
  const { indication, subIndication, trust, chain, revocation, hasPathEnded } = judgement;
  return {
    indication,
    subIndication,
    trust,
    path: pathOf(session, judgement, item),
    pathProblem: chain.kind === 'chain-invalid' ? chain.detail : null,
    hasPathEnded,
    revocation,
    goodUntil: judgement.goodUntil === null ? null : new Date(judgement.goodUntil).toISOString(),
    revocationNotes: judgement.notes,
    provenAt: by === null ? null : new Date(Math.min(by, session.now)).toISOString(),
    level,
    embeddedRevocation,
    subjects: subjectsOf([judgement, ...stamps]),
  };
}

/**
 * A time-stamp proves nothing that a later one over it contradicts, or that lies in the future (5.5.4), or before its
 * authority's certificate was made.
 */
async function judgeStamp(
  session: Session,
  stamp: SignedItem,
  proofs: readonly Proof[],
): Promise<CertificateJudgement> {
  const judgement = await judgeSigned(session, stamp, { proofs, purpose: 'time-stamping' });
  if (stamp.time === null || judgement.trust !== 'trusted') return judgement;
  const { genTime, accuracy } = stamp.time;
  if (genTime + accuracy < readCertificate(stamp.certificates[0] ?? new Uint8Array()).notBefore) {
    return { ...judgement, trust: 'untrusted', indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' };
  }
  if (genTime - accuracy <= (provenBy(proofs, stamp.layer) ?? session.now)) return judgement;
  return { ...judgement, trust: 'untrusted', indication: 'INDETERMINATE', subIndication: 'TIMESTAMP_ORDER_FAILURE' };
}

function judgeSigned(
  { data, knowledge, anchors, now }: Session,
  item: SignedItem,
  { proofs, purpose }: { readonly proofs: readonly Proof[]; readonly purpose: PathPurpose },
): Promise<CertificateJudgement> {
  const [certificate = new Uint8Array(), ...others] = item.certificates;
  const madeAfter = proofs.filter(({ layer }) => layer < coveredLayer(item)).map(({ after }) => after);
  const relied = anchors.filter(({ purposes }) => purposes.includes(purpose));
  return judgeCertificate({
    certificate,
    others: [...others, ...data.certificates],
    anchors: relied.map((anchor) => anchor.certificate),
    pinned: relied.filter(({ isPinned }) => isPinned === true).map((anchor) => anchor.certificate),
    named: anchors.map((anchor) => anchor.certificate),
    barred: barredCertificates(anchors),
    purpose,
    knowledge,
    proofs: {
      now,
      provenAt: provenBy(proofs, item.layer),
      madeAfter: madeAfter.length === 0 ? null : Math.max(...madeAfter),
      claimedAt: item.time?.genTime ?? null,
      // What lies in the file is here now, whenever a time-stamp says that it was.
      knownSince: (layer) => Math.min(now, layer === null ? now : (provenBy(proofs, layer) ?? now)),
    },
  });
}

function certificatesOf({ certificates, stamps }: SignedItem): readonly Uint8Array[] {
  return [...certificates, ...stamps.flatMap(certificatesOf)];
}

function proofOf(stamp: SignedItem): Proof {
  const { genTime, accuracy } = stamp.time ?? { genTime: Number.POSITIVE_INFINITY, accuracy: 0 };
  return { layer: coveredLayer(stamp), by: genTime + accuracy, after: genTime - accuracy };
}

/** The earliest moment at which something of that layer is proven to have existed, in ms. */
function provenBy(proofs: readonly Proof[], layer: number): number | null {
  const covering = proofs.filter((proof) => proof.layer >= layer).map(({ by }) => by);
  return covering.length === 0 ? null : Math.min(...covering);
}

function pathOf({ anchors }: Session, { chain }: CertificateJudgement, { kind }: SignedItem): SignerJudgement['path'] {
  if (chain.kind !== 'trusted') return null;
  const purpose = kind === 'signature' ? 'sealing' : 'time-stamping';
  const indexes = anchors.flatMap(({ purposes }, index) => (purposes.includes(purpose) ? [index] : []));
  const anchor = indexes[chain.anchor];
  return anchor === undefined ? null : { anchor, certificates: chain.path };
}

function subjectsOf(judgements: readonly CertificateJudgement[]): readonly RevocationSubject[] {
  const subjects = new Map<string, RevocationSubject>();
  for (const subject of judgements.flatMap((judgement) => judgement.subjects))
    subjects.set(octetKey(subject.certificate), subject);
  return [...subjects.values()];
}
