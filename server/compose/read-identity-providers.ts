import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Config, ConfigError, OF_PROVIDERS } from '../config.ts';
import {
  CLIENT_AUTHENTICATIONS,
  type ProviderSettings,
  TOKEN_ALGORITHMS,
} from '../outbound/identity-providers/provider-settings.ts';

const HOST = /^[a-z0-9.-]{1,253}(?::\d{1,5})?$/;
const VALUES = z.array(z.string().min(1).max(200)).max(20).default([]);
const TEXT = z.string().trim().min(1).max(100);

const PROVIDER = z
  .strictObject({
    organisation: z.string().min(1).max(40),
    issuer: z.url({ protocol: /^https?$/ }).max(300),
    clientId: z.string().min(1).max(300),
    secretFile: z.string().min(1).optional(),
    secretVariable: z.string().regex(OF_PROVIDERS).optional(),
    label: z.strictObject({ 'zh-CN': TEXT, en: TEXT, ru: TEXT }),
    passwords: z.enum(['allowed', 'refused']).default('allowed'),
    domains: z.array(z.string().toLowerCase().regex(HOST)).max(50).default([]),
    secondFactor: z
      .strictObject({ acr: VALUES, amr: VALUES })
      .refine(({ acr, amr }) => acr.length + amr.length > 0, 'name acr or amr values')
      .optional(),
    algorithm: z.enum(TOKEN_ALGORITHMS).default('RS256'),
    clientAuthentication: z.enum(CLIENT_AUTHENTICATIONS).default('client_secret_basic'),
    hosts: z.array(z.string().toLowerCase().regex(HOST)).max(10).default([]),
    privateNetwork: z.boolean().default(false),
  })
  .refine((one) => (one.secretFile === undefined) !== (one.secretVariable === undefined), {
    message: 'give one of secretFile and secretVariable',
  });
type Provider = z.infer<typeof PROVIDER>;

const FILE = z.strictObject({ providers: z.array(PROVIDER).max(500) });

/**
 * The identity providers that the settings name; none where they name no file.
 * @throws {ConfigError} one line that says what of the file is wrong, and never what a secret is
 */
export function readIdentityProviders({
  identityProviders: file,
  identityProviderSecrets,
  environment,
}: Pick<Config, 'identityProviders' | 'identityProviderSecrets' | 'environment'>): readonly ProviderSettings[] {
  if (file === '') return [];
  const read = FILE.safeParse(jsonOf(file));
  if (!read.success) throw wrong(file, firstIssue(read.error));
  const { providers } = read.data;
  refuseTwice(
    file,
    'organisation',
    providers.map(({ organisation }) => organisation),
  );
  refuseTwice(
    file,
    'domain',
    providers.flatMap(({ domains }) => [...new Set(domains)]),
  );
  return providers.map((provider, index) => {
    const at = `providers.${index}`;
    const problem = issuerProblem(new URL(provider.issuer), environment);
    if (problem !== null) throw wrong(file, `${at}.issuer: ${problem}`);
    return settingsOf(provider, secretOf(provider, file, at, identityProviderSecrets));
  });
}

const LOCAL = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Over plain http anybody on the way is the provider. */
function issuerProblem(issuer: URL, environment: Config['environment']): string | null {
  const { protocol, hostname, username, password, search, hash } = issuer;
  if (`${username}${password}${search}${hash}` !== '') return 'an issuer has no name, password, query or fragment';
  const isLocal = LOCAL.has(hostname) && environment !== 'production';
  return protocol === 'https:' || isLocal ? null : 'give an https address';
}

function settingsOf(provider: Provider, clientSecret: string): ProviderSettings {
  const { organisation, privateNetwork, secondFactor, issuer, clientId, label, passwords, domains } = provider;
  const { algorithm, clientAuthentication, hosts } = provider;
  return {
    ...{ organisationId: organisation, issuer, clientId, clientSecret, label, passwords, domains },
    ...{ algorithm, clientAuthentication, hosts, isPrivate: privateNetwork, secondFactor: secondFactor ?? null },
  };
}

function secretOf(
  { secretFile, secretVariable }: Provider,
  file: string,
  at: string,
  secrets: Readonly<Record<string, string>>,
): string {
  const name = secretVariable ?? path.resolve(path.dirname(file), secretFile ?? '');
  const secret = secretVariable === undefined ? readOrThrow(name, file) : secrets[secretVariable];
  if (secret === undefined || secret.trim() === '') throw wrong(file, `${at}: ${name} holds no secret`);
  return secret.trim();
}

function jsonOf(file: string): unknown {
  const text = readOrThrow(file, file);
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(file, 'it is no JSON');
  }
}

function readOrThrow(file: string, about: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(about, `${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  return `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'not valid'}`;
}

function refuseTwice(file: string, what: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw wrong(file, `${what} "${twice}" stands there twice`);
}

function wrong(file: string, what: string, cause?: unknown): ConfigError {
  return new ConfigError(`VINSEAL_OIDC: ${file}: ${what}`, cause === undefined ? undefined : { cause });
}
