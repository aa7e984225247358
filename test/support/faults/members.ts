import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { askServer, awaitPrimary, end, initiate, primaryOf, type SetTimes, startServer } from '../mongod.ts';
import { type SmallDisk, smallDisk } from '../small-disk.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Room for a member's files, its oplog and a journal of 300 MB, in MB. The PDFs are in the database. */
const DISK_MB = 2_000;

/** A replica set of three, each member of which can be harmed. Members reach one another, and are reached, through proxies. */
export type Members = {
  readonly url: (database: string) => string;
  readonly proxies: readonly TcpProxy[];
  /** That of the first member; null where none is asked for, or none can be mounted. */
  readonly disk: SmallDisk | null;
  /** Which member is the primary. */
  readonly primary: () => Promise<number>;
  /** SIGKILL, as by a power cut. */
  readonly kill: (member: number) => Promise<void>;
  /** Starts a member over its files, whether it was killed or died. */
  readonly start: (member: number) => Promise<void>;
  /** SIGSTOP. */
  readonly pause: (member: number) => void;
  /** SIGCONT. */
  readonly resume: (member: number) => void;
  /** Whether it answers. */
  readonly answers: (member: number) => Promise<boolean>;
  readonly makePrimary: (member: number) => Promise<void>;
  /** Settles once there is a primary that the two others follow. */
  readonly awaitHealthy: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type MembersOptions = {
  /** Null for elections as MongoDB holds them by default. */
  readonly times: SetTimes | null;
  /** Whether the first member gets a disk of its own. */
  readonly onDisk: boolean;
};

export async function startMembers(program: string, { times, onDisk }: MembersOptions): Promise<Members> {
  const root = mkdtempSync(path.join(tmpdir(), 'vinseal-members-'));
  const disk = onDisk ? smallDisk(DISK_MB) : null;
  const folders = [
    disk?.folder ?? path.join(root, 'member-0'),
    path.join(root, 'member-1'),
    path.join(root, 'member-2'),
  ];
  const ports: number[] = [];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    ports.push(await freePort());
  }
  const place = (member: number) => ({ folder: folders[member] ?? '', port: ports[member] ?? 0 });
  const servers: ChildProcess[] = await Promise.all(ports.map((_, member) => startServer(program, place(member))));
  const proxies = await Promise.all(ports.map(startTcpProxy));
  const hosts = proxies.map(({ port }) => port);
  await initiate(ports, { hosts, times });
  const signal = (member: number, name: NodeJS.Signals) => process.kill(pidIn(folders[member] ?? ''), name);
  return {
    url: (database) => `mongodb://${hosts.map((port) => `127.0.0.1:${port}`).join()}/${database}?replicaSet=rs0`,
    proxies,
    disk,
    primary: async () => {
      await awaitPrimary(...ports);
      return ports.indexOf(await primaryOf(ports));
    },
    kill: async (member) => end(servers[member] as ChildProcess),
    start: async (member) => {
      await end(servers[member] as ChildProcess);
      servers[member] = await startServer(program, place(member));
    },
    pause: (member) => signal(member, 'SIGSTOP'),
    resume: (member) => signal(member, 'SIGCONT'),
    answers: (member) =>
      askServer(ports[member] ?? 0, { ping: 1 }).then(
        () => true,
        () => false,
      ),
    makePrimary: async (member) => {
      const port = ports[member] ?? 0;
      for (let tries = 0; tries < 100 && (await primaryOf(ports)) !== port; tries += 1) {
        await askServer(port, { replSetStepUp: 1 }).catch(() => undefined);
        await sleep(200);
      }
    },
    awaitHealthy: () => awaitHealthy(ports),
    stop: async () => {
      for (const server of servers) await end(server);
      for (const proxy of proxies) proxy.close();
      disk?.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The process is a child of the shell that watches it: it writes down its own id. */
function pidIn(folder: string): number {
  return Number(readFileSync(path.join(folder, 'mongod.lock'), 'utf8'));
}

async function awaitHealthy(ports: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const states = await Promise.all(ports.map((port) => statesSeenBy(port).catch(() => '')));
    if (states.every((seen) => seen === 'PRIMARY SECONDARY SECONDARY')) return;
    await sleep(100);
  }
  throw new Error('the set does not become whole again');
}

async function statesSeenBy(port: number): Promise<string> {
  const { members } = await askServer(port, { replSetGetStatus: 1 });
  return (members as readonly { readonly stateStr: string }[])
    .map(({ stateStr }) => stateStr)
    .toSorted()
    .join(' ');
}
