import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { RevocationReason } from '#core/revocation/crl.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import { revocationAt } from '#core/revocation/revocation-at.ts';
import type { RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { revokedBy } from '#core/revocation/revocation-statement.ts';
import { buildChain, type ChainResult } from '#core/x509/build-chain.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { concludeLimits } from './conclude-limits.ts';
import { controlTimeLimits, type Limit, type PathLink } from './control-time.ts';
import { subjectText } from './judge-path.ts';
import type { PathPurpose, RevocationEvidence, SignerTrust, SubIndication, ValidationResult } from './validation.ts';

/** What is known of when a signature was made. Moments in ms since the epoch. */
export type TimeProofs = {
  readonly now: number;
  /** By then it existed: the best proof; null where nothing proves more than the present. */
  readonly provenAt: number | null;
  /** For a time-stamp the time that it gives itself (RFC 3161 genTime); null for all else. */
  readonly claimedAt: number | null;
  /** By then it did not exist yet; null where nothing says so. */
  readonly madeAfter: number | null;
  /** Since when an object of a layer is proven to have existed; the present for null. */
  readonly knownSince: (layer: number | null) => number;
};

export type CertificateQuestion = {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER of certificates that may lie between. */
  readonly others: readonly Uint8Array[];
  /** DER of the anchors for this purpose. */
  readonly anchors: readonly Uint8Array[];
  /** DER of all that the trust list names: their keys stand nowhere below an anchor. */
  readonly named: readonly Uint8Array[];
  /** DER of those among them that are not relied on: their keys sign nothing either. */
  readonly barred: readonly Uint8Array[];
  readonly purpose: PathPurpose;
  readonly knowledge: RevocationKnowledge;
  readonly proofs: TimeProofs;
};

export type CertificateJudgement = ValidationResult & {
  readonly trust: SignerTrust;
  readonly chain: ChainResult;
  /** Of the path as a whole, whatever else speaks against it: of the certificate that decides, else of the signer's. */
  readonly revocation: RevocationEvidence;
  /** The last moment (ms) for which the whole path is proven not to be revoked; null where nothing proves that of any. */
  readonly goodUntil: number | null;
  /** The odd entries of the lists that its issuers signed: each once, no more than a few. */
  readonly notes: readonly RevocationNote[];
  /** Where no path holds: whether one did when the certificate was made, and only the end of a CA is against it now. */
  readonly hasPathEnded: boolean;
};

/** How many paths are tried: others may lead past a CA that was revoked or has ended. */
const MAX_PATHS = 4;

/**
 * Judges a certificate for the moment at which its signature is proven to have existed, else for the present: a path to
 * an anchor, then its revocation and validity with the control time sliding back (ETSI EN 319 102-1, 5.2.6, 5.5 and 5.6).
 * Where the present refuses the path for its time alone, the proven moment is asked. Never throws for what is in the
 * certificates, but `certificate-malformed` for an anchor that is none.
 */
export async function judgeCertificate(question: CertificateQuestion): Promise<CertificateJudgement> {
  if (question.anchors.length === 0) {
    return { ...unjudged('NO_CERTIFICATE_CHAIN_FOUND', { kind: 'unknown-signer' }), trust: 'unknown' };
  }
  const { now, provenAt } = question.proofs;
  const barred = barredSigner(question);
  if (barred !== null) return barred;
  const present = await judgeAt(question, now);
  if (present.trust === 'trusted' || present.chain.kind !== 'chain-invalid') return present;
  const past = provenAt === null ? null : await judgeAt(question, provenAt);
  if (past?.chain.kind === 'trusted') return past;
  return present.chain.problem === 'ca-expired' ? atItsBeginning(question, present) : present;
}

/** Nothing but time speaks against a path that held when the certificate was made; of any other, what was wrong then is told. */
async function atItsBeginning(
  question: CertificateQuestion,
  present: CertificateJudgement,
): Promise<CertificateJudgement> {
  const { certificate: signer, others, anchors, named, purpose } = question;
  const at = new Date(readCertificate(signer).notBefore).toISOString();
  const then = await buildChain({ signer, others, anchors, barred: named, purpose, at });
  return then.kind === 'trusted' ? { ...present, hasPathEnded: true } : refusedChain(then);
}

/** A key that the trust list names and does not rely on signs nothing, under whichever certificate. */
function barredSigner({ certificate, barred }: CertificateQuestion): CertificateJudgement | null {
  const signer = orNull(() => readCertificate(certificate));
  if (signer === null || !barred.some((der) => readCertificate(der).publicKey.identity === signer.publicKey.identity))
    return null;
  return refusedChain({ kind: 'chain-invalid', problem: 'key-barred', detail: `key-barred: ${subjectText(signer)}` });
}

async function judgeAt(question: CertificateQuestion, at: number): Promise<CertificateJudgement> {
  const { certificate: signer, anchors, named, purpose } = question;
  let others = question.others;
  let first: CertificateJudgement | null = null;
  for (let tried = 0; tried < MAX_PATHS; tried += 1) {
    const chain = await buildChain({ signer, others, anchors, barred: named, purpose, at: new Date(at).toISOString() });
    if (chain.kind !== 'trusted') return first ?? refusedChain(chain);
    const { judgement, decisive } = await judgePathInTime(question, chain);
    first ??= judgement;
    if (judgement.trust === 'trusted') return judgement;
    const between = chain.path.slice(1, -1)[(decisive ?? 0) - 1];
    if (between === undefined) return first;
    others = others.filter((der) => !equalBytes(der, between));
  }
  return first ?? refusedChain({ kind: 'unknown-signer' });
}

type Trusted = Extract<ChainResult, { kind: 'trusted' }>;
type Judged = { readonly judgement: CertificateJudgement; readonly decisive: number | null };

async function judgePathInTime(question: CertificateQuestion, chain: Trusted): Promise<Judged> {
  const { knowledge, proofs } = question;
  const path = chain.path.map(readCertificate);
  const [signer, anchor] = [path[0], path.at(-1)];
  if (signer === undefined || anchor === undefined) throw new Error('a path without ends');
  const links = await linksOf(path, knowledge, proofs);
  const limits = controlTimeLimits(links, anchor, proofs.now);
  const moment = Math.min(proofs.provenAt ?? proofs.now, proofs.now);
  const claimedAt = believedTime(limits, proofs);
  const failing = limits.filter((limit) => limit.until < momentFor(limit, { moment, claimedAt }));
  const { result, decisive } = concludeLimits(failing, {
    isEarly: (proofs.claimedAt ?? moment) < signer.notBefore,
    madeAfter: proofs.madeAfter,
    isGoodAt: (at) => limits.every((limit) => limit.kind === 'expired' || at <= limit.until),
  });
  const spoken = revocationAt(links[decisive?.depth ?? 0]?.statements ?? [], { moment, now: proofs.now });
  return {
    judgement: {
      ...result,
      trust: trustOf(result),
      chain,
      revocation: revocationOf(failing, spoken),
      goodUntil: goodUntilOf(limits, proofs.now),
      notes: await notesOf(path, knowledge),
      hasPathEnded: false,
    },
    decisive: decisive?.depth ?? null,
  };
}

/** Reasons for which an authority stops that leave alone what it stamped before (RFC 3161 §4.1). */
const WITHOUT_SUSPICION: ReadonlySet<RevocationReason> = new Set([
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
]);

/**
 * The moment that a limit is held against. An authority that merely stopped (RFC 3161 §4.1) had its key alone up to then:
 * what its stamp says of the time is believed against that end, and against the lack of news after it.
 */
function momentFor(
  { kind, depth }: Limit,
  { moment, claimedAt }: { readonly moment: number; readonly claimedAt: number | null },
): number {
  const concerns = depth === 0 && (kind === 'revoked' || kind === 'stale');
  return concerns && claimedAt !== null ? Math.min(claimedAt, moment) : moment;
}

/** The time that a stamp gives, where its authority was revoked for no reason that casts doubt on what it said before; else null. */
function believedTime(limits: readonly Limit[], { claimedAt }: TimeProofs): number | null {
  const revocations = limits.filter(({ kind, depth }) => kind === 'revoked' && depth === 0);
  const isUnsuspicious = revocations.every(({ reason }) => reason !== null && WITHOUT_SUSPICION.has(reason));
  return revocations.length > 0 && isUnsuspicious ? claimedAt : null;
}

function linksOf(
  path: readonly Certificate[],
  knowledge: RevocationKnowledge,
  { knownSince }: TimeProofs,
): Promise<readonly PathLink[]> {
  return Promise.all(
    path.slice(0, -1).map(async (certificate, depth) => {
      const statements = await knowledge.about(certificate, path[depth + 1] as Certificate);
      const held = statements.map((statement) => ({ ...statement, knownSince: knownSince(statement.layer) }));
      return { certificate, statements: held };
    }),
  );
}

/** Odd entries that are told of one path. */
const MAX_NOTES = 16;

async function notesOf(
  path: readonly Certificate[],
  knowledge: RevocationKnowledge,
): Promise<readonly RevocationNote[]> {
  const told = (await Promise.all(path.slice(1).map((issuer) => knowledge.notes(issuer)))).flat();
  const distinct = new Map(told.map((note) => [`${note.code} ${note.serial}`, note]));
  return [...distinct.values()].slice(0, MAX_NOTES);
}

function trustOf({ indication, subIndication }: ValidationResult): SignerTrust {
  if (indication === 'TOTAL-PASSED') return 'trusted';
  return subIndication === 'TRY_LATER' || subIndication === 'NO_POE' ? 'unknown' : 'untrusted';
}

/** What is known of the path's revocation: that a certificate of it has ended neither hides nor replaces it. */
function revocationOf(failing: readonly Limit[], spoken: RevocationEvidence): RevocationEvidence {
  const having = (...kinds: readonly Limit['kind'][]) => failing.find(({ kind }) => kinds.includes(kind));
  const revoked = having('revoked');
  if (revoked !== undefined)
    return revokedBy({ revokedAt: revoked.until + 1, reason: revoked.reason ?? 'unspecified' });
  if (having('held') !== undefined) return { kind: 'unknown', detail: 'certificate-on-hold' };
  if (having('unproven') !== undefined) return { kind: 'unknown', detail: 'revocation-unproven' };
  if (having('unknown', 'stale') === undefined) return spoken;
  return spoken.kind === 'unknown' ? spoken : { kind: 'unknown', detail: 'no-revocation-data' };
}

function goodUntilOf(limits: readonly Limit[], now: number): number | null {
  const until = Math.min(now, ...limits.filter(({ kind }) => kind !== 'expired').map((limit) => limit.until));
  return until === Number.NEGATIVE_INFINITY ? null : until;
}

const SUB_INDICATIONS: Partial<Readonly<Record<string, SubIndication>>> = {
  'key-usage': 'CHAIN_CONSTRAINTS_FAILURE',
  'extended-key-usage': 'CHAIN_CONSTRAINTS_FAILURE',
  'signer-is-ca': 'CHAIN_CONSTRAINTS_FAILURE',
  'algorithm-refused': 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
};

function refusedChain(chain: Exclude<ChainResult, Trusted>): CertificateJudgement {
  if (chain.kind === 'unknown-signer') return unjudged('NO_CERTIFICATE_CHAIN_FOUND', chain);
  return unjudged(SUB_INDICATIONS[chain.problem] ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE', chain);
}

function unjudged(subIndication: SubIndication, chain: ChainResult): CertificateJudgement {
  return {
    indication: 'INDETERMINATE',
    subIndication,
    trust: 'untrusted',
    chain,
    revocation: { kind: 'not-asked' },
    goodUntil: null,
    notes: [],
    hasPathEnded: false,
  };
}
