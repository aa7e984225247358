import { beforeAll, describe, expect, it } from '@jest/globals';
import { octetsOf, readDer } from '#core/asn1/der.ts';
import { contextTag, octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { readAttributes } from '#core/cms/attributes.ts';
import { embeddedRevocation } from '#core/cms/embedded-revocation.ts';
import type { OpenedCms } from '#core/cms/open-cms.ts';
import { readOcspResponse } from '#core/revocation/ocsp.ts';
import { attribute } from '../../support/cms.ts';
import { issueCrl, issueOcsp, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

let crl: Uint8Array;
let ocsp: Uint8Array;
let basic: Uint8Array;
beforeAll(async () => {
  const root: TestCertificate = await testRoot({ name: 'embedded-root' });
  const leaf = await testLeaf(root, { serial: 21 });
  crl = await issueCrl({ signer: root });
  ocsp = issueOcsp({ responder: root, issuer: root, certificate: leaf });
  // responseBytes [0] { responseType, response OCTET STRING { BasicOCSPResponse } }
  const octets = readDer(ocsp).children[1]?.children[0]?.children[1];
  if (octets === undefined) throw new Error('no basic response');
  basic = octetsOf(octets);
});

type Parts = {
  readonly signed?: readonly Uint8Array[];
  readonly unsigned?: readonly Uint8Array[];
  readonly choices?: readonly Uint8Array[];
};

function embedded({ signed = [], unsigned = [], choices = [] }: Parts) {
  const cms = {
    data: { revocationInfo: choices.map((der) => readDer(der)) },
    signedAttributes: readAttributes(readDer(setOf(signed))),
    unsignedAttributes: readAttributes(readDer(setOf(unsigned))),
  };
  return embeddedRevocation(cms as unknown as OpenedCms);
}

const NOTHING = { crls: [], ocsps: [] };
const lists = (crls: readonly Uint8Array[], ocsps: readonly Uint8Array[]) =>
  sequence(contextTag(0, sequence(...crls)), contextTag(1, sequence(...ocsps)));

describe('revocation data in a CMS', () => {
  it('as Adobe has them are signed with it', () => {
    const archival = attribute(OID.adobeRevocationInfo, lists([crl], [ocsp]));
    expect(embedded({ signed: [archival] })).toEqual({ signed: { crls: [crl], ocsps: [ocsp] }, beside: NOTHING });
    expect(embedded({ unsigned: [archival] })).toEqual({ signed: NOTHING, beside: NOTHING });
  });

  it('as CAdES has them lie beside it, each answer in the envelope that one is sent in', () => {
    const values = attribute(OID.revocationValues, lists([crl], [basic]));
    const { signed, beside } = embedded({ unsigned: [values] });
    expect(signed).toEqual(NOTHING);
    expect(beside).toEqual({ crls: [crl], ocsps: [ocsp] });
    expect(readOcspResponse(beside.ocsps[0] ?? new Uint8Array()).kind).toBe('basic');
    expect(embedded({ signed: [values] })).toEqual({ signed: NOTHING, beside: NOTHING });
  });

  it('as the SignedData has them lie beside it', () => {
    const other = (format: string) => tlv(0xa1, oid(format), ocsp);
    expect(embedded({ choices: [crl, other(OID.ocspInCms), other('2.999.1')] })).toEqual({
      signed: NOTHING,
      beside: { crls: [crl], ocsps: [ocsp] },
    });
  });

  it.each<[string, () => Uint8Array]>([
    ['no lists', () => sequence()],
    ['a list that is none', () => sequence(contextTag(0, octetString(crl)))],
    ['an empty field', () => sequence(tlv(0xa0), tlv(0xa1))],
    ['something else', () => octetString(crl)],
  ])('of another form are passed over: %s', (_what, make) => {
    const parts = {
      signed: [attribute(OID.adobeRevocationInfo, make())],
      unsigned: [attribute(OID.revocationValues, make())],
    };
    expect(embedded(parts)).toEqual({ signed: NOTHING, beside: NOTHING });
  });

  it('are bounded in number', () => {
    const many = Array.from({ length: 100 }, () => crl);
    const { signed, beside } = embedded({
      signed: [attribute(OID.adobeRevocationInfo, lists(many, []))],
      choices: many,
    });
    expect([signed.crls.length, beside.crls.length]).toEqual([32, 32]);
  });
});
