import type { CustomFetch } from 'openid-client';
import type { ProviderFault } from '../../ports/identity-providers.ts';
import { download } from '../download.ts';
import { hostsOf, type ProviderSettings } from './provider-settings.ts';

/** The longest metadata, key set or answer that is read, in octets. */
const MAX_OCTETS = 256 * 1024;

/** Why nothing came back that could be read. */
export class ProviderUnanswered extends Error {
  readonly fault: ProviderFault;

  constructor(fault: ProviderFault, options?: ErrorOptions) {
    super(fault.detail, options);
    this.name = 'ProviderUnanswered';
    this.fault = fault;
  }
}

/** `fetch` for one provider, by the rules of every download: its hosts alone, public addresses, a bound on time and size. */
export function providerFetch(settings: ProviderSettings, timeMs: number): CustomFetch {
  const policy = { hosts: hostsOf(settings), allowPrivateAddresses: settings.isPrivate };
  return async (address, { headers, body }) => {
    const { 'content-type': type = '', ...others } = headers;
    const answer = await download(
      {
        address,
        body: body == null ? null : { type, octets: new TextEncoder().encode(String(body)) },
        headers: others,
        maxBytes: MAX_OCTETS,
        signal: AbortSignal.timeout(timeMs),
      },
      policy,
    );
    if (answer.kind === 'received')
      return new Response(Buffer.from(answer.octets), { headers: { 'content-type': 'application/json' } });
    // It answered, and with a refusal: a code that was used before, a secret that is another one.
    const isRefusal = answer.reason === 'status' && !answer.isPassing;
    throw new ProviderUnanswered({ kind: isRefusal ? 'not-valid' : 'away', detail: answer.reason });
  };
}
