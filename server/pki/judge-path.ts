import { equalBytes } from './bytes.ts';
import type { Certificate } from './certificate.ts';
import { basicConstraints, mayBeUsedFor, unknownCritical } from './extensions.ts';
import { readAs } from './malformed.ts';
import { nameText } from './names.ts';
import { OID } from './oids.ts';
import { endProblem, leavesRoomFor, type PathPurpose, type UsageProblem } from './usage.ts';

/** What breaks a path whose signatures all verify. */
export type PathProblem =
  | UsageProblem
  | 'algorithm-refused'
  | 'not-a-ca'
  | 'ca-key-usage'
  | 'ca-expired'
  | 'ca-not-yet-valid'
  | 'path-too-long'
  | 'unknown-critical-extension'
  | 'name-constraints'
  | 'certificate-malformed';

/**
 * Extensions that are processed here, or whose processing asks nothing of a relying party that sets no policies
 * (RFC 5280 §6.1.1 with user-initial-policy-set any-policy). A critical one outside this list refuses the path.
 */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.subjectKeyIdentifier,
  OID.authorityKeyIdentifier,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.crlDistributionPoints,
  OID.certificatePolicies,
]);

/** What a path must be good for, and when its CAs must have been in force (ms since the epoch). */
export type PathQuestion = { readonly at: number; readonly purpose: PathPurpose };

type Finding = { readonly problem: PathProblem; readonly certificate: Certificate };

/**
 * The rules of RFC 5280 §6.1 for a path from the signer to an anchor whose signatures verify; the anchor is held to
 * the rules of a CA too. The signer's own validity period is not asked: that is a fact of its own. Null when all hold.
 */
export function judgePath(
  path: readonly Certificate[],
  { at, purpose }: PathQuestion,
): { readonly problem: PathProblem; readonly detail: string } | null {
  const finding = path.reduce<Finding | null>((found, certificate, depth) => {
    if (found !== null) return found;
    const problem = problemAt(certificate, depth, path, { at, purpose });
    return problem === null ? null : { problem, certificate };
  }, null);
  if (finding === null) return null;
  return { problem: finding.problem, detail: `${finding.problem}: ${subjectText(finding.certificate)}` };
}

function problemAt(
  certificate: Certificate,
  depth: number,
  path: readonly Certificate[],
  question: PathQuestion,
): PathProblem | null {
  return readAs('certificate-malformed', () => {
    const { extensions } = certificate;
    // Constraints on names would have to be applied; until they are, a CA that is so constrained vouches for nobody.
    if (extensions.has(OID.nameConstraints)) return 'name-constraints';
    if (unknownCritical(extensions, UNDERSTOOD).length > 0) return 'unknown-critical-extension';
    return depth === 0
      ? endProblem(certificate, question.purpose)
      : caProblem(certificate, caIndexesBelow(path, depth), question);
  });
}

function caProblem(
  certificate: Certificate,
  intermediatesBelow: number,
  { at, purpose }: PathQuestion,
): PathProblem | null {
  const { ca, pathLength } = basicConstraints(certificate.extensions);
  if (!ca) return 'not-a-ca';
  if (!mayBeUsedFor(certificate.extensions, ['keyCertSign'])) return 'ca-key-usage';
  if (!leavesRoomFor(certificate, purpose)) return 'ca-key-usage';
  if (at > certificate.notAfter) return 'ca-expired';
  if (at < certificate.notBefore) return 'ca-not-yet-valid';
  return pathLength !== null && intermediatesBelow > pathLength ? 'path-too-long' : null;
}

/** How many CA certificates lie between this one and the signer; self-issued ones are not counted (RFC 5280 §4.2.1.9). */
function caIndexesBelow(path: readonly Certificate[], depth: number): number {
  return path.slice(1, depth).filter(({ subject, issuer }) => !equalBytes(subject, issuer)).length;
}

/** The subject for a message; a name that cannot be read has none. */
export function subjectText(certificate: Certificate): string {
  try {
    return nameText(certificate.subject);
  } catch {
    return 'unreadable name';
  }
}
