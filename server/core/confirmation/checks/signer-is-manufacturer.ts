import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { CertificateFacts, TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';

const ID = 'signer-is-manufacturer';

/**
 * The certificate, the document and the trust list name one and the same manufacturer, character for character, and it
 * stood in the Announcement under that name on the day of issue (Asia/Shanghai).
 */
export const signerIsManufacturer: Check = {
  id: ID,
  required: always,
  judge: ({ established: { document } }) => {
    if (document === null) return notReached(ID);
    const { content } = document;
    const { certificate: signer, manufacturer } = document.signer;
    if (manufacturer === null || !isOneAndTheSame(manufacturer, signer, content))
      return failed(ID, 'signer-not-manufacturer', {
        organization: signer.organization,
        manufacturer: content.manufacturer.nameZh,
      });
    const { nameZh, uscc } = content.manufacturer;
    if (manufacturer.status === 'suspended') return failed(ID, 'manufacturer-suspended', { manufacturer: nameZh });
    const date = shanghaiDate(content.issuedAt);
    if (!isListed(manufacturer, nameZh, date))
      return failed(ID, 'manufacturer-not-listed', { manufacturer: nameZh, date });
    return passed(ID, 'signer-is-manufacturer', { manufacturer: nameZh, uscc });
  },
};

/** A former name is the manufacturer's own too: whether it held on the day of issue, its listing says. */
function isOneAndTheSame(
  manufacturer: TrustedManufacturer,
  signer: CertificateFacts,
  { manufacturer: named }: ConfirmationContent,
): boolean {
  const names = [manufacturer.nameZh, ...manufacturer.listings.map((listing) => listing.nameZh)];
  return (
    names.includes(named.nameZh) &&
    signer.organization === named.nameZh &&
    named.uscc === manufacturer.uscc &&
    signer.organizationIdentifier === `NTRCN-${manufacturer.uscc}` &&
    named.code === manufacturer.code
  );
}
