import { MalformedError, orNull } from '#core/asn1/malformed.ts';
import { equalBytes, octetKey } from '#core/bytes/bytes.ts';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { judgePath, type PathProblem, type PathQuestion, subjectText } from '#core/validation/judge-path.ts';
import type { PathPurpose } from '#core/validation/validation.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { authorityKeyIdentifier, subjectKeyIdentifier } from './extensions.ts';
import { signatureScheme } from './signature-scheme.ts';
import { verifySignature } from './verify-signature.ts';

export type ChainRequest = {
  /** DER. */
  readonly signer: Uint8Array;
  /** DER of certificates that may lie between, in any order; what cannot be read is passed over. */
  readonly others: readonly Uint8Array[];
  /** DER of the trusted CAs. Throws `certificate-malformed` for one that cannot be read. */
  readonly anchors: readonly Uint8Array[];
  /** DER of those among them that are no CAs but the certificates of signers: each answers for itself, to seal documents. */
  readonly pinned?: readonly Uint8Array[];
  /**
   * DER of certificates whose keys may stand nowhere below an anchor: all that the trust list names, whatever it relies on
   * them for. What cannot be read is passed over.
   */
  readonly barred?: readonly Uint8Array[];
  /** When the CAs must have been valid. */
  readonly at: IsoInstant;
  /** What the certificate at its end must be for; to seal documents unless given. */
  readonly purpose?: PathPurpose;
};

export type ChainResult =
  /** `path` in DER, signer first, anchor last: one certificate where it is pinned. `anchor` is its index in the request. */
  | { readonly kind: 'trusted'; readonly path: readonly Uint8Array[]; readonly anchor: number }
  /** No signatures lead from the signer to an anchor's key. */
  | { readonly kind: 'unknown-signer' }
  /** They do, but every such path breaks a rule; the first one found is named. */
  | { readonly kind: 'chain-invalid'; readonly problem: PathProblem; readonly detail: string };

const MAX_PATH = 6;
const MAX_OTHERS = 20;
const MAX_VERIFICATIONS = 60;
/** Paths that are tried: a maze of CAs that certify one another has more than anyone can walk. */
const MAX_STEPS = 400;

type Broken = Extract<ChainResult, { kind: 'chain-invalid' }>;
type Search = {
  readonly anchors: readonly Certificate[];
  readonly pinned: readonly Uint8Array[];
  readonly others: readonly Certificate[];
  readonly question: PathQuestion;
  /** Whether one certificate is signed with another's key, by both: each pair is asked once. */
  readonly issued: Map<Certificate, Map<Certificate, Promise<boolean>>>;
  verifications: number;
  steps: number;
  broken: Broken | null;
};

/**
 * Looks for a path from the signer to an anchor (RFC 5280 §6.1), trying the alternatives (RFC 4158): several issuers of
 * one name or key, cross-certificates, CAs re-issued. The first path without a problem counts. An anchor is its key: a CA
 * of the same name with another key leads nowhere, and what the trust list says about a key (its dates, its constraints)
 * cannot be gone around by another certificate for that key. Bounded in depth, candidates, steps and signature checks;
 * beyond them the signer counts as unknown.
 */
export async function buildChain(request: ChainRequest): Promise<ChainResult> {
  const anchors = request.anchors.map(readCertificate);
  const signer = orNull(() => readCertificate(request.signer));
  if (signer === null)
    return { kind: 'chain-invalid', problem: 'certificate-malformed', detail: 'certificate-malformed' };
  const question = { at: Date.parse(request.at), purpose: request.purpose ?? 'sealing' };
  const others = inForceFirst(readOthers(request.others, barredKeys(request, anchors)), question.at);
  const { pinned = [] } = request;
  const search: Search = {
    anchors,
    pinned,
    others,
    question,
    issued: new Map(),
    verifications: 0,
    steps: 0,
    broken: null,
  };
  const own = pinnedChain(search, signer);
  if (own !== null) return own;
  const found = await extend(search, [signer]);
  return found ?? search.broken ?? { kind: 'unknown-signer' };
}

/**
 * A key that is pinned leads nowhere else: the certificate in the trust list decides when and for what it is good, so another
 * for the same key does not count.
 */
function pinnedChain(search: Search, signer: Certificate): ChainResult | null {
  const { anchors, question } = search;
  const ofItsKey = anchors.filter((one) => isOwn(search, one) && one.publicKey.identity === signer.publicKey.identity);
  if (ofItsKey.length === 0 || question.purpose !== 'sealing') return null;
  const index = anchors.findIndex((one) => isOwn(search, one) && equalBytes(one.der, signer.der));
  if (index !== -1) return arrive(search, [signer], index) ?? search.broken;
  const detail = `pinned-certificate-differs: ${subjectText(signer)}`;
  return { kind: 'chain-invalid', problem: 'pinned-certificate-differs', detail };
}

