import { createHash } from 'node:crypto';
import { sealingCurve, sealingDigest } from '#core/x509/sealing-algorithm.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import type { RandomBytes } from '../key-pair.ts';
import type { KeyPlace, KeySource, PrivateKey } from '../key-source.ts';
import { ecdsaSigValue } from '../signature-format.ts';
import { CK, type Handle, type LoadedModule, loadModule, type Mechanism } from './library.ts';
import { findObject, generateKeyPair, publicKeyInfo } from './objects.ts';
import { Token } from './token.ts';

export type Pkcs11Settings = {
  /** The name of this source. */
  readonly name: string;
  /** Path of the vendor's module. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  readonly readPin: () => Promise<string>;
  /** Most sessions at once. */
  readonly sessions: number;
};

const ID_BYTES = 16;
/** Room for a signature of an RSA key of 8192 bits. */
const SIGNATURE_BYTES = 1024;

/** Keys on a PKCS#11 token. The module is loaded when a key is first asked for; signing runs off the event loop. */
export function openPkcs11Source(settings: Pkcs11Settings, randomBytes: RandomBytes): KeySource {
  let token: { readonly module: LoadedModule; readonly token: Token } | null = null;
  const opened = () => {
    if (token !== null) return token;
    const module = loadModule(settings.module);
    const { token: label, readPin, sessions } = settings;
    token = { module, token: new Token({ cryptoki: module.cryptoki, label, readPin, sessions }) };
    return token;
  };
  const open = async (place: KeyPlace, algorithm: SigningAlgorithm) => {
    if (place.kind !== 'pkcs11') throw new KeySourceError('key-not-found', 'no token holds the key');
    const { module, token } = opened();
    return openKey(module, token, Buffer.from(place.id, 'hex'), algorithm);
  };
  return {
    open,
    create: async ({ keyId, algorithm, existing }) => {
      const id = existing ?? Buffer.from(randomBytes(ID_BYTES)).toString('hex');
      if (existing === null) {
        const { module, token } = opened();
        const wish = { id: Buffer.from(id, 'hex'), label: keyId, algorithm };
        await token.withSession((session) => generateKeyPair(module.cryptoki, session, wish));
      }
      const place: KeyPlace = { kind: 'pkcs11', source: settings.name, id };
      return { place, key: await open(place, algorithm) };
    },
    close: async () => token?.token.close(),
  };
}

async function openKey(
  module: LoadedModule,
  token: Token,
  id: Buffer,
  algorithm: SigningAlgorithm,
): Promise<PrivateKey> {
  const { cryptoki } = module;
  const publicKey = await token.withSession(async (session) => publicKeyInfo(cryptoki, session, id, algorithm));
  let found: { readonly object: Handle; readonly generation: number } | null = null;
  const object = (session: Handle): Handle => {
    if (found === null || found.generation !== token.generation) {
      found = { object: findObject(cryptoki, session, CK.privateKey, id), generation: token.generation };
    }
    return found.object;
  };
  const mechanism = mechanismOf(algorithm, module.pssParameters);
  const isEcdsa = sealingCurve(algorithm) !== null;
  return {
    publicKey,
    sign: async (bytes) => {
      const input = isEcdsa ? digestOf(algorithm, bytes) : Buffer.from(bytes);
      const value = await token.withSession(async (session) => {
        cryptoki.C_SignInit(session, mechanism, object(session));
        return cryptoki.C_SignAsync(session, input, Buffer.alloc(SIGNATURE_BYTES));
      });
      return isEcdsa ? ecdsaSigValue(new Uint8Array(value)) : new Uint8Array(value);
    },
  };
}

/** Many tokens know ECDSA over a digest only (CKM_ECDSA), so that is made here. */
function digestOf(algorithm: SigningAlgorithm, bytes: Uint8Array): Buffer {
  return createHash(sealingDigest(algorithm)).update(bytes).digest();
}

const SALT_BYTES = 32;

function mechanismOf(algorithm: SigningAlgorithm, pssParameters: number): Mechanism {
  if (sealingCurve(algorithm) !== null) return { mechanism: CK.ecdsa, parameter: null };
  if (algorithm === 'rsa-pkcs1-sha256') return { mechanism: CK.sha256RsaPkcs, parameter: null };
  const parameter = { type: pssParameters, hashAlg: CK.sha256, mgf: CK.mgf1Sha256, saltLen: SALT_BYTES };
  return { mechanism: CK.sha256RsaPkcsPss, parameter };
}
