/** Key pairs on a token. */

import { octetsOf, readDer } from '#core/asn1/der.ts';
import { nullValue, oid, sequence, unsignedInteger } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { type SealingCurve, sealingCurve } from '#core/x509/sealing-algorithm.ts';
import { KeySourceError } from '../../ports/key-source-error.ts';
import type { SigningAlgorithm } from '../../ports/signing-keys.ts';
import { bitString } from '../certification-request.ts';
import { RSA_BITS } from '../key-pair.ts';
import { type Attribute, CK, CKA, type Cryptoki, type Handle } from './library.ts';

/** The one object of a class with that CKA_ID. Throws `key-not-here` where there is none, `key-not-found` where there are more. */
export function findObject(cryptoki: Cryptoki, session: Handle, objectClass: number, id: Buffer): Handle {
  cryptoki.C_FindObjectsInit(session, [
    { type: CKA.class, value: objectClass },
    { type: CKA.id, value: id },
  ]);
  try {
    const [object, ...more] = cryptoki.C_FindObjects(session, 2);
    if (object !== undefined && more.length === 0) return object;
    const code = object === undefined ? 'key-not-here' : 'key-not-found';
    throw new KeySourceError(code, `the token has not exactly one key of the id ${id.toString('hex')}`);
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

/** The public half in DER SubjectPublicKeyInfo, from the public object beside the private one. */
export function publicKeyInfo(
  cryptoki: Cryptoki,
  session: Handle,
  id: Buffer,
  algorithm: SigningAlgorithm,
): Uint8Array {
  const object = findObject(cryptoki, session, CK.publicKey, id);
  const read = (...types: readonly number[]) =>
    cryptoki.C_GetAttributeValue(
      session,
      object,
      types.map((type) => ({ type })),
    );
  if (sealingCurve(algorithm) === null) {
    const [modulus, exponent] = read(CKA.modulus, CKA.publicExponent).map(({ value }) => unsignedInteger(value));
    if (modulus === undefined || exponent === undefined) throw new KeySourceError('key-not-found', 'no RSA key');
    return sequence(sequence(oid(OID.rsaEncryption), nullValue()), bitString(sequence(modulus, exponent)));
  }
  const [parameters, point] = read(CKA.ecParams, CKA.ecPoint).map(({ value }) => new Uint8Array(value));
  if (parameters === undefined || point === undefined) throw new KeySourceError('key-not-found', 'no EC key');
  return sequence(sequence(oid(OID.ecPublicKey), parameters), bitString(octetsOf(readDer(point))));
}

const PUBLIC_EXPONENT = Buffer.from([1, 0, 1]);
const CURVE_OIDS: Readonly<Record<SealingCurve, string>> = { 'P-256': OID.p256, 'P-384': OID.p384 };

/** Makes a key pair on the token: for signing only, and never to leave it. */
export async function generateKeyPair(
  cryptoki: Cryptoki,
  session: Handle,
  { id, label, algorithm }: { readonly id: Buffer; readonly label: string; readonly algorithm: SigningAlgorithm },
): Promise<void> {
  const curve = sealingCurve(algorithm);
  const common: readonly Attribute[] = [
    { type: CKA.token, value: true },
    { type: CKA.id, value: id },
    { type: CKA.label, value: label },
  ];
  const kind: readonly Attribute[] =
    curve === null
      ? [
          { type: CKA.modulusBits, value: RSA_BITS },
          { type: CKA.publicExponent, value: PUBLIC_EXPONENT },
        ]
      : [{ type: CKA.ecParams, value: Buffer.from(oid(CURVE_OIDS[curve])) }];
  await cryptoki.C_GenerateKeyPairAsync(
    session,
    { mechanism: curve === null ? CK.rsaPkcsKeyPairGen : CK.ecKeyPairGen, parameter: null },
    [...common, ...kind, { type: CKA.verify, value: true }],
    [
      ...common,
      { type: CKA.private, value: true },
      { type: CKA.sensitive, value: true },
      { type: CKA.extractable, value: false },
      { type: CKA.sign, value: true },
    ],
  );
}
