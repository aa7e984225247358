import { beforeAll, describe, expect, it } from '@jest/globals';
import * as asn1js from 'asn1js';
import { OID } from '#core/asn1/oids.ts';
import { readCrl } from '#core/revocation/crl.ts';
import { crlNotes, crlStatement } from '#core/revocation/crl-statement.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { type CrlRecipe, issueCrl, type TestCertificate, testLeaf, testRoot } from '../../support/pki.ts';

const SIGNER = 9;
const AT = '2026-02-10T00:00:00Z';
const unknown = (critical: boolean) => [{ oid: '1.2.3.4', critical, value: new asn1js.Null() }];

let root: TestCertificate;
let stranger: TestCertificate;
let leaf: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'odd-entries' });
  stranger = await testRoot({ name: 'odd-entries-stranger', commonName: 'TEST odd-entries' });
  leaf = await testLeaf(root, { serial: SIGNER });
});
const list = async (revoked: NonNullable<CrlRecipe['revoked']>, signer = root) =>
  readCrl(await issueCrl({ signer, revoked }));
const said = async (crl: ReturnType<typeof readCrl>) =>
  crlStatement(crl, readCertificate(leaf.der), readCertificate(root.der));

/** A list with an entry that pkijs would not write, signed anew. */
function withDate(text: string) {
  const entry = { serial: 5, at: AT };
  return list([entry]).then(async () => {
    const der = await issueCrl({ signer: root, revoked: [entry] });
    const at = Buffer.from(der).indexOf('260210000000Z');
    der.set(Buffer.from(text), at);
    return readCrl(der);
  });
}

describe('an odd entry is told, and the list is read', () => {
  it.each<[string, string, NonNullable<CrlRecipe['revoked']>]>([
    ['entry-serial-not-valid', 'fb', [{ serial: -5, at: AT }]],
    ['entry-serial-not-valid', '00', [{ serial: 0, at: AT }]],
    ['entry-critical-extension-unknown', '05', [{ serial: 5, at: AT, extensions: unknown(true) }]],
  ])('%s (%s)', async (code, serial, revoked) => {
    const crl = await list(revoked);
    expect(await crlNotes(crl, readCertificate(root.der))).toEqual([{ code, serial }]);
  });

  it('entry-date-not-valid', async () => {
    expect((await withDate('260230000000Z')).oddEntries()).toEqual([{ code: 'entry-date-not-valid', serial: '05' }]);
  });

  it.each<[string, NonNullable<CrlRecipe['revoked']>]>([
    ['none', []],
    ['a reason', [{ serial: 5, at: AT, reason: 1 }]],
    ['an unknown extension that is not critical', [{ serial: 5, at: AT, extensions: unknown(false) }]],
    [
      'another issuer',
      [{ serial: 5, at: AT, extensions: [{ ...unknown(true)[0], oid: OID.certificateIssuer } as never] }],
    ],
  ])('nothing is odd about %s', async (_what, revoked) => {
    expect((await list(revoked)).oddEntries()).toEqual([]);
  });

  it('no more than a few', async () => {
    const crl = await list(Array.from({ length: 40 }, (_, index) => ({ serial: -1 - index, at: AT })));
    expect(crl.oddEntries()).toHaveLength(8);
  });
});

describe('what follows from such a list', () => {
  it('a serial number that is none leaves the rest as it is', async () => {
    expect(await said(await list([{ serial: -5, at: AT }]))).toMatchObject({ statement: { provesGood: true } });
  });

  it('a critical extension that is unknown proves nobody good, and revokes whom it names (RFC 5280 §5.3)', async () => {
    const odd = { serial: 5, at: AT, extensions: unknown(true) };
    expect(await said(await list([odd]))).toEqual({ kind: 'silent', detail: 'crl-unknown-critical-extension' });
    const listed = await list([odd, { serial: SIGNER, at: AT, reason: 1 }]);
    expect(await said(listed)).toMatchObject({
      statement: { provesGood: false, revocation: { reason: 'keyCompromise' } },
    });
  });
});

it('a list that another key signed is not told of', async () => {
  expect(await crlNotes(await list([{ serial: -5, at: AT }], stranger), readCertificate(root.der))).toEqual([]);
});
