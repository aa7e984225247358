import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { awaitPrimary, end, initiate, primaryOf, startServer } from './mongod.ts';

/** A replica set of three, whose primary can be killed. */
export type ThreeMembers = {
  readonly url: (database: string) => string;
  /** Kills the primary, waits for the next one, and starts the former one again. */
  readonly killPrimary: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startThreeMembers(program: string): Promise<ThreeMembers> {
  const root = mkdtempSync(path.join(tmpdir(), 'vinseal-members-'));
  const places: { readonly folder: string; readonly port: number }[] = [];
  for (let member = 0; member < 3; member += 1)
    places.push({ folder: mkdtempSync(path.join(root, 'member-')), port: await freePort() });
  const ports = places.map(({ port }) => port);
  const servers = await Promise.all(places.map((place) => startServer(program, place)));
  await initiate(ports);
  return {
    url: (database) => `mongodb://${ports.map((port) => `127.0.0.1:${port}`).join()}/${database}?replicaSet=rs0`,
    killPrimary: async () => {
      const primary = await primaryOf(ports);
      const index = ports.indexOf(primary);
      const [server, place] = [servers[index], places[index]];
      if (server === undefined || place === undefined) throw new Error('the set has no primary');
      await end(server);
      await awaitPrimary(...ports.filter((port) => port !== primary));
      servers[index] = await startServer(program, place);
    },
    stop: async () => {
      for (const server of servers) await end(server);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
