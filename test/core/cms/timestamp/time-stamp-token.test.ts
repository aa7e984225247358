import { beforeAll, describe, expect, it } from '@jest/globals';
import { contextTag, integer, octetString, oid, sequence, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { anyDigest } from '#core/bytes/any-digest.ts';
import type { AnyDigestOf } from '#core/cms/pdf-signature-evidence.ts';
import { readPdfSignature } from '#core/cms/read-pdf-signature.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { forgeTimeStamp, type TimeStampRecipe } from '../../../support/cms.ts';
import { purposeExtension, type TestCertificate, testKey, testLeaf, testRoot } from '../../../support/pki.ts';

const stamped = new TextEncoder().encode('the bytes that were stamped');
const imprintOf: AnyDigestOf = (name) => anyDigest(name, stamped);

let root: TestCertificate;
let tsa: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'root', key: testKey('rsa-3072', 'root') });
  tsa = await issue({ ...purposeExtension(OID.timeStamping), critical: true });
});

const issue = (...extensions: readonly ReturnType<typeof purposeExtension>[]) =>
  testLeaf(root, { key: testKey('p-256', 'tsa'), commonName: 'TEST TSA', extensions });
const read = (change: Partial<TimeStampRecipe> = {}) =>
  readTimeStampToken(forgeTimeStamp({ tsa, stamped, ...change }), imprintOf);

describe('a time-stamp token', () => {
  it('says when, over what, and by whom', async () => {
    expect(await read()).toMatchObject({
      kind: 'read',
      of: 'timestamp',
      intact: true,
      valid: true,
      problems: [],
      signer: { commonName: 'TEST TSA' },
      timeStamp: { genTime: '2026-03-01T08:00:00.000Z', accuracyMs: null, imprintDigest: 'SHA-256', tsaUsage: true },
    });
  });

  it('is the /Contents of a document time-stamp, padding and all', async () => {
    const bytes = new Uint8Array([...forgeTimeStamp({ tsa, stamped }), ...new Uint8Array(100)]);
    const evidence = await readPdfSignature(bytes, imprintOf, { subFilter: 'ETSI.RFC3161' });
    expect(evidence).toMatchObject({ kind: 'read', of: 'timestamp', intact: true, valid: true, problems: [] });
  });

  it.each([
    ['seconds', sequence(integer(2)), 2000],
    ['milliseconds', sequence(tlv(0x80, Uint8Array.of(1, 0xf4))), 500],
    ['all three', sequence(integer(1), tlv(0x80, Uint8Array.of(2)), tlv(0x81, Uint8Array.of(3))), 1002.003],
  ])('may give its accuracy in %s', async (_unit, accuracy, accuracyMs) => {
    expect(await read({ accuracy })).toMatchObject({ problems: [], timeStamp: { accuracyMs } });
  });

  it.each([
    ['20260301080000.5Z', '2026-03-01T08:00:00.500Z'],
    ['20260301080000.123456Z', '2026-03-01T08:00:00.123Z'],
  ])('may have a fraction of a second (%s)', async (genTime, expected) => {
    expect(await read({ genTime })).toMatchObject({ timeStamp: { genTime: expected } });
  });

  it('may end the fraction in a zero, which is said', async () => {
    const evidence = await read({ genTime: '20260301080000.50Z' });
    expect(evidence).toMatchObject({ problems: [], warnings: ['timestamp-fraction-padded'] });
    expect(evidence).toMatchObject({ timeStamp: { genTime: '2026-03-01T08:00:00.500Z' } });
  });

  it.each(['20260230080000Z', '20260301080000', '20260301080000.Z', '202603010800Z', '20260301080000+0100'])(
    'has a time that exists, in UTC (%s)',
    async (genTime) => {
      expect(await read({ genTime })).toMatchObject({ kind: 'unreadable' });
    },
  );

  const extension = (...critical: Uint8Array[]) =>
    sequence(oid('1.3.6.1.5.5.7.1.3'), ...critical, octetString(sequence()));

  it('may have extensions that are not critical, which is said', async () => {
    const evidence = await read({ extensions: contextTag(1, extension()) });
    expect(evidence).toMatchObject({ problems: [], intact: true, valid: true, warnings: ['timestamp-extensions'] });
  });

  it.each([
    ['none that is critical, for none is understood', [extension(tlv(0x01, Uint8Array.of(0xff)))]],
    ['none twice', [extension(), extension()]],
    ['none that is malformed', [sequence()]],
  ])('has %s', async (_what, extensions) => {
    expect(await read({ extensions: contextTag(1, ...extensions) })).toMatchObject({ kind: 'unreadable' });
  });

  it('over other bytes is not intact', async () => {
    const evidence = await read({ stamped: new Uint8Array(3) });
    expect(evidence).toMatchObject({ intact: false, valid: true, problems: ['timestamp-imprint-mismatch'] });
  });

  it('whose time was changed is not intact', async () => {
    expect(await read({ forgedGenTime: '20200101000000Z' })).toMatchObject({ intact: false, valid: true });
  });

  it('of another content type is none', async () => {
    expect(await read({ contentType: OID.data })).toMatchObject({ kind: 'unreadable', code: 'content-type-wrong' });
  });

  it('by SHA-1 is unsupported', async () => {
    const evidence = await read({ imprintDigest: { name: 'sha1', oid: OID.sha1 } });
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'digest-refused', intact: true, valid: true });
  });

  it('by a digest without a name is unsupported', async () => {
    const evidence = await read({ imprintDigest: { name: 'sha256', oid: '2.999' } });
    expect(evidence).toMatchObject({ kind: 'unsupported', code: 'algorithm-unsupported', intact: null, valid: true });
  });

  it('says whether its certificate is for time-stamps alone, and critically so', async () => {
    const purposes = [
      purposeExtension(OID.timeStamping),
      { ...purposeExtension(OID.timeStamping, OID.documentSigning), critical: true },
      { ...purposeExtension(OID.documentSigning), critical: true },
    ];
    for (const purpose of purposes) {
      expect(await read({ tsa: await issue(purpose) })).toMatchObject({ timeStamp: { tsaUsage: false } });
    }
    expect(await read({ tsa: await issue() })).toMatchObject({ timeStamp: { tsaUsage: false } });
  });
});
