import { orNull } from '#core/asn1/malformed.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { RevocationReason } from '#core/revocation/crl.ts';
import type { RevocationNote } from '#core/revocation/odd-entries.ts';
import { revocationAt } from '#core/revocation/revocation-at.ts';
import type { RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { revokedBy } from '#core/revocation/revocation-statement.ts';
import { buildChain, type ChainResult } from '#core/x509/build-chain.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import {
  type CertificateJudgement,
  type CertificateQuestion,
  refusedChain,
  type TimeProofs,
  unjudged,
} from './certificate-judgement.ts';
import { concludeLimits } from './conclude-limits.ts';
import { controlTimeLimits, type Limit, type PathLink } from './control-time.ts';
import { subjectText } from './judge-path.ts';
import { pinnedLink } from './pinned-link.ts';
import type { RevocationEvidence, SignerTrust, ValidationResult } from './validation.ts';

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
  const { certificate: signer, others, anchors, pinned, named, purpose } = question;
  const at = new Date(readCertificate(signer).notBefore).toISOString();
  const then = await buildChain({ signer, others, anchors, pinned, barred: named, purpose, at });
  return then.kind === 'trusted' ? { ...present, hasPathEnded: true } : refusedChain(then);
}

/**
 * A key that the trust list names and does not rely on signs nothing, under whichever certificate. One that is pinned keeps
 * its place, like a CA that is suspended: the trust list says of it what it is.
 */
function barredSigner({ certificate, barred, pinned }: CertificateQuestion): CertificateJudgement | null {
  if (pinned.some((der) => equalBytes(der, certificate))) return null;
  const signer = orNull(() => readCertificate(certificate));
  if (signer === null || !barred.some((der) => readCertificate(der).publicKey.identity === signer.publicKey.identity))
    return null;
  return refusedChain({ kind: 'chain-invalid', problem: 'key-barred', detail: `key-barred: ${subjectText(signer)}` });
}

async function judgeAt(question: CertificateQuestion, at: number): Promise<CertificateJudgement> {
  const { certificate: signer, anchors, pinned, named, purpose } = question;
  let others = question.others;
  let first: CertificateJudgement | null = null;
  for (let tried = 0; tried < MAX_PATHS; tried += 1) {
    const request = { signer, others, anchors, pinned, barred: named, purpose, at: new Date(at).toISOString() };
    const chain = await buildChain(request);
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
type IssuedLink = PathLink & { readonly issuer: Certificate };
type Judged = { readonly judgement: CertificateJudgement; readonly decisive: number | null };

async function judgePathInTime(question: CertificateQuestion, chain: Trusted): Promise<Judged> {
  const { knowledge, proofs } = question;
  const path = chain.path.map(readCertificate);
  const [signer, anchor] = [path[0], path.at(-1)];
  if (signer === undefined || anchor === undefined) throw new Error('a path without ends');
  const isPinned = path.length === 1;
  const links = await linksOf(isPinned ? await pinnedLink(signer, question.others) : path, knowledge, proofs);
  const known = controlTimeLimits(links, anchor, proofs.now);
  const limits = isPinned ? known.filter(isAgainstPinned) : known;
  const moment = Math.min(proofs.provenAt ?? proofs.now, proofs.now);
  const claimedAt = believedTime(limits, proofs);
  const failing = limits.filter((limit) => limit.until < momentFor(limit, { moment, claimedAt }));
  const { result, decisive } = concludeLimits(failing, {
    isEarly: (proofs.claimedAt ?? moment) < signer.notBefore,
    madeAfter: proofs.madeAfter,
    isGoodAt: (at) => limits.every((limit) => limit.kind === 'expired' || at <= limit.until),
  });
  const said = revocationAt(links[decisive?.depth ?? 0]?.statements ?? [], { moment, now: proofs.now });
  const spoken = isPinned && said.kind === 'unknown' ? ({ kind: 'pinned' } as const) : said;
  return {
    judgement: {
      ...result,
      trust: trustOf(result),
      chain,
      revocation: revocationOf(failing, spoken),
      goodUntil: goodUntilOf(limits, proofs.now),
      notes: await notesOf(path, knowledge),
      hasPathEnded: false,
      subjects: links.map(({ certificate, issuer }) => ({ certificate: certificate.der, issuer: issuer.der })),
    },
    decisive: decisive?.depth ?? null,
  };
}

/**
 * What is pinned needs nobody to say that it is good (ETSI EN 319 102-1, 5.2.6.4: a trust anchor is not asked about), but
 * its issuer may say that it no longer is.
 */
function isAgainstPinned({ kind, depth }: Limit): boolean {
  return depth === 0 && (kind === 'revoked' || kind === 'held' || kind === 'expired');
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
): Promise<readonly IssuedLink[]> {
  return Promise.all(
    path.slice(0, -1).map(async (certificate, depth) => {
      const issuer = path[depth + 1] as Certificate;
      const statements = await knowledge.about(certificate, issuer);
      const held = statements.map((statement) => ({ ...statement, knownSince: knownSince(statement.layer) }));
      return { certificate, issuer, statements: held };
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
