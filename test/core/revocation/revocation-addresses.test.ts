import { beforeAll, expect, it } from '@jest/globals';
import { contextTag, integer, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { revocationAddresses } from '#core/revocation/revocation-addresses.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { generalName, rawExtension, revocationExtensions } from '../../support/path-extensions.ts';
import { LEAF_EXTENSIONS, type TestCertificate, type TestExtension, testLeaf, testRoot } from '../../support/pki.ts';

const { uri, dns, directory } = generalName;
const NONE = { crl: [], ocsp: [] };

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'addresses-root' });
});

async function addressesOf(...extensions: readonly TestExtension[]) {
  const { der } = await testLeaf(root, { extensions: [...LEAF_EXTENSIONS, ...extensions] });
  return revocationAddresses(readCertificate(der));
}

/** CRLDistributionPoints of points whose full names are these. */
const points = (...list: readonly Uint8Array[]) => rawExtension(OID.crlDistributionPoints, sequence(...list), false);
const fullName = (...names: readonly Uint8Array[]) => contextTag(0, contextTag(0, ...names));

it('gives both kinds, each address once, and three at most', async () => {
  const crl = [
    'http://a.example/1',
    'https://a.example/2',
    'http://a.example/1',
    'http://a.example/3',
    'http://a.example/4',
  ];
  const ocsp = ['http://ocsp.example/'];
  expect(await addressesOf(...revocationExtensions({ crl, ocsp }))).toEqual({
    crl: ['http://a.example/1', 'https://a.example/2', 'http://a.example/3'],
    ocsp,
  });
});

it.each([
  ['no extension', []],
  ['another scheme', [points(sequence(fullName(uri('ldap://a.example/cn=x'), uri('file:///etc/hostname'))))]],
  ['names that are no address', [points(sequence(fullName(dns('a.example'), directory({ [OID.country]: 'CN' }))))]],
  ['an address that is none', [points(sequence(fullName(uri('http://'))))]],
  [
    'a list for some reasons only',
    [points(sequence(fullName(uri('http://a.example/')), tlv(0x81, Uint8Array.of(6, 64))))],
  ],
  ['a list of another issuer', [points(sequence(contextTag(2, directory({ [OID.country]: 'CN' }))))]],
  ['where the issuer is, not its responder', [access('1.3.6.1.5.5.7.48.2')]],
  ['something else', [points(integer(1))]],
] as const)('gives none for %s', async (_what, extensions) => {
  expect(await addressesOf(...extensions)).toEqual(NONE);
});

function access(method: string): TestExtension {
  return rawExtension(OID.authorityInfoAccess, sequence(sequence(oid(method), uri('http://a.example/'))), false);
}
