import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { passphraseAsker } from './commands/ask-passphrase.ts';
import { faultExit } from './commands/command.ts';
import { beginSchedule, refreshDaily, takeInLists } from './compose/begin-schedule.ts';
import { readSamples } from './compose/install/read-samples.ts';
import { readyDataFolder } from './compose/install/ready-data-folder.ts';
import { printedAddress, rememberAddress } from './compose/install/remembered-address.ts';
import { restoreSamples } from './compose/install/restore-samples.ts';
import { dataPaths } from './compose/install-options.ts';
import { type Install, openInstall, SYSTEM_CLOCK } from './compose/open-install.ts';
import { readIdentityProviders } from './compose/read-identity-providers.ts';
import { readMetricsAccess } from './compose/read-metrics-access.ts';
import { serviceApp } from './compose/service-app.ts';
import { type Config, installOptions, readConfig, shownSettings, uploadBytes } from './config.ts';
import { stopperOf } from './http/stop-server.ts';
import { DEMONSTRATION, DEMONSTRATION_APPROVER, SERVICE } from './model/access/actor.ts';
import { tellBatchNews } from './schedule/run-batches.ts';

/** How long a client may take to send a request, in ms: an upload that never ends holds memory. */
const REQUEST_MS = 60_000;
/** What open requests may take when the process is told to stop. */
const STOP_TIMES = { quietMs: 100, stalledMs: 1_500, wholeMs: 8_000 };
/** How long the whole stop may take, in ms, before the process ends as failed. */
const STOP_MS = 10_000;

/** Starts the service: settings → data folder → adapters → listening. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const askPassphrase = passphraseAsker(process.stdin, process.stderr);
  // Nobody watches the terminal later on.
  let isStarting = true;
  const metrics = readMetricsAccess(config);
  const identityProviders = readIdentityProviders(config);
  await readyDataFolder(config, SYSTEM_CLOCK, say);
  const publicUrl = printedAddress(config);
  const install = await openInstall({
    ...installOptions(config),
    publicUrl,
    settings: shownSettings(process.env),
    identityProviders,
    onProviderFault: (organisation, { kind, detail }) =>
      log.warn({ organisation, kind, detail }, 'an identity provider signed nobody in'),
    askPassphrase: async (file) => (isStarting ? askPassphrase(file) : null),
    onKeyFault: (err, manufacturer) => log.error({ err, code: err.code, manufacturer }, 'a signing key cannot be used'),
    onListNotes: (list, notes) => log.warn({ list, notes }, 'a revocation list has odd entries; the others count'),
    onReservationsKept: (outcome) =>
      'fault' in outcome
        ? log.error({ err: outcome.fault }, 'reservations cannot be kept: the next heartbeat tries again')
        : log.warn({ numbers: outcome.released }, 'released what nobody kept'),
    onLimits: (news) =>
      news.counts === 'this-instance'
        ? log.warn({ err: news.fault }, 'limits cannot be counted in the store: this instance counts by itself')
        : log.info('limits are counted in the store again'),
    onMailFault: (err, kind) =>
      log.error({ err, kind }, 'a letter could not be sent: it is tried again while it is of use'),
    onBatchNews: (news) => tellBatchNews(news, log),
    onTakenOver: ({ what, from }) =>
      log.warn({ what, from }, 'the store took over what a former version kept in files: they do not count any more'),
    onStoredFileFault: (fault) => log.error(fault, 'a stored file cannot be had'),
  });
  await startJournal(install, log);
  await takeInLists(install, log);
  await refreshDaily(install, log);
  for (const { keyId, fault } of await install.unlockKeys())
    say(`vinseal: key ${keyId} signs nothing: ${fault.message}`);
  isStarting = false;
  await remakeSamples(install, config, publicUrl);
  const server = createServer(
    serviceApp(install, { ...config, log, publicUrl, metrics, uploadBytes: uploadBytes(config) }),
  );
  server.requestTimeout = REQUEST_MS;
  const stopServer = stopperOf(server, STOP_TIMES);
  await listen(server, config);
  const stopSchedule = await beginSchedule(install, config, log);
  const stop = () => {
    const scheduleStopped = stopSchedule();
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void stopServer()
      .then(() => scheduleStopped)
      .then(() => install.close())
      .then(() => process.exit(0));
  };
  // Before the greeting: whoever reads it may stop the service at once.
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  keepAddress(config.data, publicUrl, log);
  await greet(install, { ...config, publicUrl }, server.address() as AddressInfo);
  if (install.recovered.length > 0)
    log.warn({ numbers: install.recovered }, 'released what a dead process had reserved');
}

/** Verifying goes on over a database that was set back, or on a disk that takes nothing; nothing else does. */
async function startJournal(install: Install, log: Logger): Promise<void> {
  const disk = await diskFault(install);
  const fault = disk ?? (await journalFault(install));
  if (fault === null) return;
  say(`vinseal: nothing is issued or changed: ${fault.message}`);
  log.error({ code: fault.code }, fault.message);
}

