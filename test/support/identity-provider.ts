import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';
import type { ProviderSettings } from '../../server/outbound/identity-providers/provider-settings.ts';

/** Whom the provider says somebody is when they come next. */
export type ProvidedPerson = {
  readonly subject: string;
  readonly email: string;
  readonly verified?: boolean;
  readonly acr?: string;
  readonly amr?: readonly string[];
};

export type TestProvider = {
  readonly issuer: string;
  /** Goes where a browser is led, signs in as this person, and gives the address that the provider leads back to. */
  readonly visit: (address: string, person: ProvidedPerson) => Promise<string>;
  /** Who comes next, with a browser of their own. */
  readonly next: (person: ProvidedPerson) => void;
  readonly close: () => Promise<void>;
};

export const PROVIDER_SECRET = 'a-secret-of-the-test-provider-0123456789';
export const MFA = 'urn:example:mfa';

/** How an organisation would name a provider, for tests. */
export function providerSettings(
  organisationId: string,
  issuer: string,
  more: Partial<ProviderSettings> = {},
): ProviderSettings {
  const name = `Sign-in of ${organisationId}`;
  return {
    ...{ organisationId, issuer, clientId: `vinseal-${organisationId}`, clientSecret: PROVIDER_SECRET },
    ...{ label: { 'zh-CN': name, en: name, ru: name }, domains: [], passwords: 'allowed', secondFactor: null },
    ...{ clientAuthentication: 'client_secret_basic', algorithm: 'RS256', hosts: [], isPrivate: true },
    ...more,
  };
}

/** A real OpenID Connect provider on the loopback, where these organisations have registered this service. */
export async function openTestProvider(
  organisations: readonly string[],
  publicUrl: string,
  host = '127.0.0.1',
): Promise<TestProvider> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  let next: ProvidedPerson = { subject: 'nobody', email: 'nobody@people.example' };
  const provider = providerOf(issuer, organisations, publicUrl, () => next);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/login/') !== true) return void answer(request, response);
    const { subject: accountId, acr, amr } = next;
    const login = { accountId, ...(acr === undefined ? {} : { acr }), ...(amr === undefined ? {} : { amr: [...amr] }) };
    void provider.interactionFinished(request, response, { login });
  });
  return {
    issuer,
    visit: (address, person) => {
      next = person;
      return followTo(publicUrl, address);
    },
    next: (person) => {
      next = person;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function providerOf(
  issuer: string,
  organisations: readonly string[],
  publicUrl: string,
  next: () => ProvidedPerson,
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const provider = new Provider(issuer, {
    clients: organisations.map((organisation) => ({
      client_id: `vinseal-${organisation}`,
      client_secret: PROVIDER_SECRET,
      redirect_uris: [`${publicUrl}/sign-in/callback/${organisation}`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    })),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of the tests'] },
    adapter: memoryAdapter(),
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    acrValues: [MFA],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, amr: null },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/login/${uid}` },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, email: next().email, email_verified: next().verified ?? true }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        ...(oidc.client === undefined ? {} : { clientId: oidc.client.clientId }),
        ...(oidc.session?.accountId === undefined ? {} : { accountId: oidc.session.accountId }),
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** What the provider keeps, without what it says of its own memory. */
function memoryAdapter(): (name: string) => Adapter {
  const all = new Map<string, AdapterPayload>();
  return (name) => {
    const key = (id: string) => `${name} ${id}`;
    const by = (field: 'uid' | 'userCode', value: string) =>
      [...all.entries()].find(([id, kept]) => id.startsWith(`${name} `) && kept[field] === value)?.[1];
    return {
      upsert: async (id, payload) => void all.set(key(id), payload),
      find: async (id) => all.get(key(id)),
      findByUid: async (uid) => by('uid', uid),
      findByUserCode: async (code) => by('userCode', code),
      destroy: async (id) => void all.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [id, kept] of all) if (kept.grantId === grantId) all.delete(id);
      },
      consume: async (id) => {
        const kept = all.get(key(id));
        if (kept !== undefined) all.set(key(id), { ...kept, consumed: Math.floor(Date.now() / 1_000) });
      },
    };
  };
}

/** What a browser does at the provider: it keeps cookies and follows redirects, up to the one that leads back. */
async function followTo(publicUrl: string, begun: string): Promise<string> {
  const cookies = new Map<string, string>();
  let address = begun;
  for (let steps = 0; steps < 8; steps += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const [pair = ''] of answer.headers.getSetCookie().map((text) => text.split(';')))
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`the provider answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    address = new URL(to, address).href;
    if (address.startsWith(publicUrl)) return address;
  }
  throw new Error('the provider led nowhere');
}
