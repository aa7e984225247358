import type { IsoInstant } from '../domain/calendar.ts';
import { shanghaiDate } from '../domain/calendar.ts';
import type { ProblemCode } from '../domain/errors.ts';
import type { Manufacturer } from '../domain/manufacturer.ts';
import { isListed } from '../domain/manufacturer.ts';
import { certificateFacts } from '../pki/certificate-facts.ts';

/**
 * Why a manufacturer cannot sign under this certificate (DER) now, or null when it can: it must be in force and name the
 * entity that the Announcement lists, character for character (domain rule: "who issues").
 */
export async function signingCertificateProblem(
  certificate: Uint8Array,
  manufacturer: Manufacturer,
  at: IsoInstant,
): Promise<ProblemCode | null> {
  const facts = await certificateFacts(certificate);
  const inForce = Date.parse(facts.notBefore) <= Date.parse(at) && Date.parse(at) <= Date.parse(facts.notAfter);
  const named = isListed(manufacturer, facts.organization, shanghaiDate(at));
  const identified = facts.organizationIdentifier === `NTRCN-${manufacturer.uscc}`;
  return inForce && named && identified ? null : 'certificate-not-usable';
}
