import { cpSync, rmSync } from 'node:fs';
import type { Connection } from 'mongoose';
import { createConnection } from 'mongoose';
import { copyInstallOnto } from '../mongo-install.ts';
import type { SetTimes } from '../mongod.ts';
import { type Service, startService } from '../service.ts';
import { type Members, startMembers } from './members.ts';
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
  readonly stop: () => Promise<void>;
};

export async function openFaultWorld(program: string, times: SetTimes | null): Promise<FaultWorld> {
  const members = await startMembers(program, times);
  const url = members.url('vinseal-faults');
  const copy = await copyInstallOnto(url);
  const folders = [copy.folder, `${copy.folder}-other`];
  cpSync(copy.folder, folders[1] ?? '', { recursive: true });
  const start = (instance: number) =>
    startService(
      {
        VINSEAL_DATA: folders[instance] ?? '',
        VINSEAL_MONGO_URL: url,
        VINSEAL_CHECKS_PER_MINUTE: '1000000',
        VINSEAL_READING_TIME_MS: '60000',
        VINSEAL_TEST_CLOCK_SHIFT_MS: String(instance * CLOCK_SHIFT_MS),
      },
      ['--import', SHIFT_CLOCK],
    );
  const first = await start(0);
  const token = await first.told(/shown this once: (\S+)\n/);
  const services: Service[] = [first, await start(1)];
  const connection = await createConnection(url).asPromise();
  const killInstance = async (instance: number) => {
    const { child } = services[instance] as Service;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  };
  return {
    members,
    connection,
    place: { folder: copy.folder, url },
    ask: (instance) => serviceClient((services[instance] as Service).address, token),
    killInstance,
    startInstance: async (instance) => {
      services[instance] = await start(instance);
    },
    stop: async () => {
      for (const instance of INSTANCES) await killInstance(instance);
      await connection.destroy();
      await members.stop();
      copy.remove();
      rmSync(folders[1] ?? '', { recursive: true, force: true });
    },
  };
}
