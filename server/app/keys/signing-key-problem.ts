import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ProblemCode } from '#core/confirmation/errors.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';

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
