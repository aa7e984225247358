import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { certificateFacts } from '#core/x509/certificate-facts.ts';
import { nameAttributes, nameText, nameValue } from '#core/x509/names.ts';
import { caExtension, LEAF_EXTENSIONS, type TestCertificate, testKey, testLeaf, testRoot } from '../../support/pki.ts';

let root: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'facts-root' });
  leaf = await testLeaf(root, { serial: 0xabcdef });
});

it('gives the facts of a seal certificate', async () => {
  expect(await certificateFacts(leaf.der)).toEqual({
    organization: '星汉汽车（测试）有限公司',
    organizationIdentifier: 'NTRCN-91350200M0000TEX1H',
    commonName: 'TEST seal',
    issuer: 'CN=TEST facts-root',
    serialNumber: 'ABCDEF',
    sha256: createHash('sha256').update(leaf.der).digest('hex'),
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2029-01-01T00:00:00.000Z',
  });
});

it('says what is absent with an empty text', async () => {
  expect(await certificateFacts(root.der)).toMatchObject({ organization: '', organizationIdentifier: '' });
});

it('reads the octets that pkijs reads', () => {
  const other = pkijs.Certificate.fromBER(leaf.der.slice());
  const ours = readCertificate(leaf.der);
  expect(ours.signed).toEqual(new Uint8Array(other.tbsView));
  expect(ours.signature).toEqual(new Uint8Array(other.signatureValue.valueBlock.valueHexView));
  expect([...ours.extensions.keys()]).toEqual(other.extensions?.map(({ extnID }) => extnID));
});

describe('a certificate is malformed', () => {
  it.each([
    ['when it is nothing', () => new Uint8Array()],
    ['when it is cut short', () => leaf.der.subarray(0, -1)],
    ['when bytes follow', () => new Uint8Array([...leaf.der, 0])],
    ['when it is too large', () => new Uint8Array(70_000)],
  ])('%s', async (_what, make) => {
    await expect(certificateFacts(make())).rejects.toMatchObject({ code: 'certificate-malformed' });
  });

  it('when an extension is repeated', async () => {
    const twice = await testLeaf(root, { extensions: [...LEAF_EXTENSIONS, caExtension(true)] });
    await expect(certificateFacts(twice.der)).rejects.toMatchObject({ code: 'certificate-malformed' });
  });

  it('never crashes a reader, whichever byte is changed', async () => {
    for (let at = 0; at < leaf.der.length; at += 2) {
      const changed = leaf.der.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x21;
      const outcome = await certificateFacts(changed).then(
        () => 'read',
        (error: { code?: string }) => error.code,
      );
      expect(['read', 'certificate-malformed']).toContain(outcome);
    }
  });
});

it.each([
  ['rsa-3072', { kind: 'rsa', bits: 3072, exponent: 'usual', pssOnly: false }],
  ['rsa-1024', { kind: 'rsa', bits: 1024 }],
  ['p-256', { kind: 'ec', curve: 'P-256' }],
  ['p-521', { kind: 'ec', curve: 'P-521' }],
] as const)('reads a %s key', async (kind, key) => {
  expect(readCertificate((await testLeaf(root, { key: testKey(kind, 'leaf') })).der).publicKey).toMatchObject(key);
});

describe('names', () => {
  const name = (...values: readonly [string, asn1js.BaseBlock][]) =>
    new Uint8Array(
      new asn1js.Sequence({
        value: values.map(
          ([type, value]) =>
            new asn1js.Set({
              value: [new asn1js.Sequence({ value: [new asn1js.ObjectIdentifier({ value: type }), value] })],
            }),
        ),
      }).toBER(false),
    );

  it('reads every kind of string', () => {
    const der = name(
      [OID.commonName, new asn1js.BmpString({ value: '星汉' })],
      [OID.country, new asn1js.PrintableString({ value: 'CN' })],
      [OID.organization, new asn1js.Utf8String({ value: '公司' })],
    );
    expect(nameAttributes(der).map(({ value }) => value)).toEqual(['星汉', 'CN', '公司']);
  });

  it('does not let a second organization hide behind the first', () => {
    const der = name(
      [OID.organization, new asn1js.Utf8String({ value: 'A' })],
      [OID.organization, new asn1js.Utf8String({ value: 'B' })],
    );
    expect(nameValue(nameAttributes(der), OID.organization)).toBe('A + B');
  });

  it('tells names apart that differ by a byte order mark alone', () => {
    const der = name([OID.organization, new asn1js.Utf8String({ value: '\uFEFF公司' })]);
    expect(nameValue(nameAttributes(der), OID.organization)).not.toBe('公司');
  });

  it('shows neither control characters nor false separators', () => {
    const der = name([OID.commonName, new asn1js.Utf8String({ value: 'a\u0000b, O=c' })]);
    expect(nameText(der)).toBe('CN=a\uFFFDb\\, O\\=c');
  });
});
