import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConnection, mongo } from 'mongoose';
import { openInstall } from '../../server/compose/open-install.ts';
import { TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { endAbandoned } from '../../server/stores/mongo/abandoned-transactions.ts';
import { connectMongo } from '../../server/stores/mongo/connect.ts';
import { modelsOf } from '../../server/stores/mongo/database.ts';
import { migrateMongo } from '../../server/stores/mongo/migrate.ts';
import { expectDone, tokenOf } from '../support/actors.ts';
import { seededRequest, testOptions } from '../support/install.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { mongoUserCommands } from '../support/mongo-users.ts';
import { findMongo, hasMongo } from '../support/mongod.ts';
import { type SecuredMongo, startSecuredMongo } from '../support/secured-mongo.ts';

const PASSWORD = 'a-password-of-tests';
const COMMANDS = mongoUserCommands(PASSWORD);
const source = hasMongo('users of MongoDB with least privilege') ? findMongo() : null;

test('deploy/mongo-users.js grants the instances something on every collection there is, and on all together their names alone', () => {
  const [service] = COMMANDS.filter(({ createRole }) => createRole === 'vinsealService');
  const granted: readonly {
    readonly resource: { readonly collection: string };
    readonly actions: readonly string[];
  }[] = service?.privileges;
  const models = Object.values(modelsOf(createConnection())).map((model) => model.collection.name);
  const named = granted.map(({ resource }) => resource.collection).filter((name) => name !== '');
  expect(named.toSorted()).toEqual(models.toSorted());
  const onAll = granted.filter(({ resource }) => resource.collection === '');
  expect(onAll.map(({ actions }) => actions)).toEqual([['listCollections']]);
});

/** A server of its own: with users, and TLS alone. */
(source?.kind === 'program' ? describe : describe.skip)(
  'the users of deploy/mongo-users.js on a server with TLS',
  () => {
    let secured: SecuredMongo;
    let copy: Awaited<ReturnType<typeof copyInstallOnto>>;
    let install: Awaited<ReturnType<typeof openInstall>>;
    const urlOf = (user: string) => secured.url('vinseal', user, PASSWORD);
    const asService = async <Value>(work: (db: mongo.Db) => Promise<Value>): Promise<Value> => {
      const client = new mongo.MongoClient(urlOf('vinseal-service'));
      try {
        return await work(client.db('vinseal'));
      } finally {
        await client.close();
      }
    };

    beforeAll(async () => {
      secured = await startSecuredMongo(source?.kind === 'program' ? source.program : '', 'vinseal', COMMANDS);
      // Makes collections and indexes, as `vinseal migrate` does.
      copy = await copyInstallOnto(urlOf('vinseal-operator'));
      install = await openInstall(
        testOptions(copy.folder, { mongo: { url: urlOf('vinseal-service'), migrates: false } }),
      );
    });
    afterAll(async () => {
      await install?.close();
      copy?.remove();
      await secured?.stop();
    });

    test('an instance does all that it does as vinseal-service', async () => {
      const by = operatorActor('zhang');
      const asked = (pdf: Uint8Array) => install.verify({ pdf, vin: null, destination: null, applicationDate: null });
      const { confirmation } = expectDone(await install.issue(seededRequest(1, 2), { by }));
      const { number, lines } = confirmation;
      const { pdf } = expectDone(await install.pdf(number, by));
      expect(expectDone(await asked(pdf)).verdict).toBe('valid');
      const again = await install.issue({ ...seededRequest(2, 1), supersedes: number }, { by });
      expectDone(again);
      const other = expectDone(await install.issue(seededRequest(3, 1), { by })).confirmation;
      expectDone(await install.withdraw(other.number, { reason: 'issued-in-error' }, by));
      expect((await install.lookUp({ number, vinTail: lines[0]?.vin.slice(-6) ?? '' })).ok).toBe(true);
      expect(expectDone(await install.list({ limit: '5' }, by)).items).toHaveLength(3);
      await tokenOf(install);
      expectDone(await install.sealing.change(TEST_MANUFACTURER.id, null, by));
      const seal = { form: 'limited-liability', recordCode: '0000000000000', from: '2026-01-01' };
      expectDone(await install.seals.propose(TEST_MANUFACTURER.id, seal, by));
      await install.renew({ numbers: [number], by });
      await install.sweepFiles(null);
      await install.results.eraseOld();
      await install.storeWrites();
      expect(await install.findFaults()).toEqual([]);
    });

    test('it can end what a dead instance left open', async () => {
      const connection = await connectMongo(urlOf('vinseal-service'));
      try {
        await endAbandoned(connection);
      } finally {
        await connection.destroy();
      }
    });

    test('it cannot change what was told, remove what was issued, or build anything', async () => {
      const refused = { code: 13 };
      await asService(async (db) => {
        await expect(
          db.collection('audit_entries').updateMany({}, { $set: { action: 'nothing' } }),
        ).rejects.toMatchObject(refused);
        await expect(db.collection('audit_entries').deleteMany({})).rejects.toMatchObject(refused);
        await expect(db.collection('confirmations').deleteMany({})).rejects.toMatchObject(refused);
        await expect(db.collection('lines').deleteMany({})).rejects.toMatchObject(refused);
        await expect(db.collection('lines').drop()).rejects.toMatchObject(refused);
        await expect(db.collection('lines').createIndex({ vin: -1 })).rejects.toMatchObject(refused);
        await expect(db.dropDatabase()).rejects.toMatchObject(refused);
      });
      const connection = await connectMongo(urlOf('vinseal-service'));
      await expect(migrateMongo(connection)).rejects.toMatchObject({ code: 'store-unreachable' });
      await connection.destroy();
    });

    test('nobody comes in without the password, or without TLS', async () => {
      await expect(connectMongo(secured.url('vinseal', 'vinseal-service', 'another'))).rejects.toMatchObject({
        code: 'store-unreachable',
      });
      const plain = new mongo.MongoClient(urlOf('vinseal-service').replace('tls=true', 'tls=false'), {
        serverSelectionTimeoutMS: 500,
      });
      await expect(plain.connect()).rejects.toThrow();
      await plain.close();
    });
  },
);
