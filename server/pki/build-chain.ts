import type { IsoInstant } from '../domain/calendar.ts';
import { judgeAlgorithm } from './algorithm-policy.ts';
import { equalBytes, hex } from './bytes.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { judgePath, type PathProblem, type PathQuestion, subjectText } from './judge-path.ts';
import { MalformedError } from './malformed.ts';
import { signatureScheme } from './signature-scheme.ts';
import type { PathPurpose } from './usage.ts';
import { verifySignature } from './verify-signature.ts';

export type ChainRequest = {
  /** DER. */
  readonly signer: Uint8Array;
  /** DER of certificates that may lie between, in any order; what cannot be read is passed over. */
  readonly others: readonly Uint8Array[];
  /** DER of the trusted CAs. Throws `certificate-malformed` for one that cannot be read. */
  readonly anchors: readonly Uint8Array[];
  /** When the CAs must have been valid. */
  readonly at: IsoInstant;
  /** What the certificate at its end must be for; to seal documents unless given. */
  readonly purpose?: PathPurpose;
};

export type ChainResult =
  /** `path` in DER, signer first, anchor last; `anchor` is its index in the request. */
  | { readonly kind: 'trusted'; readonly path: readonly Uint8Array[]; readonly anchor: number }
  /** No signatures lead from the signer to an anchor's key. */
  | { readonly kind: 'unknown-signer' }
  /** They do, but every such path breaks a rule; the first one found is named. */
  | { readonly kind: 'chain-invalid'; readonly problem: PathProblem; readonly detail: string };

const MAX_PATH = 6;
const MAX_OTHERS = 20;
const MAX_VERIFICATIONS = 40;

type Broken = Extract<ChainResult, { kind: 'chain-invalid' }>;
type Search = {
  readonly anchors: readonly Certificate[];
  readonly others: readonly Certificate[];
  readonly question: PathQuestion;
  verifications: number;
  broken: Broken | null;
};

/**
 * Looks for a path from the signer to an anchor (RFC 5280 §6.1), trying the alternatives. An anchor is its key: a CA of
 * the same name with another key leads nowhere. Bounded in depth, candidates and signature checks; beyond them the
 * signer counts as unknown.
 */
export async function buildChain(request: ChainRequest): Promise<ChainResult> {
  const anchors = request.anchors.map(readCertificate);
  const signer = readOrNull(request.signer);
  if (signer === null)
    return { kind: 'chain-invalid', problem: 'certificate-malformed', detail: 'certificate-malformed' };
  const others = readOthers(request.others, anchors);
  const question = { at: Date.parse(request.at), purpose: request.purpose ?? 'sealing' };
  const search: Search = { anchors, others, question, verifications: 0, broken: null };
  const found = await extend(search, [signer]);
  return found ?? search.broken ?? { kind: 'unknown-signer' };
}

/** Bounded, each once, and without those that hold an anchor's key: for them the trust list's own copy speaks. */
function readOthers(others: readonly Uint8Array[], anchors: readonly Certificate[]): readonly Certificate[] {
  const seen = new Set(anchors.map(({ publicKey }) => hex(publicKey.spki)));
  return others.slice(0, MAX_OTHERS).flatMap((der) => {
    const certificate = readOrNull(der);
    if (certificate === null || seen.has(hex(certificate.publicKey.spki)) || seen.has(hex(der))) return [];
    seen.add(hex(der));
    return [certificate];
  });
}

function readOrNull(der: Uint8Array): Certificate | null {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** Goes on from the last certificate of a path, anchors first, then depth first through the others. */
async function extend(search: Search, path: readonly Certificate[]): Promise<ChainResult | null> {
  const last = path.at(-1);
  if (last === undefined || path.length >= MAX_PATH) return null;
  for (const [index, anchor] of search.anchors.entries()) {
    if (!(await isIssuedBy(search, last, anchor))) continue;
    const result = arrive(search, [...path, anchor], index);
    if (result !== null) return result;
  }
  for (const candidate of search.others) {
    if (path.includes(candidate) || !(await isIssuedBy(search, last, candidate))) continue;
    const result = await extend(search, [...path, candidate]);
    if (result !== null) return result;
  }
  return null;
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
async function isIssuedBy(search: Search, certificate: Certificate, issuer: Certificate): Promise<boolean> {
  if (!equalBytes(certificate.issuer, issuer.subject) || search.verifications >= MAX_VERIFICATIONS) return false;
  search.verifications += 1;
  const scheme = schemeOf(certificate);
  if (scheme === null) return false;
  const { policy, name } = judgeAlgorithm(scheme, issuer.publicKey);
  const verified = await verifySignature(scheme, issuer.publicKey, certificate.signed, certificate.signature);
  if (!verified || policy === 'accepted' || policy === 'legacy') return verified;
  const detail = `algorithm-refused: ${name} on ${subjectText(certificate)}`;
  search.broken ??= { kind: 'chain-invalid', problem: 'algorithm-refused', detail };
  return false;
}

function schemeOf(certificate: Certificate): ReturnType<typeof signatureScheme> | null {
  try {
    return signatureScheme(certificate.signatureAlgorithm, null);
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
