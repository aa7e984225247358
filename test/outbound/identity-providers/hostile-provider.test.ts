import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openIdentityProviders } from '../../../server/outbound/identity-providers/open-identity-providers.ts';
import type { ProviderSettings } from '../../../server/outbound/identity-providers/provider-settings.ts';
import { PROVIDER_SECRET, providerSettings } from '../../support/identity-provider.ts';
import { openWebServer, type WebAnswer, type WebServer } from '../../support/web-server.ts';

const CALLBACK = 'https://check.example/sign-in/callback/office';
const CHECKS = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) };

type Json = Readonly<Record<string, unknown>>;
type Behaviour = {
  readonly metadata?: (usual: Json) => Json;
  readonly header?: Json;
  readonly claims?: (usual: Json) => Json;
  /** In the place of the signature of the key that it publishes. */
  readonly signature?: (signed: string) => string;
  readonly userInfo?: Json;
  /** Answers some paths in another way; null for the usual one. */
  readonly answer?: (path: string) => WebAnswer | null;
};

let own: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
let other: typeof own;
beforeAll(() => {
  [own, other] = [
    generateKeyPairSync('rsa', { modulusLength: 2_048 }),
    generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  ];
});

let server: WebServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const base64 = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
const by = (key: KeyObject) => (signed: string) => sign('sha256', Buffer.from(signed), key).toString('base64url');
const json = (value: Json): WebAnswer => ({
  status: 200,
  octets: Buffer.from(JSON.stringify(value)),
  headers: { 'content-type': 'application/json' },
});

/** A provider that keeps to the protocol but for what is said here. */
async function openHostile(behaviour: Behaviour, more: Partial<ProviderSettings> = {}, timeMs = 20_000) {
  const opened = await openWebServer(({ path }) => behaviour.answer?.(path) ?? usual(opened.host, behaviour, path));
  server = opened;
  const issuer = `http://${opened.host}`;
  const settings = [providerSettings('office', issuer, more)];
  return openIdentityProviders({ settings, timeMs, monotonic: () => performance.now() });
}

function usual(host: string, behaviour: Behaviour, path: string): WebAnswer {
  const issuer = `http://${host}`;
  const metadata = {
    ...{
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    },
    ...{ userinfo_endpoint: `${issuer}/me`, response_types_supported: ['code'] },
  };
  if (path === '/.well-known/openid-configuration') return json(behaviour.metadata?.(metadata) ?? metadata);
  if (path === '/keys') return json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), use: 'sig', kid: 'k' }] });
  if (path === '/me') return json(behaviour.userInfo ?? {});
  if (path !== '/token') return { status: 404, octets: new Uint8Array() };
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    ...{ iss: issuer, aud: 'vinseal-office', sub: 'somebody', nonce: CHECKS.nonce, iat: now, exp: now + 60 },
    ...{ email: 'one@office.example', email_verified: true },
  };
  const header = base64({ alg: 'RS256', kid: 'k', ...behaviour.header });
  const signed = `${header}.${base64(behaviour.claims?.(claims) ?? claims)}`;
  const id_token = `${signed}.${(behaviour.signature ?? by(own.privateKey))(signed)}`;
  return json({ access_token: 'access', token_type: 'Bearer', id_token });
}

const finish = async (behaviour: Behaviour, more?: Partial<ProviderSettings>) =>
  (await openHostile(behaviour, more)).finish('office', `/x?code=c&state=${CHECKS.state}`, {
    ...CHECKS,
    callback: CALLBACK,
  });
const begin = async (behaviour: Behaviour, more?: Partial<ProviderSettings>, timeMs?: number) =>
  (await openHostile(behaviour, more, timeMs)).begin('office', { ...CHECKS, callback: CALLBACK, language: 'en' });
const NOT_VALID = { ok: false, fault: { kind: 'not-valid' } };
const without = (values: Json, name: string): Json =>
  Object.fromEntries(Object.entries(values).filter(([key]) => key !== name));

