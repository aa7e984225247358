import { type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encoded, readDer, TAG } from '#core/asn1/der.ts';
import { contextTag, integer, octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import { hasLowS } from '#core/cms/low-s.ts';
import { readSignedDataStructure } from '#core/cms/signed-data.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { attackBench, expectForeignCaught, expectRefused, offsetOf, overwrite } from '../support/attack.ts';
import { attribute, forgeCms, goodAttributes } from '../support/cms.ts';
import { foreignDocuments } from '../support/foreign.ts';
import { latin1Bytes } from '../support/pdf-writer.ts';
import { goodCms, type MakeCms } from '../support/sign-pdf.ts';

/**
 * Most of a CMS is not covered by its own signature. Whatever is changed there leaves a signature that verifies, over
 * other bytes than were sealed: refused without the registry's help.
 */
const bench = attackBench();
const foreign = foreignDocuments();

/** The fields of ContentInfo → SignedData, taken apart and put together again with a change. */
function rewritten(change: (fields: Uint8Array[]) => readonly Uint8Array[]): Uint8Array {
  const { cms, byteRange } = readPdfFacts(bench.genuine).signatures[0] ?? {};
  if (cms == null || byteRange == null) throw new Error('no signature');
  const length = readDerLength(cms);
  const content = readDer(cms.subarray(0, length)).children[1]?.children[0];
  if (content === undefined) throw new Error('no SignedData');
  const fields = change(content.children.map((child) => encoded(child).slice()));
  const built = sequence(oid('1.2.840.113549.1.7.2'), contextTag(0, sequence(...fields)));
  const room = cms.length;
  if (built.length > room) throw new Error(`${built.length} bytes do not fit into ${room}`);
  const hex = Buffer.from(built)
    .toString('hex')
    .padEnd(room * 2, '0');
  return overwrite(bench.genuine, offsetOf(bench.genuine, '/Contents <') + '/Contents <'.length, hex);
}

function readDerLength(cms: Uint8Array): number {
  const data = readSignedDataStructure(cms);
  if ('problem' in data) throw new Error(data.problem);
  return data.length;
}

const [VERSION, CERTIFICATES, SIGNERS] = [0, 3, 4];

/** The signer's certificate alone: without the CA's there is room for a forger's bytes. */
const signersOwn = (fields: Uint8Array[]) =>
  readDer(fields[CERTIFICATES] as Uint8Array)
    .children.map((child) => readCertificate(encoded(child).slice()))
    .filter(({ issuer, subject }) => !equalBytes(issuer, subject))
    .map(({ der }) => der);
const authority = (fields: Uint8Array[]) => {
  const own = signersOwn(fields);
  const all = readDer(fields[CERTIFICATES] as Uint8Array).children.map((child) => encoded(child).slice());
  const found = all.find((der) => !own.some((one) => equalBytes(one, der)));
  if (found === undefined) throw new Error('no CA');
  return found;
};
const flipped = (der: Uint8Array, fromEnd: number) =>
  der.with(der.length - 1 - fromEnd, (der.at(-1 - fromEnd) ?? 0) ^ 1);
/** Of the same names, with room for eight bytes of the forger's choice in the signature. */
const namesake = (der: Uint8Array) => Uint8Array.from([...der.subarray(0, -8), ...new Uint8Array(8).fill(0x2a)]);
const withoutCa = (fields: Uint8Array[]) => fields.with(CERTIFICATES, setOf(signersOwn(fields), 0xa0));

test('put together again without a change, it is the same document', async () => {
  expect(rewritten((fields) => fields)).toEqual(bench.genuine);
});

describe('a signature that still verifies', () => {
  test.each<[string, (fields: Uint8Array[]) => readonly Uint8Array[]]>([
    ['another version', (fields) => fields.with(VERSION, integer(3))],
    [
      'certificates in another order',
      (fields) => {
        const children = readDer(fields[CERTIFICATES] as Uint8Array).children.map(encoded);
        const body = children.toReversed().flatMap((der) => [...der]);
        const header = (fields[CERTIFICATES] as Uint8Array).subarray(0, 4);
        return fields.with(CERTIFICATES, Uint8Array.from([...header, ...body]));
      },
    ],
    [
      'revocation lists that are none',
      (fields) => withoutCa(fields).toSpliced(4, 0, setOf([octetString(new Uint8Array(40))], 0xa1)),
    ],
    [
      'an unsigned attribute beside the time-stamp',
      (fields) => {
        const signer = readDer(fields[SIGNERS] as Uint8Array).children[0];
        if (signer === undefined) throw new Error('no signer');
        const attribute = sequence(oid('1.2.3.4'), setOf([octetString(new Uint8Array(40))]));
        const timeStamp = signer.children.find(({ tag }) => tag === 0xa1)?.children.map(encoded) ?? [];
        const signed = signer.children.filter(({ tag }) => tag !== 0xa1).map(encoded);
        const own = sequence(...signed, setOf([...timeStamp, attribute], 0xa1));
        return withoutCa(fields).with(SIGNERS, setOf([own]));
      },
    ],
    ...[0, 40, 380].map((fromEnd): [string, (fields: Uint8Array[]) => readonly Uint8Array[]] => [
      `a byte of the CA's certificate, ${fromEnd} before its end`,
      (fields) => fields.with(CERTIFICATES, setOf([...signersOwn(fields), flipped(authority(fields), fromEnd)], 0xa0)),
    ]),
    [
      "another certificate under the CA's name",
      (fields) => fields.with(CERTIFICATES, setOf([...signersOwn(fields), namesake(authority(fields))], 0xa0)),
    ],
    [
      "somebody else's certificate",
      (fields) => {
        const junk = sequence(octetString(new Uint8Array(20)));
        return fields.with(CERTIFICATES, setOf([...signersOwn(fields), junk], 0xa0));
      },
    ],
  ])('%s', async (_name, change) => {
    const verdict = await bench.judgeWithoutRegistry(rewritten(change));
    expectRefused(verdict, 'signature-attributes-wrong');
  });
});

test('the other s of an ECDSA signature is not the one that we write', async () => {
  const issued = await bench.install.issue(bench.install.request(871), {
    by: operatorActor('test'),
    algorithm: 'ecdsa-p256-sha256',
  });
  if (!issued.ok) throw new Error(issued.problem.code);
  const file = await bench.install.pdf(issued.value.confirmation.number, operatorActor());
  if (!file.ok) throw new Error(file.problem.code);
  const data = readSignedDataStructure(readPdfFacts(file.value.pdf).signatures[0]?.cms ?? new Uint8Array());
  if ('problem' in data) throw new Error(data.problem);
  const value = data.signers[0]?.signature as Uint8Array;
  expect(hasLowS(value, 'P-256')).toBe(true);
  const s = readDer(value).children[1];
  if (s === undefined) throw new Error('no s');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const other = order - BigInt(`0x${Buffer.from(encoded(s).subarray(2)).toString('hex')}`);
  const octets = Buffer.from(`00${other.toString(16).padStart(64, '0')}`, 'hex');
  const r = readDer(value).children[0];
  if (r === undefined) throw new Error('no r');
  const minimal = (octets[1] ?? 0) >= 0x80 ? octets : octets.subarray(1);
  const high = sequence(encoded(r), Uint8Array.from([TAG.integer, minimal.length, ...minimal]));
  expect(hasLowS(high, 'P-256')).toBe(false);
});

describe('a CMS of somebody else that breaks a rule', () => {
  const changed =
    (change: (good: ReturnType<typeof goodAttributes>) => Partial<ReturnType<typeof goodAttributes>>): MakeCms =>
    (document, leaf) =>
      forgeCms({ leaf, attributes: Object.values(change(goodAttributes(document, leaf))) });
  const having =
    (recipe: (document: Uint8Array) => Partial<Parameters<typeof forgeCms>[0]>): MakeCms =>
    (document, leaf) =>
      forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)), ...recipe(document) });
  const without = (name: keyof ReturnType<typeof goodAttributes>) => changed(({ [name]: _, ...rest }) => rest);
  const padding = (bytes: Uint8Array) => Uint8Array.from([...bytes, 0, 1]);

  test.each<[string, string, MakeCms]>([
    ['two signers', 'signer-count', having(() => ({ signers: 2 }))],
    ['no signer', 'signature-unreadable', having(() => ({ signers: 0 }))],
    [
      'the beginning of the document inside',
      'content-embedded',
      having((whole) => ({ content: whole.subarray(0, 64) })),
    ],
    ['another content inside', 'content-embedded', having(() => ({ content: new Uint8Array([1]) }))],
    [
      'another content inside, and its digest',
      'digest-mismatch',
      (_document, leaf) => {
        const content = new Uint8Array([1]);
        return forgeCms({ leaf, attributes: Object.values(goodAttributes(content, leaf)), content });
      },
    ],
    ['no certificate', 'signer-certificate-missing', having(() => ({ certificates: [] }))],
    ['another content type', 'content-type-wrong', having(() => ({ contentType: OID.tstInfo }))],
    [
      'attributes in no order, signed in another one',
      'signature-value-wrong',
      (document, leaf) => {
        const [first = new Uint8Array(), ...rest] = Object.values(goodAttributes(document, leaf)).reverse();
        const makeSignature = (_: Uint8Array, key: KeyObject) =>
          new Uint8Array(sign('sha256', tlv(0x31, ...rest, first), key));
        return forgeCms({ leaf, attributes: [first, ...rest], unsorted: true, makeSignature });
      },
    ],
    [
      'no signed attributes',
      'attribute-missing',
      (bareContent, leaf) => forgeCms({ leaf, attributes: null, bareContent }),
    ],
    [
      'an unannounced digest',
      'digest-algorithm-mismatch',
      having(() => ({ announcedDigest: sequence(oid(OID.sha512)) })),
    ],
    [
      'another digest than the signature has',
      'digest-algorithm-mismatch',
      having(() => ({ signatureAlgorithm: sequence(oid(OID.ecdsaWithSha512)) })),
    ],
    [
      'the algorithm of another kind of key',
      'signature-value-wrong',
      having(() => ({ signatureAlgorithm: sequence(oid(OID.sha256WithRsa)) })),
    ],
    [
      'a signature of zeros (0, 0)',
      'signature-value-wrong',
      having(() => ({ makeSignature: () => sequence(integer(0), integer(0)) })),
    ],
    [
      'a signature (1, 1)',
      'signature-value-wrong',
      having(() => ({ makeSignature: () => sequence(integer(1), integer(1)) })),
    ],
    ['an empty signature', 'signature-value-wrong', having(() => ({ makeSignature: () => new Uint8Array() }))],
    ['bytes after the CMS', 'cms-trailing-bytes', (document, leaf) => padding(goodCms(document, leaf))],
    ['no message-digest', 'attribute-missing', without('messageDigest')],
    ['no content-type', 'attribute-missing', without('contentType')],
    ['two message-digests', 'attribute-repeated', changed((good) => ({ ...good, again: good.messageDigest }))],
    [
      'two values of one message-digest',
      'attribute-repeated',
      changed((good) => ({
        ...good,
        messageDigest: attribute(
          OID.messageDigest,
          octetString(new Uint8Array(32)),
          octetString(new Uint8Array(32).fill(1)),
        ),
      })),
    ],
    [
      'the digest of something else',
      'digest-mismatch',
      changed((good) => ({ ...good, messageDigest: attribute(OID.messageDigest, octetString(new Uint8Array(32))) })),
    ],
    [
      'an empty digest',
      'digest-mismatch',
      changed((good) => ({ ...good, messageDigest: attribute(OID.messageDigest, octetString(new Uint8Array())) })),
    ],
    [
      'another certificate named',
      'signing-certificate-mismatch',
      changed((good) => ({
        ...good,
        signingCertificate: attribute(
          OID.signingCertificateV2,
          sequence(sequence(sequence(octetString(new Uint8Array(32))))),
        ),
      })),
    ],
    [
      'another algorithm protected',
      'algorithm-protection-mismatch',
      changed((good) => ({
        ...good,
        protection: attribute(
          OID.cmsAlgorithmProtection,
          sequence(sequence(oid(OID.sha512)), contextTag(1, oid(OID.ecdsaWithSha256))),
        ),
      })),
    ],
  ])('%s', async (_name, code, make) => {
    await expectForeignCaught(bench, foreign.signed(null, {}, make), code);
  });

  test.each<[string, string, MakeCms]>([
    [
      'attributes in no order',
      'attributes-unsorted',
      (document, leaf) =>
        forgeCms({ leaf, attributes: Object.values(goodAttributes(document, leaf)).reverse(), unsorted: true }),
    ],
    ['no signing-certificate', 'signing-certificate-missing', without('signingCertificate')],
  ])('%s: is noted, and no seal', async (_name, code, make) => {
    const pdf = latin1Bytes(foreign.signed(null, {}, make));
    expect(await inspectDocument(pdf)).toMatchObject({ outcome: 'clean', notes: [{ code, where: 'signature Seal' }] });
    expect((await bench.judgeWithoutRegistry(pdf)).verdict).toBe('not-valid');
  });
});
