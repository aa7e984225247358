/** Whether a name lies in a subtree, form by form (RFC 5280 §4.2.1.10). Null stands for a name or subtree that is none. */
import { equalBytes } from '#core/bytes/bytes.ts';
import type { GeneralName } from './general-names.ts';

/** Of a permitted subtree, everything that a name can stand for must lie inside; of an excluded one, nothing. */
export type SubtreeKind = 'permitted' | 'excluded';

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Whether the name lies in the subtree of the same form; null where one of them makes no sense. */
export function isInSubtree(name: GeneralName, base: GeneralName, kind: SubtreeKind): boolean | null {
  if (name.form === 'directoryName' && base.form === 'directoryName')
    return base.relatives.every((relative, index) => name.relatives[index] === relative);
  if (name.form === 'iPAddress' && base.form === 'iPAddress') return isInNetwork(name.octets, base.octets);
  if (name.form === 'rfc822Name' && base.form === 'rfc822Name') return isMailboxWithin(name.text, base.text);
  if (name.form === 'dNSName' && base.form === 'dNSName') return isHostWithin(name.text, base.text, kind);
  if (name.form === 'uri' && base.form === 'uri') return isAddressWithin(name.text, base.text);
  return null;
}

/** `host.example` holds itself and what ends with `.host.example`; an empty base holds every host. */
function isHostWithin(host: string, base: string, kind: SubtreeKind): boolean | null {
  const isWildcard = host.startsWith('*.');
  const exact = isWildcard ? host.slice(2) : host;
  const subtree = base.startsWith('.') ? base.slice(1) : base;
  if (!isHost(exact) || (base !== '' && !isHost(subtree))) return null;
  if (base === '' || endsWith(exact, base)) return true;
  // A wildcard also stands for hosts below it, so an excluded subtree further down is touched.
  if (isWildcard && exact === subtree) return true;
  return kind === 'excluded' && isWildcard && endsWith(subtree, exact);
}

/** A mailbox, all mailboxes of a host (`host`), or of the hosts below a domain (`.domain`). */
function isMailboxWithin(mailbox: string, base: string): boolean | null {
  const [local, host, ...rest] = mailbox.split('@');
  if (local === undefined || local === '' || host === undefined || rest.length > 0 || !isHost(host)) return null;
  if (base.includes('@')) return mailbox === base;
  return isExactHostOrBelow(host, base.toLowerCase());
}

/** Only the host of a URI is constrained; one without a host that is a name must be rejected (RFC 5280 §4.2.1.10). */
function isAddressWithin(address: string, base: string): boolean | null {
  const host = hostOf(address);
  return host === null ? null : isExactHostOrBelow(host, base.toLowerCase());
}

function hostOf(address: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(address) || address.includes('\\')) return null;
  const [authority = ''] = address.slice(address.indexOf('//') + 2).split(/[/?#]/, 1);
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase();
  return isHost(host) && !/^[\d.]+$/.test(host) ? host : null;
}

function isExactHostOrBelow(host: string, base: string): boolean | null {
  if (!isHost(base.startsWith('.') ? base.slice(1) : base)) return null;
  return base.startsWith('.') ? endsWith(host, base) : host === base;
}

function endsWith(host: string, base: string): boolean {
  if (base.startsWith('.')) return host.length > base.length && host.endsWith(base);
  return host === base || host.endsWith(`.${base}`);
}

function isHost(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label));
}

function isInNetwork(address: Uint8Array, network: Uint8Array): boolean | null {
  if (![4, 16].includes(address.length) || ![8, 32].includes(network.length)) return null;
  const [base, mask] = [network.subarray(0, network.length / 2), network.subarray(network.length / 2)];
  if (!isMask(mask)) return null;
  if (address.length !== base.length) return false;
  const masked = (octets: Uint8Array) => octets.map((octet, index) => octet & (mask[index] ?? 0));
  return equalBytes(masked(address), masked(base));
}

/** Ones, then zeros. */
function isMask(mask: Uint8Array): boolean {
  return /^1*0*$/.test(Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join(''));
}
