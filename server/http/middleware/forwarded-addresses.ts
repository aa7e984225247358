import type { RequestHandler } from 'express';

const IPV4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/;

/**
 * Leaves the addresses alone in `X-Forwarded-For`. Some proxies write the port of each connection beside its address: a client
 * would be another one with every connection, and a proxy that is believed would not be known again. Mounted before anything
 * asks for the address of a client.
 */
export const forwardedAddresses: RequestHandler = (request, _response, next) => {
  const { headers } = request;
  const forwarded = headers['x-forwarded-for'];
  if (typeof forwarded === 'string') headers['x-forwarded-for'] = forwarded.split(',').map(withoutPort).join(', ');
  next();
};

/** An address without its port, and without the brackets that IPv6 needs for one. */
function withoutPort(entry: string): string {
  const text = entry.trim();
  return IPV4_WITH_PORT.exec(text)?.[1] ?? BRACKETED.exec(text)?.[1] ?? text;
}
