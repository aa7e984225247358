import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CK, loadModule } from '../server/keys/pkcs11/library.ts';
import { findObject } from '../server/keys/pkcs11/objects.ts';
import { openPkcs11Source } from '../server/keys/pkcs11/source.ts';
import { initToken, softHsmModule, TEST_PIN } from '../test/support/softhsm.ts';

const LABEL = 'vinseal bench';
const BYTES = new Uint8Array(randomBytes(200));

/**
 * Signs on a SoftHSM token: as the product does, and beside it by the token alone. The figure `ownMs` is the median of the
 * token alone; what the product adds is the difference. Throws where SoftHSM or pkcs11js is not on this machine.
 */
export async function prepareToken(folder: string) {
  mkdirSync(path.join(folder, 'tokens'));
  process.env.SOFTHSM2_CONF = path.join(folder, 'softhsm2.conf');
  writeFileSync(process.env.SOFTHSM2_CONF, `directories.tokendir = ${folder}/tokens\nlog.level = ERROR\n`);
  const module = softHsmModule('signing on a token is not measured');
  if (module === null) throw new Error('softhsm2, or the npm package pkcs11js, is not on this machine');
  initToken(LABEL);
  const settings = { name: 'bench', module, token: LABEL, readPin: async () => TEST_PIN, sessions: 2 };
  const source = openPkcs11Source(settings, (count) => new Uint8Array(randomBytes(count)));
  const { key, place } = await source.create({ keyId: 'bench', algorithm: 'rsa-pkcs1-sha256', existing: null });
  const alone = signAlone(module, place.kind === 'pkcs11' ? place.id : '');
  const times: number[] = [];
  return {
    operation: async () => {
      await key.sign(BYTES);
    },
    close: source.close,
    figures: async () => {
      for (let round = 0; round < 300; round += 1) times.push(await alone());
      return { ownMs: Math.round((times.sort((a, b) => a - b)[150] ?? 0) * 100) / 100 };
    },
  };
}

/** How long the token takes by itself, in ms. */
function signAlone(module: string, id: string): () => Promise<number> {
  const { cryptoki } = loadModule(module);
  const slot = cryptoki.C_GetSlotList(true).find((one) => cryptoki.C_GetTokenInfo(one).label.trim() === LABEL);
  if (slot === undefined) throw new Error('the token is gone');
  const session = cryptoki.C_OpenSession(slot, CK.serialSession);
  const object = findObject(cryptoki, session, CK.privateKey, Buffer.from(id, 'hex'));
  return async () => {
    const started = performance.now();
    cryptoki.C_SignInit(session, { mechanism: CK.sha256RsaPkcs, parameter: null }, object);
    await cryptoki.C_SignAsync(session, Buffer.from(BYTES), Buffer.alloc(1024));
    return performance.now() - started;
  };
}
