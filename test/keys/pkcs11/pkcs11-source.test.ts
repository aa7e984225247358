import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PrivateKey } from '../../../server/keys/key-source.ts';
import { CK, CKA, type Cryptoki, loadModule } from '../../../server/keys/pkcs11/library.ts';
import { findObject } from '../../../server/keys/pkcs11/objects.ts';
import { openPkcs11Source } from '../../../server/keys/pkcs11/source.ts';
import { Token } from '../../../server/keys/pkcs11/token.ts';
import { isSignatureOf } from '../../../server/keys/signature-format.ts';
import { SIGNING_ALGORITHMS } from '../../../server/ports/signing-keys.ts';
import { signingKeysContract } from '../../contract/signing-keys.contract.ts';
import { sharedOf } from '../../support/key-store.ts';
import { makeActiveKey, openSources, random } from '../../support/keys.ts';
import { testRoot } from '../../support/pki.ts';
import { initToken, softHsmModule, TEST_PIN } from '../../support/softhsm.ts';

const module = softHsmModule('no PKCS#11 token is tried');
const label = `vinseal ${randomUUID().slice(0, 8)}`;
const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-pkcs11-'));
const sources = openSources(folder);
const shared = sharedOf(folder);
const algorithm = 'ecdsa-p256-sha256';
const bytes = new TextEncoder().encode('bytes');

if (module !== null) {
  initToken(label);
  const hsm = { kind: 'pkcs11', manufacturerId: 'maker', module, token: label, pinFile: 'hsm.pin', sessions: 3 };
  writeFileSync(path.join(folder, 'sources.json'), JSON.stringify({ hsm }));
  writeFileSync(path.join(folder, 'hsm.pin'), `${TEST_PIN}\n`, { mode: 0o600 });
}
afterAll(async () => {
  await sources.close();
  rmSync(folder, { recursive: true });
});

const open = async (name: (typeof SIGNING_ALGORITHMS)[number]) =>
  makeActiveKey({ shared, sources, source: 'hsm', algorithm: name, issuer: await testRoot({ name: 'root' }) });

if (module !== null) {
  signingKeysContract(
    'PKCS#11',
    SIGNING_ALGORITHMS.map((name) => ({ algorithm: name, open: () => open(name) })),
  );
}

(module === null ? describe.skip : describe)('a PKCS#11 token', () => {
  const settings = { name: 'hsm', module: module ?? '', token: label, sessions: 2 };
  const sourceWith = (pin: () => Promise<string>) => openPkcs11Source({ ...settings, readPin: pin }, random);
  const source = sourceWith(async () => TEST_PIN);
  let key: PrivateKey;
  let cryptoki: Cryptoki;
  beforeAll(async () => {
    key = (await source.create({ keyId: 'resilient', algorithm, existing: null })).key;
    cryptoki = loadModule(module ?? '').cryptoki;
  });

  const slotOf = () => {
    const slot = cryptoki.C_GetSlotList(true).find((one) => cryptoki.C_GetTokenInfo(one).label.trim() === label);
    if (slot === undefined) throw new Error('the token is gone');
    return slot;
  };
  const signs = async () => isSignatureOf(algorithm, key.publicKey, bytes, await key.sign(bytes));

  test('is opened and logged in to anew when its sessions are lost', async () => {
    for (let round = 0; round < 3; round += 1) {
      cryptoki.C_CloseAllSessions(slotOf());
      expect(await signs()).toBe(true);
    }
  });

  test('signs for many at once, in several threads', async () => {
    for (let round = 0; round < 20; round += 1) {
      const signing = Array.from({ length: 64 }, signs);
      expect((await Promise.all(signing)).every(Boolean)).toBe(true);
    }
  });

  test('is lost while many sign, and all come through', async () => {
    const signing = Array.from({ length: 16 }, signs);
    cryptoki.C_CloseAllSessions(slotOf());
    expect(await Promise.all(signing)).toEqual(signing.map(() => true));
  });

  test('is found lost by one while others sign: none of them loses its session', async () => {
    const token = new Token({ cryptoki, label, readPin: async () => TEST_PIN, sessions: 12 });
    const { place } = await source.create({ keyId: 'slow', algorithm: 'rsa-pkcs1-sha256', existing: null });
    const id = Buffer.from(place.kind === 'pkcs11' ? place.id : '', 'hex');
    let attempts = 0;
    const sign = () =>
      token.withSession((session) => {
        attempts += 1;
        const mechanism = { mechanism: CK.sha256RsaPkcs, parameter: null };
        cryptoki.C_SignInit(session, mechanism, findObject(cryptoki, session, CK.privateKey, id));
        return cryptoki.C_SignAsync(session, Buffer.from(bytes), Buffer.alloc(1024));
      });
    let isLost = true;
    const lose = () =>
      token.withSession(async () => {
        if (isLost) {
          isLost = false;
          throw Object.assign(new Error('CKR_SESSION_HANDLE_INVALID'), { code: 0xb3 });
        }
      });
    // All have their sessions, and more signatures wait for a thread than there are threads.
    await Promise.all([...Array.from({ length: 11 }, sign), lose()]);
    expect([isLost, attempts]).toEqual([false, 11]);
    await token.close();
  });

  test('keeps its private keys: neither sensitive nor extractable halves can be read', async () => {
    // Logs in, whatever the tests before left.
    expect(await signs()).toBe(true);
    const session = cryptoki.C_OpenSession(slotOf(), CK.serialSession);
    cryptoki.C_FindObjectsInit(session, [{ type: CKA.class, value: CK.privateKey }]);
    const objects = cryptoki.C_FindObjects(session, 100);
    cryptoki.C_FindObjectsFinal(session);
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) {
      const [sensitive, extractable] = cryptoki.C_GetAttributeValue(session, object, [
        { type: CKA.sensitive },
        { type: CKA.extractable },
      ]);
      expect([sensitive?.value[0], extractable?.value[0]]).toEqual([1, 0]);
    }
  });

  test('is asked for a wrong PIN once, then no more until the PIN changes', async () => {
    cryptoki.C_CloseAllSessions(slotOf());
    let pin = 'wrong-pin';
    let asked = 0;
    const careful = sourceWith(async () => {
      asked += 1;
      return pin;
    });
    const place = { kind: 'pkcs11', source: 'hsm', id: '00' } as const;
    for (let round = 0; round < 5; round += 1)
      await expect(careful.open(place, algorithm)).rejects.toMatchObject({ code: 'pin-wrong' });
    pin = TEST_PIN;
    await expect(careful.open(place, algorithm)).rejects.toMatchObject({ code: 'key-not-here' });
    expect(asked).toBe(6);
  });

  test('says what is wrong: no such key, token or module', async () => {
    const place = { kind: 'pkcs11', source: 'hsm', id: 'ffff' } as const;
    await expect(source.open(place, algorithm)).rejects.toMatchObject({ code: 'key-not-here' });
    const readPin = async () => TEST_PIN;
    const other = (changes: object) => openPkcs11Source({ ...settings, readPin, ...changes }, random);
    const unavailable = { code: 'source-unavailable' };
    await expect(other({ token: 'nowhere' }).open(place, algorithm)).rejects.toMatchObject({ code: 'key-not-here' });
    await expect(other({ module: '/nowhere.so' }).open(place, algorithm)).rejects.toMatchObject(unavailable);
  });
});
