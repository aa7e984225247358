import { beforeAll, describe, expect, test } from '@jest/globals';
import { encoded, readDer } from '#core/asn1/der.ts';
import {
  contextTag,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
} from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { withLowS } from '#core/cms/low-s.ts';
import { readSignedDataStructure, type SignedData, type SignerInfo } from '#core/cms/signed-data.ts';
import { canonicalToken, isCanonicalToken } from '#core/cms/timestamp/canonical-token.ts';
import { isTokenAsBuilt } from '#core/cms/timestamp/is-token-as-built.ts';
import { rawEcdsaValue } from '#core/x509/ecdsa-value.ts';
import { expectRefused } from '../../../support/attack.ts';
import { documentForms } from '../../../support/document-forms.ts';
import { judgeFile } from '../../../support/judge-file.ts';
import { latin1Bytes, latin1Text } from '../../../support/pdf-writer.ts';

/** The order of P-256 (SEC 2 §2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const newest = documentForms().at(-1);
if (newest === undefined) throw new Error('no documents');
const { archive, judging } = newest;
const text = latin1Text(archive);
const from = text.lastIndexOf('/Contents <') + '/Contents <'.length;
const to = text.indexOf('>', from);

let token: Uint8Array;
let data: SignedData;
let signer: SignerInfo;
let authority: Uint8Array;
beforeAll(() => {
  const room = Buffer.from(text.slice(from, to), 'hex');
  token = new Uint8Array(room.subarray(0, readDer(trimmed(room)).end));
  const read = readSignedDataStructure(token);
  if ('problem' in read || read.signers[0] === undefined) throw new Error('no token');
  data = read;
  signer = read.signers[0];
  authority = judging.anchor;
});

function trimmed(room: Buffer): Uint8Array {
  const length = 4 + room.readUInt16BE(2);
  return new Uint8Array(room.subarray(0, length));
}

type Parts = {
  readonly digestParameters?: boolean;
  readonly signatureParameters?: boolean;
  /** Whole AlgorithmIdentifiers. */
  readonly digest?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  readonly signatureName?: string;
  readonly signature?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
};

/** The same token in another encoding: every one of them verifies. */
function respelled(parts: Parts): Uint8Array {
  const { digestParameters, signatureParameters, signatureName, signature, certificates } = parts;
  const nothing = new Uint8Array();
  const digest = parts.digest ?? sequence(oid(signer.digestAlgorithm.oid), digestParameters ? nullValue() : nothing);
  if (signer.identifier.kind !== 'issuer-and-serial' || signer.signedAttributes === null)
    throw new Error('other token');
  const { issuer, serial } = signer.identifier;
  const signerInfo = sequence(
    integer(1),
    sequence(issuer, unsignedInteger(serial)),
    digest,
    encoded(signer.signedAttributes),
    parts.signatureAlgorithm ??
      sequence(oid(signatureName ?? signer.signatureAlgorithm.oid), signatureParameters ? nullValue() : nothing),
    octetString(signature ?? signer.signature),
  );
  const content = sequence(oid(data.contentType), contextTag(0, octetString(data.content ?? nothing)));
  const held = setOf(certificates ?? data.certificates, 0xa0);
  const signedData = sequence(integer(3), setOf([digest]), content, held, setOf([signerInfo]));
  return sequence(oid(OID.signedData), contextTag(0, signedData));
}

function otherS(): Uint8Array {
  const raw = rawEcdsaValue(signer.signature, 'P-256');
  if (raw === null) throw new Error('not P-256');
  const s = ORDER - BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`);
  const octets = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
  return sequence(unsignedInteger(raw.subarray(0, 32)), unsignedInteger(octets));
}

const VARIANTS: readonly (readonly [string, () => Parts])[] = [
  ['the other s', () => ({ signature: otherS() })],
  ['NULL with the digest', () => ({ digestParameters: true })],
  ['NULL with the signature', () => ({ signatureParameters: true })],
  ['the type of the key for the algorithm', () => ({ signatureName: OID.ecPublicKey })],
  ['the certificate of its CA added', () => ({ certificates: [...data.certificates, authority] })],
];

test('an archive copy holds the canonical token', () => {
  expect(isCanonicalToken(token)).toBe(true);
  expect(signer.signature).toEqual(withLowS(signer.signature, 'P-256'));
  expect(data.certificates).toHaveLength(1);
});

describe.each(VARIANTS)('%s', (_what, parts) => {
  test('is brought back to the one encoding', async () => {
    const other = respelled(parts());
    expect(other).not.toEqual(token);
    expect(isCanonicalToken(other)).toBe(false);
    expect(canonicalToken(other)).toEqual(token);
    expect(await isTokenAsBuilt(other, [authority])).toBe(true);
  });

  test('in an archive copy is refused', async () => {
    const hex = Buffer.from(respelled(parts()))
      .toString('hex')
      .padEnd(to - from, '0');
    expect(hex).toHaveLength(to - from);
    const pdf = latin1Bytes(text.slice(0, from) + hex + text.slice(to));
    expectRefused(await judgeFile(pdf, judging), 'bytes-after-signature');
    expectRefused(await judgeFile(pdf, { ...judging, record: null }), 'bytes-after-signature');
  });
});

test('what is no token has no encoding', () => {
  expect(canonicalToken(new Uint8Array())).toBeNull();
  expect(canonicalToken(sequence(oid(OID.data)))).toBeNull();
});

describe('a token that has no such encoding', () => {
  test('is none, whatever stands for its value', () => {
    for (const signature of [new Uint8Array(), new Uint8Array(64), sequence(unsignedInteger(Uint8Array.of(1)))]) {
      expect(canonicalToken(respelled({ signature }))).toBeNull();
    }
  });

  test('is one whose value is r‖s', () => {
    const raw = rawEcdsaValue(signer.signature, 'P-256');
    const plain = sequence(oid(OID.plainEcdsaWithSha256));
    expect(canonicalToken(respelled({ signature: raw ?? new Uint8Array(), signatureAlgorithm: plain }))).toBeNull();
  });

  test('is one with the digest that has two names', () => {
    const length = sequence(oid(OID.shake256Len), unsignedInteger(Uint8Array.of(2, 0)));
    for (const digest of [length, sequence(oid(OID.shake256))]) {
      expect(canonicalToken(respelled({ digest }))).toBeNull();
    }
  });
});
