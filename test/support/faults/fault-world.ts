import { cpSync, rmSync } from 'node:fs';
import type { Connection } from 'mongoose';
import { createConnection } from 'mongoose';
import { copyInstallOnto } from '../mongo-install.ts';
import { type Service, startService } from '../service.ts';
import { type Members, type MembersOptions, startMembers } from './members.ts';
import { type ServiceClient, serviceClient } from './service-client.ts';

const SHIFT_CLOCK = new URL('shift-clock.ts', import.meta.url).href;
/** By how much the clock of the second instance is ahead of the first one's, in ms. */
export const CLOCK_SHIFT_MS = 2_000;
export const INSTANCES = [0, 1] as const;

/** Two services with clocks that differ, over a set of three. */
export type FaultWorld = {
  readonly members: Members;
  readonly connection: Connection;
  /** Where the first instance keeps what is not in the database, and the address of the database. */
  readonly place: { readonly folder: string; readonly url: string };
  readonly ask: (instance: number) => ServiceClient;
  /** SIGKILL; settles once the process is gone. */
  readonly killInstance: (instance: number) => Promise<void>;
  /** Settles once it listens again, somewhere else. */
  readonly startInstance: (instance: number) => Promise<void>;
  /** What the instances that run now have logged as faults, one entry each. */
  readonly faultsLogged: () => readonly string[];
  readonly stop: () => Promise<void>;
};

export async function openFaultWorld(program: string, how: MembersOptions): Promise<FaultWorld> {
  const undo: (() => unknown)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    return { ...(await openParts(program, how, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openParts(program: string, how: MembersOptions, undo: (() => unknown)[]) {
  const members = await startMembers(program, how);
  undo.push(members.stop);
  const url = members.url('vinseal-faults');
  const copy = await copyInstallOnto(url);
  undo.push(copy.remove);
  const folders = [copy.folder, `${copy.folder}-other`] as const;
  cpSync(folders[0], folders[1], { recursive: true });
  undo.push(() => rmSync(folders[1], { recursive: true, force: true }));
  const services: Service[] = [];
  const killInstance = async (instance: number) => {
    const child = services[instance]?.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  undo.push(() => Promise.all(INSTANCES.map(killInstance)));
  const startInstance = async (instance: number) => {
    services[instance] = await startService(settingsOf(folders[instance] ?? '', url, instance), [
      '--import',
      SHIFT_CLOCK,
    ]);
  };
  for (const instance of INSTANCES) await startInstance(instance);
  const token = (await services[0]?.told(/shown this once: (\S+)\n/)) ?? '';
  const connection = await createConnection(url).asPromise();
  undo.push(() => connection.destroy());
  const ask = (instance: number) => serviceClient(services[instance]?.address ?? '', token);
  const faultsLogged = () => services.flatMap((service) => service.said().match(/^\{"level":[56]0.*$/gm) ?? []);
  return { members, connection, place: { folder: folders[0], url }, ask, killInstance, startInstance, faultsLogged };
}

function settingsOf(folder: string, url: string, instance: number) {
  return {
    VINSEAL_DATA: folder,
    VINSEAL_MONGO_URL: url,
    VINSEAL_CHECKS_PER_MINUTE: '1000000',
    VINSEAL_READING_TIME_MS: '60000',
    VINSEAL_TEST_CLOCK_SHIFT_MS: String(instance * CLOCK_SHIFT_MS),
  };
}
