import { readAs } from '#core/asn1/malformed.ts';
import { OID } from '#core/asn1/oids.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { basicConstraints, mayBeUsedFor, UNDERSTOOD_EVERYWHERE, unknownCritical } from '#core/x509/extensions.ts';
import { isSelfIssued, keepsNameConstraints } from '#core/x509/name-constraints.ts';
import { nameText } from '#core/x509/names.ts';
import { judgePolicies, type PolicyProblem } from '#core/x509/policies.ts';
import { endProblem, leavesRoomFor, type UsageProblem } from '#core/x509/usage.ts';
import type { PathPurpose } from './validation.ts';

/** What breaks a path whose signatures all verify. */
export type PathProblem =
  | UsageProblem
  | PolicyProblem
  | 'algorithm-refused'
  | 'not-a-ca'
  | 'ca-key-usage'
  | 'ca-expired'
  | 'ca-not-yet-valid'
  | 'path-too-long'
  | 'unknown-critical-extension'
  | 'name-constraints'
  | 'certificate-malformed'
  | 'key-barred'
  | 'pinned-certificate-differs';

/** A critical extension outside this list refuses the path (RFC 5280 §6.1.4 o). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...UNDERSTOOD_EVERYWHERE,
  OID.nameConstraints,
  OID.policyConstraints,
  OID.policyMappings,
  OID.inhibitAnyPolicy,
]);

/** What a path must be good for, and when its CAs must have been in force (ms since the epoch). */
export type PathQuestion = { readonly at: number; readonly purpose: PathPurpose };

type Finding = { readonly problem: PathProblem; readonly certificate: Certificate };

/**
 * The rules of RFC 5280 §6.1 for a path from the signer to an anchor whose signatures verify; the anchor is held to
 * the rules of a CA too, and what it constrains is constrained (RFC 5937). The signer's own validity period is not
 * asked: that is a fact of its own. Null when all hold.
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
  if (finding !== null)
    return { problem: finding.problem, detail: `${finding.problem}: ${subjectText(finding.certificate)}` };
  const problem = wholePathProblem(path);
  return problem === null ? null : { problem, detail: problem };
}

/** What only the certificates together show. */
function wholePathProblem(path: readonly Certificate[]): PathProblem | null {
  return readAs('certificate-malformed', () => (keepsNameConstraints(path) ? judgePolicies(path) : 'name-constraints'));
}

function problemAt(
  certificate: Certificate,
  depth: number,
  path: readonly Certificate[],
  question: PathQuestion,
): PathProblem | null {
  return readAs('certificate-malformed', () => {
    const { extensions } = certificate;
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
  return path.slice(1, depth).filter((certificate) => !isSelfIssued(certificate)).length;
}

/** The subject for a message; a name that cannot be read has none. */
export function subjectText(certificate: Certificate): string {
  try {
    return nameText(certificate.subject);
  } catch {
    return 'unreadable name';
  }
}