type NamedFault = Error & { readonly code: unknown };

/** Null where the store can be written. */
async function diskFault(install: Install): Promise<NamedFault | null> {
  return install.storeWrites().then(() => null, orThrow('store-not-writable'));
}

async function journalFault(install: Install): Promise<NamedFault | null> {
  return install.keepJournal().then(() => null, orThrow('store-set-back'));
}

function orThrow(code: string): (fault: unknown) => NamedFault {
  return (fault) => {
    if (fault instanceof Error && 'code' in fault && fault.code === code) return fault;
    throw fault;
  };
}

function listen(server: ReturnType<typeof createServer>, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenFault(cause, config)));
    server.listen(config.port, config.host, resolve);
  });
}

/** The address is a setting that cannot be used. */
class AddressUnusable extends Error {
  readonly code = 'address-not-usable';
}

function listenFault(cause: NodeJS.ErrnoException, config: Config): AddressUnusable {
  const where = `${config.host}:${config.port}`;
  const message =
    cause.code === 'EADDRINUSE'
      ? `${where} is taken: stop what listens there, or give another port, e.g. VINSEAL_PORT=3001 npm start`
      : `cannot listen on ${where} (${cause.code}): give another address with VINSEAL_HOST and VINSEAL_PORT`;
  return new AddressUnusable(message, { cause });
}

/** The service does without samples where they cannot be made again. */
async function remakeSamples(install: Install, config: Config, publicUrl: string): Promise<void> {
  try {
    if (await restoreSamples(install, { ...installOptions(config), publicUrl }))
      say('vinseal: made the sample documents again');
  } catch (fault) {
    say(`vinseal: sample documents are missing and could not be made again: ${oneLine(fault)}`);
  }
}

/** What the terminal prints in documents: it can issue none where this cannot be written. */
function keepAddress(data: string, publicUrl: string, log: Logger): void {
  try {
    rememberAddress(data, publicUrl);
  } catch (err) {
    log.error({ err }, 'the address that documents print could not be kept: it is at the next start');
  }
}

/** What a person wants to know first. The first access key is shown here once and never again. */
async function greet(install: Install, config: Config, listening: AddressInfo): Promise<void> {
  const host = listening.family === 'IPv6' ? `[${listening.address}]` : listening.address;
  const address = `http://${host}:${listening.port}`;
  const samples = await readSamples(dataPaths(config.data).samples);
  say(`vinseal listens on ${address}`);
  if (config.publicUrl !== address)
    say(`documents print the address ${config.publicUrl} (VINSEAL_PUBLIC_URL sets another one)`);
  const key = (await install.accessKeys.ofOperator()) ? null : await firstKey(install, config);
  if (key !== null) say(`access key of the operator, shown this once: ${key}`);
  const invitation = await firstInvitation(install);
  if (invitation !== null) say(`first administrator, a link for one person: ${address}/en/invitation/${invitation}`);
  if (samples.length === 0) return;
  const folder = dataPaths(config.data).samples;
  say(`sample documents: ${folder} and ${address}/en/samples`);
  say('try next:');
  say(`  npm run --silent vinseal -- verify ${folder}/valid.pdf --vin ${samples[0]?.vin ?? ''}`);
  say(`  npm run --silent vinseal -- verify ${folder}/altered.pdf`);
}

/** Null once somebody was let in, and where nothing can be written, which the start has told. */
async function firstInvitation({ accounts }: Install): Promise<string | null> {
  const invited = await accounts.inviteFirstAdministrator('en').catch(orThrow('store-not-writable'));
  return typeof invited === 'string' ? invited : null;
}

/** Null over a database that was set back: it says so itself. */
async function firstKey({ accessKeys }: Install, { environment }: Config): Promise<string | null> {
  const made = await accessKeys.createFirst(SERVICE);
  if (!made.ok && made.problem.code === 'store-set-back') return null;
  if (!made.ok) throw new Error(`the first access key was refused: ${made.problem.code}`);
  const { key, secret } = made.value;
  // In a demonstration it issues TEST documents at once. In production two administrators must agree to that.
  if (environment === 'demonstration') {
    await accessKeys.proposeDirectSealing(key.id, DEMONSTRATION);
    await accessKeys.approveDirectSealing(key.id, DEMONSTRATION_APPROVER);
  }
  return secret;
}

function oneLine(fault: unknown): string {
  return (fault instanceof Error ? fault.message.split('\n')[0] : undefined) ?? String(fault);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((fault: unknown) => {
  process.stderr.write(`vinseal: ${oneLine(fault)}\n`);
  process.exit(faultExit(fault));
});
