import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { nearestVin } from '#core/confirmation/nearest-vin.ts';
import { emailAddress } from './model/accounts/email-address.ts';

/** One setting: where it comes from, what it is for, what it is when nothing is said, and how its text becomes a value. */
type Setting<Value> = {
  readonly env: string;
  readonly doc: string;
  readonly default: string;
  readonly parse: (text: string, env: string) => Value;
};

/** A setting that cannot be used. The message is one line that says what to do. */
export class ConfigError extends Error {
  readonly code = 'setting-not-valid';
}

function setting<Value>(env: string, doc: string, fallback: string, parse: Setting<Value>['parse']): Setting<Value> {
  return { env, doc, default: fallback, parse };
}

function text(value: string): string {
  return value;
}

function wholeNumber(least: number, most: number) {
  return (value: string, env: string): number => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new ConfigError(`${env} is "${value}": give a whole number from ${least} to ${most}`);
  };
}

function oneOf<const Choice extends string>(...choices: readonly Choice[]) {
  return (value: string, env: string): Choice => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw new ConfigError(`${env} is "${value}": give one of ${choices.join(', ')}`);
  };
}

function webAddress(value: string, env: string): string {
  if (value === '') return value;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return withoutSlashes(value);
  throw new ConfigError(`${env} is "${value}": give an http or https address, such as https://check.example`);
}

function withoutSlashes(address: string): string {
  return address.endsWith('/') ? withoutSlashes(address.slice(0, -1)) : address;
}

function partedByCommas(value: string): readonly string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Names that proxy-addr, which judges the addresses, gives to networks. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Addresses and networks parted by commas; empty for none. */
function networks(value: string, env: string): readonly string[] {
  const entries = partedByCommas(value);
  const wrong = entries.find((entry) => !NETWORKS.includes(entry) && !isNetwork(entry));
  if (wrong === undefined) return entries;
  throw new ConfigError(
    `${env} names "${wrong}": give IP addresses, networks such as 10.0.0.0/8, or ${NETWORKS.join(', ')}`,
  );
}