/** For an anchor's key the trust list's own certificate decides, also where that says that the key is not relied on. */
function barredKeys({ barred = [] }: ChainRequest, anchors: readonly Certificate[]): ReadonlySet<string> {
  const named = barred.flatMap((der) => orNull(() => readCertificate(der)) ?? []);
  return new Set([...anchors, ...named].map(({ publicKey }) => publicKey.identity));
}

/** Bounded, each once, and without those that hold a barred key. */
function readOthers(others: readonly Uint8Array[], barred: ReadonlySet<string>): readonly Certificate[] {
  const seen = new Set<string>();
  return others.slice(0, MAX_OTHERS).flatMap((der) => {
    const certificate = orNull(() => readCertificate(der));
    if (certificate === null || barred.has(certificate.publicKey.identity) || seen.has(octetKey(der))) return [];
    seen.add(octetKey(der));
    return [certificate];
  });
}

/** Those in force, the longest-lived first: what is tried first is found within the bounds. */
function inForceFirst(others: readonly Certificate[], at: number): readonly Certificate[] {
  const isInForce = ({ notBefore, notAfter }: Certificate) => Number(notBefore <= at && at <= notAfter);
  return others.toSorted((a, b) => isInForce(b) - isInForce(a) || b.notAfter - a.notAfter);
}

/** Goes on from the last certificate of a path, anchors first, then depth first through the others. */
async function extend(search: Search, path: readonly Certificate[]): Promise<ChainResult | null> {
  const last = path.at(-1);
  if (last === undefined || path.length >= MAX_PATH || search.steps >= MAX_STEPS) return null;
  search.steps += 1;
  for (const [index, anchor] of search.anchors.entries()) {
    if (isOwn(search, anchor) || !(await isIssuedBy(search, last, anchor))) continue;
    const result = arrive(search, [...path, anchor], index);
    if (result !== null) return result;
  }
  for (const candidate of likeliestFirst(search.others, last)) {
    if (isIn(path, candidate) || !(await isIssuedBy(search, last, candidate))) continue;
    const result = await extend(search, [...path, candidate]);
    if (result !== null) return result;
  }
  return null;
}

/** What is pinned is the end of a path of its own, and issues nothing. */
function isOwn({ pinned }: Search, { der }: Certificate): boolean {
  return pinned.some((one) => equalBytes(one, der));
}

/** Key identifiers are a hint and prove nothing (RFC 4158 §3.5.12): they decide only what is tried first. */
function likeliestFirst(others: readonly Certificate[], certificate: Certificate): readonly Certificate[] {
  const wanted = authorityKeyIdentifier(certificate.extensions);
  if (wanted === null) return others;
  const isHinted = ({ extensions }: Certificate) => Number(isSameKey(subjectKeyIdentifier(extensions), wanted));
  return others.toSorted((a, b) => isHinted(b) - isHinted(a));
}

function isSameKey(given: Uint8Array | null, wanted: Uint8Array): boolean {
  return given !== null && equalBytes(given, wanted);
}

/** A CA comes up once in a path, under whichever of its certificates: its name with its key (RFC 4158 §2.4.2). */
function isIn(path: readonly Certificate[], { subject, publicKey }: Certificate): boolean {
  return path.some((other) => equalBytes(other.subject, subject) && other.publicKey.identity === publicKey.identity);
}

function arrive(search: Search, path: readonly Certificate[], anchor: number): ChainResult | null {
  const finding = judgeOrMalformed(path, search.question);
  if (finding === null) return { kind: 'trusted', path: path.map(({ der }) => der), anchor };
  search.broken ??= { kind: 'chain-invalid', ...finding };
  return null;
}

function judgeOrMalformed(path: readonly Certificate[], question: PathQuestion): ReturnType<typeof judgePath> {
  try {
    return judgePath(path, question);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { problem: 'certificate-malformed', detail: error.message };
  }
}

/** The names chain and the signature verifies with an algorithm that the policy admits. */
function isIssuedBy(search: Search, certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const asked = search.issued.get(certificate) ?? new Map<Certificate, Promise<boolean>>();
  search.issued.set(certificate, asked);
  const answer = asked.get(issuer) ?? verifyIssue(search, certificate, issuer);
  asked.set(issuer, answer);
  return answer;
}

async function verifyIssue(search: Search, certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equalBytes(certificate.issuer, issuer.subject) || search.verifications >= MAX_VERIFICATIONS) return false;
  search.verifications += 1;
  const scheme = orNull(() => signatureScheme(certificate.signatureAlgorithm, null));
  if (scheme === null) return false;
  const { policy, name } = judgeAlgorithm(scheme, issuer.publicKey);
  const verified = await verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature);
  if (verified !== true || policy === 'accepted' || policy === 'legacy') return verified === true;
  const detail = `algorithm-refused: ${name} on ${subjectText(certificate)}`;
  search.broken ??= { kind: 'chain-invalid', problem: 'algorithm-refused', detail };
  return false;
}
