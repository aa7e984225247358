import * as client from 'openid-client';
import type { ProvenIdentity } from '../../model/accounts/identity-provider.ts';
import type { IdentityProviders, ProviderAnswer, ProviderFault } from '../../ports/identity-providers.ts';
import { createSingleFlight } from '../single-flight.ts';
import { metadataProblem } from './metadata-problem.ts';
import { ProviderUnanswered, providerFetch } from './provider-fetch.ts';
import { type ProviderSettings, policyOf } from './provider-settings.ts';

export type IdentityProviderOptions = {
  readonly settings: readonly ProviderSettings[];
  /** For one call of a provider, in ms. */
  readonly timeMs: number;
  /** A clock in ms that nobody sets. */
  readonly monotonic: () => number;
};

/** For so long metadata are not asked for again, in ms. Keys are, for a signature of a key that is not known. */
const METADATA_MS = 10 * 60_000;

/** Identity providers over OpenID Connect: the code flow with PKCE, and id tokens whose signatures are checked. */
export function openIdentityProviders({ settings, timeMs, monotonic }: IdentityProviderOptions): IdentityProviders {
  const known = new Map<string, { readonly configuration: client.Configuration; readonly until: number }>();
  const once = createSingleFlight<client.Configuration>();
  const settingsOf = (organisationId: string): ProviderSettings => {
    const found = settings.find((one) => one.organisationId === organisationId);
    if (found === undefined) throw new Error('no identity provider of this organisation is configured');
    return found;
  };
  const discovered = async (organisationId: string): Promise<client.Configuration> => {
    const kept = known.get(organisationId);
    if (kept !== undefined && kept.until > monotonic()) return kept.configuration;
    return once(organisationId, async () => {
      const configuration = await discover(settingsOf(organisationId), timeMs);
      known.set(organisationId, { configuration, until: monotonic() + METADATA_MS });
      return configuration;
    });
  };
  return {
    policies: settings.map(policyOf),
    begin: (organisationId, asked) =>
      answering(async () => {
        const configuration = await discovered(organisationId);
        const levels = settingsOf(organisationId).secondFactor?.acr ?? [];
        const address = client.buildAuthorizationUrl(configuration, {
          ...{ redirect_uri: asked.callback, scope: 'openid email', state: asked.state, nonce: asked.nonce },
          code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
          ...{ code_challenge_method: 'S256', ui_locales: asked.language },
          ...(levels.length === 0 ? {} : { acr_values: levels.join(' ') }),
        });
        return address.href;
      }),
    finish: (organisationId, returned, { callback, state, nonce, verifier }) =>
      answering(async () => {
        const configuration = await discovered(organisationId);
        // Only the query counts: behind a proxy the address that was asked may be another one.
        const address = new URL(callback);
        address.search = new URL(returned, callback).search;
        const tokens = await client.authorizationCodeGrant(configuration, address, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no id token was asked for');
        const email =
          claims.email === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined
            ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
            : claims;
        return identityOf({ ...claims, email: email.email, email_verified: email.email_verified });
      }),
    examine: async (organisationId) => {
      const answer = await answering(async () => {
        const configuration = await discover(settingsOf(organisationId), timeMs);
        const keys = configuration.serverMetadata().jwks_uri ?? '';
        await providerFetch(settingsOf(organisationId), timeMs)(keys, NOTHING_MORE);
      });
      return answer.ok ? null : answer.fault;
    },
  };
}

const NOTHING_MORE = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;

async function discover(settings: ProviderSettings, timeMs: number): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret, clientAuthentication, algorithm } = settings;
  const authentication =
    clientAuthentication === 'client_secret_basic'
      ? client.ClientSecretBasic(clientSecret)
      : client.ClientSecretPost(clientSecret);
  const extensions = [client.enableNonRepudiationChecks];
  // The settings allow it for this machine alone.
  if (issuer.startsWith('http:')) extensions.push(client.allowInsecureRequests);
  const options = { execute: extensions, [client.customFetch]: providerFetch(settings, timeMs) };
  const asClient = { id_token_signed_response_alg: algorithm };
  try {
    const configuration = await client.discovery(new URL(issuer), clientId, asClient, authentication, options);
    const problem = metadataProblem(configuration.serverMetadata(), settings);
    if (problem !== null) throw new ProviderUnanswered({ kind: 'not-valid', detail: problem });
    return configuration;
  } catch (error) {
    // Of another type than they must be.
    if (error instanceof TypeError)
      throw new ProviderUnanswered({ kind: 'not-valid', detail: 'metadata-not-readable' }, { cause: error });
    throw error;
  }
}

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

function identityOf({ sub, email, email_verified, acr, amr }: Claims): ProvenIdentity {
  return {
    subject: sub,
    email: typeof email === 'string' ? email : null,
    emailVerified: email_verified === true,
    acr: typeof acr === 'string' ? acr : null,
    amr: Array.isArray(amr) ? amr.filter((method): method is string => typeof method === 'string') : [],
  };
}

/** What a provider does wrong is an answer; what is wrong here is thrown on. */
async function answering<Value>(work: () => Promise<Value>): Promise<ProviderAnswer<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === null) throw error;
    return { ok: false, fault };
  }
}

function faultOf(error: unknown): ProviderFault | null {
  if (error instanceof ProviderUnanswered) return error.fault;
  if (error instanceof client.AuthorizationResponseError) return { kind: 'declined', detail: plain(error.error) };
  if (error instanceof client.ResponseBodyError) return { kind: 'not-valid', detail: plain(error.error) };
  if (!(error instanceof client.ClientError)) return null;
  const inner = error.cause instanceof Error ? faultOf(error.cause) : null;
  return inner ?? { kind: 'not-valid', detail: plain(error.code ?? error.message) };
}

/** A code of the standard's shape; whatever else the other side sent is not written down. */
function plain(code: string): string {
  return /^[A-Za-z_ -]{1,60}$/.test(code) ? code : 'other';
}
