/** The longest address that mail carries (RFC 5321, 4.5.3.1.3). */
const LONGEST_EMAIL = 254;

/**
 * An address as it is compared and stored: in lower case, without spaces around it; null for a text that is none. Signs that
 * could end a header, part addresses or quote are refused, whatever RFC 5322 allows; letters of all scripts are not: mail
 * servers here do not take them.
 */
export function emailAddress(text: string): string | null {
  const address = text.trim().toLowerCase();
  if (address.length > LONGEST_EMAIL) return null;
  const [local = '', domain = '', ...more] = address.split('@');
  if (more.length > 0 || local.length > 64) return null;
  const isLocal = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
  const isLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
  const labels = domain.split('.');
  if (labels.length < 2 || labels.some((label) => label.length > 63 || !isLabel.test(label))) return null;
  return local.split('.').every((part) => isLocal.test(part)) ? address : null;
}
