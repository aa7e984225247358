import type { Request, Response } from 'express';

/** For coming back from a provider, in ms. */
const KEPT_MS = 10 * 60_000;

/** A prefix by which browsers take the cookie from this host alone, over https alone (RFC 6265bis, 4.1.3). */
function nameOf(publicUrl: string): string {
  return isSecure(publicUrl) ? '__Host-vinseal-provider' : 'vinseal-provider';
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:');
}

/** What the browser keeps while somebody is at a provider: only it can come back. Sent along when the provider leads back here. */
export function setProviderKey(response: Response, publicUrl: string, key: string): void {
  response.cookie(nameOf(publicUrl), key, { ...attributes(publicUrl), maxAge: KEPT_MS });
}

export function forgetProviderKey(response: Response, publicUrl: string): void {
  response.clearCookie(nameOf(publicUrl), attributes(publicUrl));
}

/** Empty for none. */
export function providerKeyOf(request: Request, publicUrl: string): string {
  const name = `${nameOf(publicUrl)}=`;
  const pairs = (request.get('Cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? '';
}

function attributes(publicUrl: string) {
  return { httpOnly: true, secure: isSecure(publicUrl), sameSite: 'lax', path: '/' } as const;
}
