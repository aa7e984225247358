import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { isListed } from '#core/confirmation/rules/announcement-listing.ts';
import type { CheckResult } from '#core/confirmation/verdict.ts';
import type { SignerIdentity } from '#core/x509/identity/read-identity.ts';
import { always, type Check, failed, notReached, passed } from './check.ts';
import type { EstablishedSigner } from './established.ts';

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
    return judgeManufacturer(document.content, document.signer);
  },
};

/** Whether the manufacturer that the content names is the signer, and whom the trust list vouches for. */
export function judgeManufacturer(
  content: ConfirmationContent,
  { identity, manufacturer }: Pick<EstablishedSigner, 'identity' | 'manufacturer'>,
): CheckResult {
  if (identity.kind === 'unread')
    return failed(ID, 'signer-not-identified', { problem: identity.problem, source: identity.source });
  if (manufacturer === null || !isOneAndTheSame(manufacturer, identity, content))
    return failed(ID, 'signer-not-manufacturer', {
      organization: identity.name,
      manufacturer: content.manufacturer.nameZh,
    });
  const { nameZh, uscc } = content.manufacturer;
  if (manufacturer.status === 'suspended') return failed(ID, 'manufacturer-suspended', { manufacturer: nameZh });
  const date = shanghaiDate(content.issuedAt);
  if (!isListed(manufacturer, nameZh, date))
    return failed(ID, 'manufacturer-not-listed', { manufacturer: nameZh, date });
  return passed(ID, 'signer-is-manufacturer', { manufacturer: nameZh, uscc });
}

/** A former name is the manufacturer's own too: whether it held on the day of issue, its listing says. */
function isOneAndTheSame(
  manufacturer: TrustedManufacturer,
  signer: Extract<SignerIdentity, { kind: 'read' }>,
  { manufacturer: named }: ConfirmationContent,
): boolean {
  const names = [manufacturer.nameZh, ...manufacturer.listings.map((listing) => listing.nameZh)];
  return (
    names.includes(named.nameZh) &&
    signer.name === named.nameZh &&
    named.uscc === manufacturer.uscc &&
    signer.uscc === manufacturer.uscc &&
    named.code === manufacturer.code
  );
}
