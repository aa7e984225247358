import { type Config, ConfigError } from '../config.ts';
import { type Finding, fault, good, reasonOf, warning } from '../model/diagnosis/finding.ts';
import type { IdentityProviders } from '../ports/identity-providers.ts';
import { openProviders } from './identity-providers.ts';
import type { Install } from './open-install.ts';
import { readIdentityProviders } from './read-identity-providers.ts';

/** Whether each identity provider can be reached and fits, and whether its organisation is there. */
export async function examineIdentityProviders(
  { accounts }: Pick<Install, 'accounts'>,
  config: Config,
): Promise<readonly Finding[]> {
  const providers = providersOrFinding(config);
  if ('finding' in providers) return [providers.finding];
  const examined = providers.policies.map(async ({ organisationId: organisation }) => {
    const isThere = (await accounts.organisations.find(organisation)) !== null;
    if (!isThere) return warning('identity-provider-of-nobody', { organisation });
    const problem = await providers.examine(organisation);
    if (problem === null) return good('identity-provider-good', { organisation });
    const { kind, detail } = problem;
    return fault(kind === 'away' ? 'identity-provider-away' : 'identity-provider-unfit', { organisation, detail });
  });
  return Promise.all(examined);
}

/** The service does not start where the file cannot be used. */
function providersOrFinding(config: Config): IdentityProviders | { readonly finding: Finding } {
  try {
    return openProviders({ identityProviders: readIdentityProviders(config) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { finding: fault('identity-providers-unreadable', reasonOf(error, config.identityProviders)) };
  }
}
