import type { ServerMetadata } from 'openid-client';
import { refusalOf } from '../download.ts';
import { hostsOf, type ProviderSettings } from './provider-settings.ts';

const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'] as const;
/** What a provider can where it names nothing (OpenID Connect Discovery 1.0, 3). */
const USUAL_AUTHENTICATION = ['client_secret_basic'];

/** What of its metadata does not fit what is asked of a provider; null for nothing. */
export function metadataProblem(metadata: Readonly<ServerMetadata>, settings: ProviderSettings): string | null {
  const { issuer, algorithm, clientAuthentication, secondFactor } = settings;
  if (metadata.issuer !== issuer) return 'issuer-differs';
  for (const name of ENDPOINTS) {
    const address = metadata[name];
    if (address === undefined && name === 'userinfo_endpoint') continue;
    if (address === undefined || !isUsable(address, settings)) return `${name.replaceAll('_', '-')}-not-usable`;
  }
  if (!(metadata.response_types_supported ?? ['code']).includes('code')) return 'code-not-supported';
  if (!(metadata.code_challenge_methods_supported ?? ['S256']).includes('S256')) return 'pkce-not-supported';
  if (!(metadata.id_token_signing_alg_values_supported ?? [algorithm]).includes(algorithm))
    return 'algorithm-not-supported';
  if (!(metadata.token_endpoint_auth_methods_supported ?? USUAL_AUTHENTICATION).includes(clientAuthentication))
    return 'authentication-not-supported';
  const levels = secondFactor?.acr ?? [];
  const known = metadata.acr_values_supported ?? levels;
  return levels.length > 0 && !levels.some((level) => known.includes(level)) ? 'acr-not-supported' : null;
}

/** Of an allowed host, and over https unless the issuer itself is not: that is this machine, in demonstrations alone. */
function isUsable(address: string, settings: ProviderSettings): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== new URL(settings.issuer).protocol) return false;
  return refusalOf(address, { hosts: hostsOf(settings), allowPrivateAddresses: settings.isPrivate }) === null;
}
