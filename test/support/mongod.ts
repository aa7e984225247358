import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { freePort } from './free-port.ts';

/** Where `npm run mongod` puts the server. Ignored by git: it is for tests on this machine alone. */
export const MONGOD_FOLDER = path.join(import.meta.dirname, '../../.mongod');
const FETCHED = path.join(MONGOD_FOLDER, 'fiftyone/db/bin/mongod');

/** A replica set to test with: one that is named, or a server of this machine. */
type Source = { readonly kind: 'named'; readonly url: string } | { readonly kind: 'program'; readonly program: string };

/** In this order: `VINSEAL_TEST_MONGO_URL`, `mongod` on the path, what `npm run mongod` fetched. Null where there is none. */
export function findMongo(): Source | null {
  const url = process.env.VINSEAL_TEST_MONGO_URL ?? '';
  if (url !== '') return { kind: 'named', url };
  const program = process.env.VINSEAL_TEST_MONGOD_PROGRAM ?? findProgram() ?? '';
  return program === '' ? null : { kind: 'program', program };
}

function findProgram(): string | undefined {
  return ['mongod', FETCHED].find(runs);
}

/** Looks once for all test files of a run: each look starts the server to ask for its version. */
export function lookForMongod(): void {
  process.env.VINSEAL_TEST_MONGOD_PROGRAM ??= findProgram() ?? '';
}

function runs(program: string): boolean {
  if (program === FETCHED && !existsSync(FETCHED)) return false;
  const { error, status } = spawnSync(program, ['--version']);
  return error === undefined && status === 0;
}

/** Whether there is a server; where there is none, has the end of the run say that these tests were skipped. */
export function hasMongo(what: string): boolean {
  if (findMongo() !== null) return true;
  const note = process.env.VINSEAL_TEST_SKIPPED;
  if (note !== undefined) appendFileSync(note, `${what}\n`);
  return false;
}

