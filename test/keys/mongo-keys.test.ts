import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openCompromisedKeys } from '../../server/keys/compromised-keys.ts';
import { openKeyLedger } from '../../server/keys/key-ledger.ts';
import { openSigningKeys } from '../../server/keys/signing-keys.ts';
import { prepareSignature } from '../../server/model/sealing/prepared-signature.ts';
import type { KeyRecord } from '../../server/ports/key-ledger.ts';
import { SIGNING_ALGORITHMS } from '../../server/ports/signing-keys.ts';
import { keyLedgerContract } from '../contract/key-ledger.contract.ts';
import { signingKeysContract } from '../contract/signing-keys.contract.ts';
import type { MongoFixture } from '../stores/mongo/mongo-fixture.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { makeActiveKey, openSources } from '../support/keys.ts';
import { testRoot } from '../support/pki.ts';
import { ledgerFixture } from './ledger-fixture.ts';

/** The index of keys in MongoDB: the suites that it passes over SQLite, and what its instances hear of each other. */
describeWithMongo('keys whose index is in MongoDB', ({ database }) => {
  // First: each of its tests leaves the database empty.
  keyLedgerContract('MongoDB', () => ledgerFixture(() => database().fixture()));

  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-mongo-keys-'));
  const sources = openSources(folder);
  let stores: Promise<MongoFixture> | undefined;
  const openShared = async () => {
    stores ??= database().fixture();
    return (await (await stores).open()).shared;
  };
  afterAll(async () => {
    await (await stores)?.dispose();
    rmSync(folder, { recursive: true });
  });

  signingKeysContract(
    'key files, MongoDB',
    SIGNING_ALGORITHMS.map((algorithm) => ({
      algorithm,
      open: async () => {
        const issuer = await testRoot({ name: 'root' });
        return makeActiveKey({ shared: await openShared(), sources, source: 'file', algorithm, issuer });
      },
    })),
  );

  test.each(['suspended', 'compromised'] as const)(
    'a key that another instance calls %s signs nothing, though it was chosen before',
    async (state) => {
      const [here, there] = [await openShared(), await openShared()];
      const issuer = await testRoot({ name: 'root' });
      const algorithm = 'ecdsa-p256-sha256';
      await makeActiveKey({ shared: there, sources, source: 'file', algorithm, issuer, keyId: state });
      const [keys, compromised] = [openSigningKeys(here, sources), openCompromisedKeys(here)];
      const [chosen, before] = [await keys.activeKey('maker', algorithm), await compromised.known()];
      const since = state === 'compromised' ? '2026-01-01T00:00:00.000Z' : null;
      const record = (await openKeyLedger(there, sources).list()).find(({ keyId }) => keyId === state) as KeyRecord;
      await openKeyLedger(there, sources).change(() => ({
        save: [{ ...record, state, compromisedSince: since }],
        answer: null,
      }));
      const prepared = prepareSignature({
        ...{ number: 'ASC-TEST', manufacturerId: 'maker', documentDigest: '00' },
        signedAttributes: new Uint8Array([0x31, 0]),
      });
      await expect(chosen?.sign(prepared)).rejects.toMatchObject({ code: 'key-not-active' });
      expect([before.since(record.publicKey), (await compromised.known()).since(record.publicKey)]).toEqual([
        null,
        since,
      ]);
    },
  );
});
