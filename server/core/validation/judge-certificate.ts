import { equalBytes } from '#core/bytes/bytes.ts';
import { revocationAt } from '#core/revocation/revocation-at.ts';
import type { RevocationKnowledge } from '#core/revocation/revocation-knowledge.ts';
import { buildChain, type ChainResult } from '#core/x509/build-chain.ts';
import { type Certificate, readCertificate } from '#core/x509/certificate.ts';
import { controlTimeLimits, type Limit, type PathLink } from './control-time.ts';
import type { PathPurpose, RevocationEvidence, SignerTrust, SubIndication, ValidationResult } from './validation.ts';

/** What is known of when a signature was made. Moments in ms since the epoch. */
export type TimeProofs = {
  readonly now: number;
  /** By then it existed: the best proof; null where nothing proves more than the present. */
  readonly provenAt: number | null;
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
  readonly purpose: PathPurpose;
  readonly knowledge: RevocationKnowledge;
  readonly proofs: TimeProofs;
};

export type CertificateJudgement = ValidationResult & {
  readonly trust: SignerTrust;
  readonly chain: ChainResult;
  /** Of the certificate in the path that decides; of the signer's where all is good. */
  readonly revocation: RevocationEvidence;
  /** Where no path holds: whether one did when the certificate was made, and only the end of a CA is against it now. */
  readonly hasPathEnded: boolean;
};

/** How many paths are tried: others may lead past a CA that was revoked or has ended. */
const MOST_PATHS = 4;

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
  const { certificate: signer, others, anchors, purpose } = question;
  const at = new Date(readCertificate(signer).notBefore).toISOString();
  const then = await buildChain({ signer, others, anchors, purpose, at });
  return then.kind === 'trusted' ? { ...present, hasPathEnded: true } : refusedChain(then);
}

async function judgeAt(question: CertificateQuestion, at: number): Promise<CertificateJudgement> {
  const { certificate: signer, anchors, purpose } = question;
  let others = question.others;
  let first: CertificateJudgement | null = null;
  for (let tried = 0; tried < MOST_PATHS; tried += 1) {
    const chain = await buildChain({ signer, others, anchors, purpose, at: new Date(at).toISOString() });
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

async function judgePathInTime({ knowledge, proofs }: CertificateQuestion, chain: Trusted): Promise<Judged> {
  const path = chain.path.map(readCertificate);
  const [signer, anchor] = [path[0], path.at(-1)];
  if (signer === undefined || anchor === undefined) throw new Error('a path without ends');
  const links = await linksOf(path, knowledge, proofs);
  const moment = proofs.provenAt ?? proofs.now;
  const failing = controlTimeLimits(links, anchor, proofs.now).filter(({ until }) => until < moment);
  const decisive = ORDER.map((kind) => failing.find((limit) => limit.kind === kind)).find(Boolean) ?? null;
  const revocation = revocationAt(links[decisive?.depth ?? 0]?.statements ?? [], { moment, now: proofs.now });
  const result = resultOf(decisive, { signer, moment, madeAfter: proofs.madeAfter, revocation });
  return {
    judgement: {
      ...result,
      trust: trustOf(result),
      chain,
      revocation: consistent(revocation, decisive),
      hasPathEnded: false,
    },
    decisive: decisive?.depth ?? null,
  };
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

/** What decides where several things do: what is certain before what could not be learnt. */
const ORDER: readonly Limit['kind'][] = ['revoked', 'expired', 'unproven', 'unknown', 'stale'];

const UNLEARNT = { unproven: 'NO_POE', unknown: 'TRY_LATER', stale: 'TRY_LATER' } as const;

type Moment = {
  readonly signer: Certificate;
  readonly moment: number;
  readonly madeAfter: number | null;
  readonly revocation: RevocationEvidence;
};

function resultOf(limit: Limit | null, { signer, moment, madeAfter, revocation }: Moment): ValidationResult {
  if (moment < signer.notBefore) return { indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' };
  if (limit === null) return { indication: 'TOTAL-PASSED', subIndication: null };
  const isSigners = limit.depth === 0;
  const certainlyAfter = isSigners && madeAfter !== null && madeAfter > limit.until;
  if (limit.kind === 'revoked') {
    if (certainlyAfter) return { indication: 'TOTAL-FAILED', subIndication: 'REVOKED' };
    return { indication: 'INDETERMINATE', subIndication: isSigners ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE' };
  }
  if (limit.kind !== 'expired') return { indication: 'INDETERMINATE', subIndication: UNLEARNT[limit.kind] };
  if (certainlyAfter) return { indication: 'TOTAL-FAILED', subIndication: 'EXPIRED' };
  const notRevoked = isSigners && revocation.kind === 'good';
  return {
    indication: 'INDETERMINATE',
    subIndication: notRevoked ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE',
  };
}

function trustOf({ indication, subIndication }: ValidationResult): SignerTrust {
  if (indication === 'TOTAL-PASSED') return 'trusted';
  return subIndication === 'TRY_LATER' || subIndication === 'NO_POE' ? 'unknown' : 'untrusted';
}

/** What is not proven to have been said in time is not told as good. */
function consistent(revocation: RevocationEvidence, limit: Limit | null): RevocationEvidence {
  if (revocation.kind !== 'good' || limit === null || limit.kind === 'expired') return revocation;
  return { kind: 'unknown', detail: limit.kind === 'unproven' ? 'revocation-unproven' : 'no-revocation-data' };
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
    hasPathEnded: false,
  };
}
