import { beforeAll, describe, expect, it } from '@jest/globals';
import { anyDigest } from '#core/bytes/any-digest.ts';
import { digest } from '#core/bytes/bytes.ts';
import type { TimeStampParts } from '#core/cms/timestamp/build-time-stamp-token.ts';
import { readTimeStampToken } from '#core/cms/timestamp/time-stamp-token.ts';
import { type TestCertificate, testRoot } from '../../../support/pki.ts';
import { testToken, testTsa } from '../../../support/tsa.ts';

const stamped = new TextEncoder().encode('a signature value');
let tsa: TestCertificate;
beforeAll(async () => {
  const root = await testRoot({ name: 'root' });
  tsa = await testTsa(root);
});

const build = async (change: Partial<TimeStampParts> = {}) =>
  testToken(tsa, await digest('SHA-256', stamped), {
    policy: '1.3.6.1.4.1.32473.1.1',
    serial: Uint8Array.of(0x41, 2, 3),
    genTime: Date.parse('2026-03-01T08:00:00.000Z'),
    ...change,
  });

const read = async (change?: Partial<TimeStampParts>) =>
  readTimeStampToken(await build(change), (name) => anyDigest(name, stamped));

describe('a time-stamp token that is built', () => {
  it('reads back sound, with all that was put into it', async () => {
    expect(await read()).toMatchObject({
      kind: 'read',
      intact: true,
      valid: true,
      problems: [],
      warnings: [],
      certificates: [tsa.der],
      timeStamp: {
        genTime: '2026-03-01T08:00:00.000Z',
        accuracyMs: 1000,
        imprintDigest: 'SHA-256',
        policy: '1.3.6.1.4.1.32473.1.1',
        tsaUsage: true,
      },
    });
  });

  it.each(['2026-03-01T08:00:00.120Z', '2026-03-01T08:00:00.007Z', '2026-12-31T23:59:59.999Z'])(
    'keeps the fraction of a second of %s',
    async (genTime) => {
      expect(await read({ genTime: Date.parse(genTime) })).toMatchObject({ problems: [], timeStamp: { genTime } });
    },
  );

  it('may answer a nonce', async () => {
    expect(await read({ nonce: Uint8Array.of(0xff, 1) })).toMatchObject({ intact: true, valid: true, problems: [] });
  });

  it('is over one digest only', async () => {
    const evidence = await read({ imprint: await digest('SHA-256', Uint8Array.of(1)) });
    expect(evidence).toMatchObject({ intact: false, problems: ['timestamp-imprint-mismatch'] });
  });
});
