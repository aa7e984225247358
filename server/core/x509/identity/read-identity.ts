import { readAs } from '#core/asn1/malformed.ts';
import type { Certificate } from '#core/x509/certificate.ts';
import { type IdentityConvention, type IdentityPart, sourceText } from './identity-convention.ts';
import { parseTemplate, readByTemplate, type TemplateReading } from './identity-template.ts';
import { hasAttribute, type IdentityTextProblem, identityText } from './identity-text.ts';

export type IdentityProblem =
  | IdentityTextProblem
  /** The text is not of the form that the convention gives. */
  | 'identity-of-another-form'
  /** The subject has what the convention says it must not have. */
  | 'identity-unexpected';

/** The two facts that everything after rests on, or why they could not be read, and where they were looked for. */
export type SignerIdentity =
  | { readonly kind: 'read'; readonly name: string; readonly uscc: string }
  | { readonly kind: 'unread'; readonly problem: IdentityProblem; readonly source: string };

/**
 * Whom a certificate names by the convention of its anchor: the company's name and its unified social credit code,
 * character for character. Nothing else in it counts, so what it says elsewhere lends it no name. Throws
 * `certificate-malformed` for a subject that is no Name.
 */
export function readIdentity(certificate: Certificate, { parts, absent }: IdentityConvention): SignerIdentity {
  return readAs('certificate-malformed', () => {
    const unexpected = absent.find((attribute) => hasAttribute(certificate, attribute));
    if (unexpected !== undefined) return unread('identity-unexpected', unexpected);
    let facts: TemplateReading = {};
    for (const part of parts) {
      const reading = readPart(certificate, part);
      if ('problem' in reading) return unread(reading.problem, sourceText(part));
      facts = { ...facts, ...reading };
    }
    const { name, uscc } = facts;
    if (name === undefined || uscc === undefined) return unread('identity-missing', parts.map(sourceText).join(', '));
    return { kind: 'read', name, uscc };
  });
}

function readPart(
  certificate: Certificate,
  part: IdentityPart,
): TemplateReading | { readonly problem: IdentityProblem } {
  const found = identityText(certificate, part);
  if ('problem' in found) return found;
  const template = parseTemplate(part.template);
  const reading = typeof template === 'string' ? null : readByTemplate(template, found.text);
  return reading ?? { problem: 'identity-of-another-form' };
}

function unread(problem: IdentityProblem, source: string): SignerIdentity {
  return { kind: 'unread', problem, source };
}