describe('an id token', () => {
  it('that is as it must be names somebody', async () => {
    const answer = await finish({ claims: (usually) => ({ ...usually, acr: 'a', amr: ['b', 1] }) });
    const value = { subject: 'somebody', email: 'one@office.example', emailVerified: true, acr: 'a', amr: ['b'] };
    expect(answer).toEqual({ ok: true, value });
    const asked = Buffer.from(server?.asked.find(({ path }) => path === '/token')?.body ?? []).toString();
    expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({
      ...{ grant_type: 'authorization_code', code: 'c', redirect_uri: CALLBACK, code_verifier: CHECKS.verifier },
    });
  });

  it.each<[string, Behaviour]>([
    ['of another issuer', { claims: (usually) => ({ ...usually, iss: 'https://other.example' }) }],
    ['for another audience', { claims: (usually) => ({ ...usually, aud: 'vinseal-other' }) }],
    ['for two audiences, made for the other', { claims: (c) => ({ ...c, aud: ['vinseal-office', 'x'], azp: 'x' }) }],
    ['without a nonce', { claims: (usually) => without(usually, 'nonce') }],
    ['with the nonce of another sign-in', { claims: (usually) => ({ ...usually, nonce: 'm'.repeat(43) }) }],
    ['that has run out', { claims: (usually) => ({ ...usually, iat: 1, exp: 2 }) }],
    ['that never runs out', { claims: (usually) => without(usually, 'exp') }],
    ['of nobody', { claims: (usually) => without(usually, 'sub') }],
    ['with alg "none"', { header: { alg: 'none' }, signature: () => '' }],
    ['with HS256 and the client secret', { header: { alg: 'HS256' }, signature: hmac(() => PROVIDER_SECRET) }],
    [
      'with HS256 and the public key',
      { header: { alg: 'HS256' }, signature: hmac(() => own.publicKey.export({ type: 'spki', format: 'pem' })) },
    ],
    ['with another algorithm of the same key', { header: { alg: 'PS256' } }],
    ['signed by another key', { signature: (signed) => by(other.privateKey)(signed) }],
    [
      'of a key that the provider does not publish',
      { header: { kid: 'j' }, signature: (s) => by(other.privateKey)(s) },
    ],
    ['that brings its own key', { header: { jwk: { kty: 'RSA' } }, signature: (s) => by(other.privateKey)(s) }],
    ['without a signature', { signature: () => '' }],
  ])('%s names nobody', async (_what, behaviour) => {
    expect(await finish(behaviour)).toMatchObject(NOT_VALID);
  });

  function hmac(key: () => string | Buffer) {
    return (signed: string) => createHmac('sha256', key()).update(signed).digest('base64url');
  }
});

describe('an address of mail', () => {
  it('is asked of the provider where the id token has none, for the same subject', async () => {
    const claims = (usually: Json) => without(without(usually, 'email'), 'email_verified');
    const told = { sub: 'somebody', email: 'one@office.example', email_verified: 'true' };
    expect(await finish({ claims, userInfo: told })).toMatchObject({ ok: true, value: { emailVerified: false } });
    await server?.close();
    expect(await finish({ claims, userInfo: { ...told, sub: 'another' } })).toMatchObject(NOT_VALID);
  });
});