/** An address, or a network whose prefix is not empty: `/0` would trust every address. */
function isNetwork(entry: string): boolean {
  const [address = '', prefix, more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

/** `host` or `host:port`, separated by commas; in lower case as URLs have them. */
function hostList(value: string, env: string): readonly string[] {
  const hosts = partedByCommas(value.toLowerCase());
  const wrong = hosts.find((host) => !/^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/.test(host));
  if (wrong === undefined) return hosts;
  throw new ConfigError(`${env} names "${wrong}": give hosts such as ocsp.ca.example, separated by commas`);
}

/** http and https addresses, parted by commas; empty for none. */
function webAddresses(value: string, env: string): readonly string[] {
  return partedByCommas(value).map((entry) => webAddress(entry, env));
}

/** A dotted object identifier; null for an empty text. */
function objectIdentifier(value: string, env: string): string | null {
  if (value === '') return null;
  if (/^[0-2](?:\.(?:0|[1-9]\d{0,14})){2,30}$/.test(value)) return value;
  throw new ConfigError(`${env} is "${value}": give an object identifier such as 1.2.3.4`);
}

/** What the service was seen to take at most under load, in MB: without its threads, and for one thread of each kind. */
const BASE_MB = 600;
const THREAD_MB = 200;
const LEAST_MB = BASE_MB + THREAD_MB;
/** For uploads under way, in MB: one whole upload must fit, and more than this is never needed. */
const UPLOADS_MB = { least: 100, most: 256 };

/** Whether it is the address of a database, its name included. */
export function isMongoAddress(value: string): boolean {
  return /^mongodb(?:\+srv)?:\/\/[^/]+\/[^/?.$ ]{1,60}(?:\?|$)/.test(value);
}

/** Never repeated in an error: it may hold a password. */
function mailServer(value: string, env: string): string {
  if (value === '' || (URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol))) return value;
  throw new ConfigError(`${env} is no address of a mail server: give smtps://NAME:PASSWORD@HOST:465, or smtp://…`);
}

/** Never repeated in an error: it may hold a password. */
function mongoAddress(value: string, env: string): string {
  if (value === '' || isMongoAddress(value)) return value;
  throw new ConfigError(
    `${env} is no address of a database: give mongodb://NAME:PASSWORD@HOST,HOST/DATABASE?replicaSet=SET, the name of the database included`,
  );
}

/** Every setting there is; the table in docs/operations.md is made from it. */
export const SETTINGS = {
  environment: setting(
    'VINSEAL_ENV',
    '`production` refuses TEST trust anchors, the demonstration set and a missing public address',
    'demonstration',
    oneOf('demonstration', 'production'),
  ),
  data: setting('VINSEAL_DATA', 'folder of the store, the keys, the trust list and the samples', './data', text),
  journal: setting(
    'VINSEAL_JOURNAL',
    'file, on another disk than the data folder and its backups, in which every change is written down before it is answered; a restore reads it, so that nothing withdrawn comes back. Empty: the one named before; `none`: no journal',
    '',
    (value) => (value === '' || value === 'none' ? value : path.resolve(value)),
  ),
  mongoUrl: setting(
    'VINSEAL_MONGO_URL',
    'address of a database on a MongoDB replica set (4.4 or later) that keeps registry, audit log and PDFs in place of the data folder, for several instances at once (docs/scale.md); may hold a password. Empty: the data folder keeps them',
    '',
    mongoAddress,
  ),
  moveTo: setting(
    'VINSEAL_MONGO_TO',
    'address of the empty database that `vinseal migrate-store` moves the registry to, where it is not given with `--to`; may hold a password. The service does not read it',
    '',
    mongoAddress,
  ),
  host: setting('VINSEAL_HOST', 'address to listen on', '127.0.0.1', text),
  port: setting(
    'VINSEAL_PORT',
    'port to listen on; 0 takes a free one (give VINSEAL_PUBLIC_URL then)',
    '3000',
    wholeNumber(0, 65_535),
  ),
  publicUrl: setting(
    'VINSEAL_PUBLIC_URL',
    'address printed in documents and QR codes; empty: the one that documents bear already, at first the address listened on',
    '',
    webAddress,
  ),
  trustedProxies: setting(
    'VINSEAL_TRUSTED_PROXIES',
    'addresses or networks of reverse proxies whose `X-Forwarded-For` is believed, parted by commas (`loopback` for one on this machine); empty believes none, and limits count by the address that connects',
    '',
    networks,
  ),
  workers: setting(
    'VINSEAL_WORKERS',
    'threads that make documents, and as many that read uploads; empty means one per core, 4 at most',
    '',
    (value, env) => (value === '' ? Math.min(4, availableParallelism()) : wholeNumber(1, 64)(value, env)),
  ),
  memoryMb: setting(
    'VINSEAL_MEMORY_MB',
    `megabytes of memory that the service may come to: as many threads as fit (${BASE_MB} and ${THREAD_MB} for each), and what uploads under way hold; empty sets no bound of its own`,
    '',
    (value, env) => (value === '' ? null : wholeNumber(LEAST_MB, 1_048_576)(value, env)),
  ),
  checksPerMinute: setting(
    'VINSEAL_CHECKS_PER_MINUTE',
    'uploads and look-ups that one address may make in a minute',
    '120',
    wholeNumber(1, 1_000_000),
  ),
  resultDays: setting(
    'VINSEAL_RESULT_DAYS',
    'days for which the result of a check on the pages has an address of its own, without the file; 0 keeps none',
    '30',
    wholeNumber(0, 365),
  ),
  readingTimeMs: setting(
    'VINSEAL_READING_TIME_MS',
    'milliseconds that one upload may take to read, all its files together, before the answer is `undecided`',
    '10000',
    wholeNumber(100, 600_000),
  ),
  revocationHosts: setting(
    'VINSEAL_REVOCATION_HOSTS',
    'hosts (`host` or `host:port`, commas between) that may be asked for CRLs and OCSP answers; empty asks nobody',
    '',
    hostList,
  ),
  revocationTimeMs: setting(
    'VINSEAL_REVOCATION_TIME_MS',
    'milliseconds that one such address may take, repeated tries included, before it counts as unreachable',
    '5000',
    wholeNumber(100, 60_000),
  ),
  timeStampAddresses: setting(
    'VINSEAL_TIME_STAMP_URLS',
    'addresses of time-stamp authorities (RFC 3161), commas between, asked in this order; empty: the TEST authority of this install, in `production` none',
    '',
    webAddresses,
  ),
  timeStampPolicy: setting(
    'VINSEAL_TIME_STAMP_POLICY',
    'policy (object identifier) that their time-stamps must be of; empty takes any',
    '',
    objectIdentifier,
  ),
  timeStampTimeMs: setting(
    'VINSEAL_TIME_STAMP_TIME_MS',
    'milliseconds that one such address may take, repeated tries included, before the next one is asked',
    '5000',
    wholeNumber(100, 60_000),
  ),
  withoutProof: setting(
    'VINSEAL_WITHOUT_PROOF',
    'when time-stamps or revocation cannot be had: `refuse` to issue, or `issue-b-b` without them',
    'refuse',
    oneOf('refuse', 'issue-b-b'),
  ),
  issueMarginDays: setting(
    'VINSEAL_ISSUE_MARGIN_DAYS',
    'days for which the signing certificate, its authorities and anchor, and the time-stamp authority must still hold when something is issued or a certificate imported; an approved seal too, today being the first; 0 asks for none',
    '1',
    wholeNumber(0, 365),
  ),
  renewalLeadDays: setting(
    'VINSEAL_RENEWAL_LEAD_DAYS',
    'days before a certificate or an algorithm runs out at which archive copies are renewed',
    '90',
    wholeNumber(1, 3_650),
  ),
  renewalHours: setting(
    'VINSEAL_RENEWAL_HOURS',
    'hours from one renewal of archive copies by the service to the next; 0 leaves them to `vinseal renew`',
    '12',
    wholeNumber(0, 168),
  ),
  smtpUrl: setting(
    'VINSEAL_SMTP_URL',
    'address of the mail server, such as `smtps://NAME:PASSWORD@mail.example:465`; may hold a password. Empty: letters are files in `outbox` of the data folder, which administrators of the operator read in the pages',
    '',
    mailServer,
  ),
  mailFrom: setting(
    'VINSEAL_MAIL_FROM',
    'address that letters come from; needed with a mail server',
    '',
    (value, env) => {
      if (value === '' || emailAddress(value) !== null) return value;
      throw new ConfigError(`${env} is no address of mail: give one such as vinseal@company.example`);
    },
  ),
  identityProviders: setting(
    'VINSEAL_OIDC',
    'JSON file of the identity providers (OpenID Connect) by which organisations sign their people in (docs/accounts.md); the secret of each is in a file that it names, or in a variable `VINSEAL_OIDC_SECRET_…`. Empty: e-mail and password alone',
    '',
    (value) => (value === '' ? value : path.resolve(value)),
  ),
  metricsTokenFile: setting(
    'VINSEAL_METRICS_TOKEN_FILE',
    'file with the bearer token (32 characters or more) that `/metrics` asks for; empty: it answers this machine alone, and in `production` nobody',
    '',
    text,
  ),
  logLevel: setting(
    'VINSEAL_LOG_LEVEL',
    'least level that is logged',
    'info',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  ),
} as const;

/** The settings as values, read once. */
export type Config = { readonly [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['parse']> } & {
  /** Secrets that the file of identity providers may name, by variable. */
  readonly identityProviderSecrets: Readonly<Record<string, string>>;
};

/**
 * Reads the settings from the environment; `overrides` (command-line options) win.
 * @throws {ConfigError} naming the variable and what it may be
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Partial<Record<keyof typeof SETTINGS, string>>> = {},
): Config {
  refuseUnknown(env);
  const entries = Object.entries(SETTINGS).map(([name, entry]) => {
    const value = overrides[name as keyof typeof SETTINGS] ?? (env[entry.env] || entry.default);
    return [name, entry.parse(value, entry.env)];
  });
  const secrets = Object.entries(env).filter(([name, value]) => OF_PROVIDERS.test(name) && value !== undefined);
  const config = { ...Object.fromEntries(entries), identityProviderSecrets: Object.fromEntries(secrets) } as Config;
  refuseUnsafe(config);
  const asked = overrides.workers ?? env[SETTINGS.workers.env] ?? '';
  return { ...config, workers: workersWithin(config, asked !== ''), data: path.resolve(config.data) };
}

/** As many threads as the memory is for. More that were asked for are refused, not cut down silently. */
function workersWithin({ memoryMb, workers }: Config, isAsked: boolean): number {
  if (memoryMb === null) return workers;
  const fitting = Math.floor((memoryMb - BASE_MB) / THREAD_MB);
  if (workers <= fitting) return workers;
  if (!isAsked) return fitting;
  const needed = BASE_MB + workers * THREAD_MB;
  throw new ConfigError(
    `VINSEAL_WORKERS is "${workers}", which needs VINSEAL_MEMORY_MB of ${needed} or more: give more memory, or ${fitting} threads`,
  );
}

/** Bytes that all uploads under way may hold together. */
export function uploadBytes({ memoryMb }: Pick<Config, 'memoryMb'>): number {
  const share = memoryMb === null ? UPLOADS_MB.most : Math.floor(memoryMb / 8);
  return Math.min(UPLOADS_MB.most, Math.max(UPLOADS_MB.least, share)) * 1024 * 1024;
}

const PREFIX = 'VINSEAL_';
/** What the project's own tests and measurements read. */
const OF_DEVELOPMENT = /^VINSEAL_(?:TEST_[A-Z_]+|CORPUS|FINDINGS)$/;
/** Secrets that the file of identity providers may name: no other variable is ever told to anybody. */
export const OF_PROVIDERS = /^VINSEAL_OIDC_SECRET_[A-Z0-9_]{1,60}$/;

/** A setting that nobody reads would be taken for one that works. */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const known = Object.values(SETTINGS).map((entry) => entry.env);
  const unknown = Object.keys(env).find(
    (name) =>
      name.startsWith(PREFIX) && !known.includes(name) && !OF_DEVELOPMENT.test(name) && !OF_PROVIDERS.test(name),
  );
  if (unknown === undefined) return;
  // The comparison is of any two texts; VINs are what it is mostly asked for.
  const nearest = nearestVin(unknown, known)?.vin;
  const hint = nearest === undefined ? 'see `vinseal settings` for those there are' : `did you mean ${nearest}?`;
  throw new ConfigError(`${unknown.slice(0, 60)} is no setting: ${hint}`);
}

function refuseUnsafe(config: Config): void {
  if (config.journal.startsWith(`${path.resolve(config.data)}${path.sep}`))
    throw new ConfigError('VINSEAL_JOURNAL lies in the data folder, and is lost with it: give a file on another disk');
  if (config.smtpUrl !== '' && config.mailFrom === '')
    throw new ConfigError(
      'VINSEAL_SMTP_URL is set and VINSEAL_MAIL_FROM is not: give the address that letters come from',
    );
  if (config.environment !== 'production') return;
  if (config.publicUrl.startsWith('https://')) return;
  throw new ConfigError('VINSEAL_PUBLIC_URL must be an https address when VINSEAL_ENV is production');
}

/** Every setting and whether the environment has it: never a value. */
export function shownSettings(environment: Readonly<Record<string, string | undefined>>) {
  return Object.values(SETTINGS).map(({ env, doc, default: usual }) => ({
    ...{ name: env, doc, usual },
    isSet: (environment[env] ?? '') !== '',
  }));
}

/** The settings as the rows of a Markdown table. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    (entry) => `| \`${entry.env}\` | ${entry.doc} | ${entry.default === '' ? '' : `\`${entry.default}\``} |`,
  );
  return ['| setting | what it is | default |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The address that documents print: the one configured, else the one listened on. */
export function publicAddress(config: Config): string {
  return config.publicUrl === '' ? `http://${config.host}:${config.port}` : config.publicUrl;
}

/** What the composition needs to know of the settings. */
export function installOptions(config: Config) {
  return {
    ...inspectorOptions(config),
    publicUrl: publicAddress(config),
    timeStampAddresses: config.timeStampAddresses,
    timeStampPolicy: config.timeStampPolicy,
    timeStampTimeMs: config.timeStampTimeMs,
    withoutProof: config.withoutProof,
    issueMarginDays: config.issueMarginDays,
    renewalLeadDays: config.renewalLeadDays,
    resultDays: config.resultDays,
    smtp: config.smtpUrl === '' ? null : { url: config.smtpUrl, from: config.mailFrom },
  };
}

/** What an inspection needs of them. */
export function inspectorOptions(config: Config) {
  return {
    data: config.data,
    journal: config.journal === '' ? null : config.journal,
    workers: config.workers,
    readingTimeMs: config.readingTimeMs,
    revocationHosts: config.revocationHosts,
    revocationTimeMs: config.revocationTimeMs,
    acceptTestAnchors: config.environment !== 'production',
    // In production indexes are built when the operator says so: `vinseal migrate`.
    mongo: config.mongoUrl === '' ? null : { url: config.mongoUrl, migrates: config.environment !== 'production' },
  };
}
