import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mongo } from 'mongoose';
import { freePort } from './free-port.ts';
import { end, initiate, type ServerSecurity, startServer } from './mongod.ts';
import { derExtension, issueCertificate, LEAF_EXTENSIONS, pem, testKey, testRoot } from './pki.ts';

/** A replica set of one member that takes nobody without TLS and a password. */
export type SecuredMongo = {
  /** The address of a database for a user whose password is that. */
  readonly url: (database: string, user: string, password: string) => string;
  readonly stop: () => Promise<void>;
};

/** Makes roles and users by commands while the server is open to all, then starts it again with TLS and a key file. */
export async function startSecuredMongo(
  program: string,
  database: string,
  commands: readonly mongo.Document[],
): Promise<SecuredMongo> {
  const root = mkdtempSync(path.join(tmpdir(), 'vinseal-secured-'));
  const folder = path.join(root, 'data');
  mkdirSync(folder);
  const port = await freePort();
  const open = await startServer(program, { folder, port });
  await initiate([port]);
  await runAll(`mongodb://127.0.0.1:${port}/?replicaSet=rs0`, database, commands);
  await end(open);
  const secured = await securityIn(root);
  const server = await startServer(program, { folder, port, secured });
  const options = `replicaSet=rs0&tls=true&tlsCAFile=${encodeURIComponent(secured.caFile)}`;
  return {
    url: (name, user, password) => `mongodb://${user}:${password}@127.0.0.1:${port}/${name}?${options}`,
    stop: async () => {
      await end(server);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function runAll(url: string, database: string, commands: readonly mongo.Document[]): Promise<void> {
  const client = new mongo.MongoClient(url);
  try {
    for (const command of commands) await client.db(database).command(command);
  } finally {
    await client.close();
  }
}

/** A GeneralNames of the loopback address (RFC 5280, 4.2.1.6). */
const LOOPBACK = derExtension('2.5.29.17', false, new Uint8Array([0x30, 0x06, 0x87, 0x04, 127, 0, 0, 1]));

async function securityIn(root: string): Promise<ServerSecurity> {
  const place = (name: string, content: string) => {
    const file = path.join(root, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  const ca = await testRoot({ name: 'mongo-ca' });
  const key = testKey('p-256', 'mongo-member');
  const names = { commonName: '127.0.0.1', extensions: [...LEAF_EXTENSIONS, LOOPBACK] };
  const dates = { notBefore: '2025-01-01T00:00:00Z', notAfter: '2035-01-01T00:00:00Z' };
  const { der } = await issueCertificate({ key, issuer: ca, ...names, ...dates });
  return {
    keyFile: place('mongo.key', randomBytes(48).toString('base64')),
    certificateFile: place('member.pem', `${pem('CERTIFICATE', der)}${key.export({ type: 'pkcs8', format: 'pem' })}`),
    caFile: place('ca.pem', pem('CERTIFICATE', ca.der)),
  };
}
