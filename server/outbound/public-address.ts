import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A name that stands for a private, loopback, link-local or otherwise special address. */
export class PrivateAddressError extends Error {
  readonly code = 'address-private';
}

/** Whether an IP address is one of the public internet; an IPv4 address inside an IPv6 one counts as what it is. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * A `lookup` for node:net that gives what the name resolves to, once, and refuses a name of which any address is not
 * public. The socket connects to what is given here; no one resolves the name again.
 */
export function hostLookup(allowPrivateAddresses: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) return callback(error ?? new Error(`no address: ${hostname}`), '');
      if (!allowPrivateAddresses && !addresses.every(({ address }) => isPublicAddress(address)))
        return callback(new PrivateAddressError(`${hostname} has an address that is not public`), '');
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
