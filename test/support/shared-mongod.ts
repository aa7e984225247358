import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startOwnMongo, type TestMongo } from './mongod.ts';

let server: Server | null = null;
let started: Promise<TestMongo> | null = null;

/**
 * One replica set for all test files of a run, started when the first of them asks: each start takes three seconds. Jest's
 * own process answers on the loopback address with the address of the set; `VINSEAL_TEST_MONGOD` says where to ask.
 */
export async function offerMongo(): Promise<void> {
  server = createServer(async (_request, response) => {
    try {
      started ??= startOwnMongo();
      response.end((await started).url(''));
    } catch (fault) {
      response.writeHead(500).end(String(fault));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Programs that use the global set-up without Jest end nothing: they are not held up by this.
  server.unref();
  process.env.VINSEAL_TEST_MONGOD = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** For the global tear-down, which runs in the process of the set-up. */
export async function stopOfferedMongo(): Promise<void> {
  server?.close();
  server?.closeAllConnections();
  await (await started?.catch(() => null))?.stop();
}
