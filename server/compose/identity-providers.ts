import { policyOf } from '../outbound/identity-providers/provider-settings.ts';
import type { IdentityProviders } from '../ports/identity-providers.ts';
import type { InstallOptions } from './install-options.ts';

/** For one call of a provider, in ms: somebody waits for it. */
const TIME_MS = 5_000;

/** The identity providers of an install. What speaks their protocol is loaded when somebody first signs in by one. */
export function openProviders(
  options: Pick<InstallOptions, 'identityProviders' | 'identityProviderTimeMs'>,
): IdentityProviders {
  const { identityProviders: settings = [], identityProviderTimeMs: timeMs = TIME_MS } = options;
  let opening: Promise<IdentityProviders> | null = null;
  const opened = () => {
    opening ??= import('../outbound/identity-providers/open-identity-providers.ts').then(({ openIdentityProviders }) =>
      openIdentityProviders({ settings, timeMs, monotonic: () => performance.now() }),
    );
    return opening;
  };
  return {
    policies: settings.map(policyOf),
    begin: async (...asked) => (await opened()).begin(...asked),
    finish: async (...asked) => (await opened()).finish(...asked),
    examine: async (organisationId) => (await opened()).examine(organisationId),
  };
}
