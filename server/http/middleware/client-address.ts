import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';

/** Whom a request counts for: its address, or the network that one client of IPv6 has to itself (RFC 6177: a /56). */
export function clientAddress({ ip }: Pick<Request, 'ip'>): string {
  return ip === undefined ? '' : ipKeyGenerator(ip, 56);
}