describe('metadata', () => {
  const change = (changed: Json) => ({ metadata: (usually: Json) => ({ ...usually, ...changed }) });
  it.each<[string, Behaviour, string | null]>([
    ['of another issuer', change({ issuer: 'https://other.example' }), null],
    ['with no issuer', change({ issuer: 5 }), null],
    [
      'that lead people to another host',
      change({ authorization_endpoint: 'https://evil.example/' }),
      'authorization-endpoint-not-usable',
    ],
    [
      'that lead people to a script',
      change({ authorization_endpoint: 'javascript:alert(1)' }),
      'authorization-endpoint-not-usable',
    ],
    ['that ask another host for keys', change({ jwks_uri: 'http://169.254.169.254/' }), 'jwks-uri-not-usable'],
    [
      'that give the secret to another host',
      change({ token_endpoint: 'https://evil.example/' }),
      'token-endpoint-not-usable',
    ],
    ['without PKCE by SHA-256', change({ code_challenge_methods_supported: ['plain'] }), 'pkce-not-supported'],
    [
      'of shared secrets alone',
      change({ id_token_signing_alg_values_supported: ['HS256'] }),
      'algorithm-not-supported',
    ],
    ['of another type', change({ response_types_supported: 5 }), 'metadata-not-readable'],
  ])('%s are refused', async (_what, behaviour, detail) => {
    expect(await begin(behaviour)).toMatchObject(
      detail === null ? NOT_VALID : { fault: { kind: 'not-valid', detail } },
    );
  });

  it('name what the provider can of second factors', async () => {
    const secondFactor = { acr: ['high'], amr: [] };
    expect(await begin(change({ acr_values_supported: ['low'] }), { secondFactor })).toMatchObject(NOT_VALID);
    await server?.close();
    const begun = await begin(change({ acr_values_supported: ['low', 'high'] }), { secondFactor });
    expect(begun.ok && new URL(begun.value).searchParams.get('acr_values')).toBe('high');
  });
});

describe('a provider', () => {
  const only = (at: string, answer: WebAnswer) => ({ answer: (path: string) => (path.includes(at) ? answer : null) });
  it.each<[string, WebAnswer, string]>([
    ['says 3 MB', { status: 200, octets: new Uint8Array(3_000_000) }, 'too-large'],
    ['answers nothing', 'hang', 'timed-out'],
    ['breaks off', 'break', 'unreachable'],
    ['fails', { status: 503, octets: new Uint8Array() }, 'status'],
  ])('that %s is away', async (_what, answer, detail) => {
    const away = { ok: false, fault: { kind: 'away', detail } };
    const timeMs = answer === 'hang' ? 200 : 20_000;
    expect(await begin(only('openid', answer), {}, timeMs)).toEqual(away);
    await server?.close();
    const returned = `/x?code=c&state=${CHECKS.state}`;
    const open = await openHostile(only('token', answer), {}, timeMs);
    expect(await open.finish('office', returned, { ...CHECKS, callback: CALLBACK })).toEqual(away);
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere: WebAnswer = { to: 'https://evil.example/', status: 307 };
    const fault = { kind: 'away', detail: 'host-not-allowed' };
    expect(await begin(only('openid', elsewhere))).toEqual({ ok: false, fault });
    await server?.close();
    expect(await finish(only('token', elsewhere))).toMatchObject(NOT_VALID);
  });

  it('on a private address is asked only where the operator says so', async () => {
    const answer = await begin({}, { isPrivate: false });
    expect(answer).toEqual({ ok: false, fault: { kind: 'away', detail: 'address-private' } });
  });

  it('is examined anew each time, its keys too', async () => {
    const open = await openHostile({});
    expect(await open.examine('office')).toBeNull();
    await server?.close();
    expect(await open.examine('office')).toMatchObject({ kind: 'away' });
    const keyless = await openHostile(only('keys', { status: 500, octets: new Uint8Array() }));
    expect(await keyless.examine('office')).toEqual({ kind: 'away', detail: 'status' });
  });

  it('is told the secret at its own token endpoint alone', async () => {
    await finish({});
    const told = server?.asked.filter(({ body }) => Buffer.from(body).toString().includes(PROVIDER_SECRET));
    expect(told).toEqual([]);
    await server?.close();
    await finish(
      { metadata: (usually) => ({ ...usually, token_endpoint_auth_methods_supported: ['client_secret_post'] }) },
      {
        clientAuthentication: 'client_secret_post',
      },
    );
    const posted = server?.asked.filter(({ body }) => Buffer.from(body).toString().includes(PROVIDER_SECRET));
    expect(posted?.map(({ path }) => path)).toEqual(['/token']);
  });
});