/** A replica set in use by one test file. */
export type TestMongo = {
  /** The address of a database of that name, which nobody else uses. */
  readonly url: (database: string) => string;
  /** Kills the server with no time to tidy up, and starts it again over the same data. Only for a server that was started here. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * The replica set of the whole run (`shared-mongod.ts`): each test file uses databases of names of its own there, and leaves
 * the server as it is. Outside of a run a set of its own.
 */
export async function startMongo(): Promise<TestMongo> {
  const offered = process.env.VINSEAL_TEST_MONGOD;
  if (offered === undefined) return startOwnMongo();
  const answer = await fetch(offered);
  const told = await answer.text();
  if (!answer.ok) throw new Error(told);
  return namedMongo(told);
}

/**
 * Starts a replica set of one member, or uses the one that is named. Ends with this process at the latest. `cacheGb`: of the
 * server's cache; as little as tests need where it is left out.
 */
export async function startOwnMongo({ cacheGb = TEST_CACHE_GB } = {}): Promise<TestMongo> {
  const source = findMongo();
  if (source === null) throw new Error('there is no mongod here');
  if (source.kind === 'named') return namedMongo(source.url);
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-mongod-'));
  const port = await freePort();
  const place = { folder, port, cacheGb };
  let server = await startServer(source.program, place);
  await initiate([port]);
  return {
    url: (database) => `mongodb://127.0.0.1:${port}/${database}?replicaSet=rs0`,
    restart: async () => {
      await end(server);
      server = await startServer(source.program, place);
      await awaitPrimary(port);
    },
    stop: async () => {
      await end(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function namedMongo(given: string): TestMongo {
  return {
    url: (database) => {
      const url = new URL(given);
      url.pathname = `/${database}`;
      return url.href;
    },
    restart: async () => {
      throw new Error('a server that was not started here is not restarted');
    },
    stop: async () => undefined,
  };
}

export type ServerPlace = {
  readonly folder: string;
  readonly port: number;
  readonly standalone?: boolean;
  readonly cacheGb?: number;
  /** With TLS and users; without them where it is left out. */
  readonly secured?: ServerSecurity;
};

/** Files of a server that takes nobody without TLS and a password. */
export type ServerSecurity = { readonly keyFile: string; readonly certificateFile: string; readonly caFile: string };

const TEST_CACHE_GB = 0.25;

/** A mongod on the loopback address, as soon as it answers. */
export async function startServer(
  program: string,
  { folder, port, standalone, cacheGb = TEST_CACHE_GB, secured }: ServerPlace,
): Promise<ChildProcess> {
  const set = standalone === true ? [] : ['--replSet', 'rs0', '--oplogSize', '128'];
  const parameters = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  const server = underWatch(program, [
    ...['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--wiredTigerCacheSizeGB', String(cacheGb), '--quiet', ...set],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
    ...(secured === undefined ? [] : securing(secured)),
  ]);
  // The driver looks again every half a second only.
  await untilTrue(() => takesConnections(port), 'mongod does not listen');
  const options = secured === undefined ? {} : { tls: true, tlsCAFile: secured.caFile };
  const answers = () => withServer(port, async (admin) => (await admin.ping()).ok === 1, options);
  await untilTrue(answers, 'mongod does not answer');
  return server;
}

function takesConnections(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: '127.0.0.1' });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

function securing({ keyFile, certificateFile, caFile }: ServerSecurity): readonly string[] {
  return [
    ...['--keyFile', keyFile, '--tlsMode', 'requireTLS', '--tlsCertificateKeyFile', certificateFile],
    ...['--tlsCAFile', caFile, '--tlsAllowConnectionsWithoutCertificates'],
  ];
}

/**
 * Runs a program that ends when this process does, however that ends: a shell waits for the end of its input. What is asked to
 * end is killed, as by a power cut.
 */
function underWatch(program: string, args: readonly string[]): ChildProcess {
  const script = '"$@" >/dev/null & server=$!; cat >/dev/null; kill -KILL $server; wait $server';
  return spawn('sh', ['-c', script, 'sh', program, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Kills the server, and settles once it is gone. */
export async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.stdin?.end();
  await gone;
}

/** How soon a set holds an election, in ms. */
export type SetTimes = {
  readonly electionTimeoutMillis: number;
  readonly heartbeatIntervalMillis: number;
  readonly catchUpTimeoutMillis?: number;
};

/** Much sooner than by default: tests wait for elections. */
export const QUICK_ELECTIONS: SetTimes = { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 250 };

/** Elections at the default time, and what docs/scale.md advises beside. */
export const ADVISED_TIMES: SetTimes = {
  electionTimeoutMillis: 10_000,
  heartbeatIntervalMillis: 500,
  catchUpTimeoutMillis: 2_000,
};

/**
 * Makes a replica set of the servers on those ports, and waits for its primary.
 * @param how at which ports members are reached where that is not where they listen; the times of MongoDB where null
 */
export async function initiate(
  ports: readonly number[],
  how: { readonly hosts?: readonly number[]; readonly times?: SetTimes | null } = {},
): Promise<void> {
  const [first] = ports;
  if (first === undefined) throw new Error('a set has one member at least');
  const { hosts = ports, times = QUICK_ELECTIONS } = how;
  const members = hosts.map((port, index) => ({ _id: index, host: `127.0.0.1:${port}` }));
  const settings = times === null ? {} : { settings: times };
  await askServer(first, { replSetInitiate: { _id: 'rs0', members, ...settings } });
  await awaitPrimary(...ports);
}

/** What one server answers to a command, whatever it is in its set. */
export function askServer(port: number, command: mongo.Document): Promise<mongo.Document> {
  return withServer(port, (admin) => admin.command(command));
}

/** Waits until one of the servers is the primary. */
export async function awaitPrimary(...ports: readonly number[]): Promise<void> {
  await untilTrue(async () => (await primaryOf(ports)) !== -1, 'the set has no primary');
}

/** The port of the primary; -1 where there is none. */
export async function primaryOf(ports: readonly number[]): Promise<number> {
  const isPrimary = (port: number) =>
    askServer(port, { hello: 1 }).then(
      ({ isWritablePrimary }) => isWritablePrimary === true,
      () => false,
    );
  const found = await Promise.all(ports.map(isPrimary));
  return ports[found.indexOf(true)] ?? -1;
}

async function withServer<Value>(
  port: number,
  work: (admin: mongo.Admin) => Promise<Value>,
  options: mongo.MongoClientOptions = {},
): Promise<Value> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 500,
    // A server that was stopped takes connections and answers none.
    connectTimeoutMS: 500,
    socketTimeoutMS: 5_000,
    ...options,
  });
  try {
    return await work(client.db('admin').admin());
  } finally {
    await client.close();
  }
}

async function untilTrue(look: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    if (await look().catch(() => false)) return;
    await sleep(20);
  }
  throw new Error(otherwise);
}
