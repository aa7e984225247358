import { describe, expect, test } from '@jest/globals';
import { judgeSignatures } from '#core/validation/judge-signatures.ts';
import { LAYER } from '#core/validation/layers.ts';
import type { ValidationData } from '#core/validation/validation.ts';
import { issueCrl, TEST_NOW, testLeaf, testRoot } from '../../support/pki.ts';
import { inStore, signatureItem, stampItem } from '../../support/signed-items.ts';
import { judgeCase } from './trust-cases/judge-case.ts';
import {
  between,
  bothAnchors,
  list,
  revoking,
  root,
  SIGNER,
  signed,
  signedBelow,
  stampList,
  tsa,
} from './trust-cases/standard-material.ts';

/** What the judge says beside indication and revocation. */
test('an anchor that is only named ends the path of what it signed, so that it can be called by its name', async () => {
  const own = await testRoot({
    name: 'cases-suspended',
    key: (await between()).key,
    commonName: 'TEST cases-between',
  });
  const judged = await judgeCase(
    await signedBelow({
      anchors: [...(await bothAnchors()), { certificate: own.der, purposes: ['sealing'], isBarred: true }],
      crls: [await issueCrl({ signer: await between() }), await list()],
    }),
  );
  expect(judged.path?.anchor).toBe(2);
});

describe('time', () => {
  /** The signer under a stamp of now that is exact to so many ms. */
  async function vaguely(notBefore: string, accuracy: number, sealedIn: readonly Uint8Array[]) {
    const stamp = stampItem(await tsa(), TEST_NOW, LAYER.besideSignature(0));
    const time = { genTime: Date.parse(TEST_NOW), accuracy };
    const signer = await testLeaf(await root(), { serial: SIGNER, notBefore });
    const data: ValidationData = {
      ...{ items: [signatureItem([signer.der], [{ ...stamp, time }])], certificates: [], ocsps: [] },
      crls: sealedIn.map((der) => inStore(der, 0)),
    };
    const crls = sealedIn.length > 0 ? [] : [await list(), await stampList()];
    const [judged] = await judgeSignatures(data, {
      ...{ anchors: await bothAnchors(), at: TEST_NOW, found: { crls, ocsps: [] } },
    });
    return judged;
  }

  test('an accuracy that reaches beyond the present makes no later certificate good', async () => {
    expect(await vaguely('2026-03-01T12:00:00Z', 86_400_000, [])).toMatchObject({
      indication: 'TOTAL-FAILED',
      subIndication: 'NOT_YET_VALID',
    });
  });

  test('what was sealed in is here now, whatever accuracy its time-stamp gives', async () => {
    expect(await vaguely('2026-01-01T00:00:00Z', 3_600_000, [await list(), await stampList()])).toMatchObject({
      indication: 'TOTAL-PASSED',
      provenAt: TEST_NOW,
    });
  });

  test('says until when everything was proven good', async () => {
    const during = { thisUpdate: '2026-02-01T00:00:00Z', nextUpdate: '2026-02-25T00:00:00Z' };
    const goodUntil = async (...crls: readonly Uint8Array[]) => (await judgeCase(await signed({ crls }))).goodUntil;
    expect(await goodUntil(await list(during))).toBe('2026-02-25T00:00:00.000Z');
    expect(await goodUntil(await list())).toBe(TEST_NOW);
    expect(await goodUntil()).toBeNull();
    expect(await goodUntil(await list(revoking()), await list(during))).toBe('2026-02-14T23:59:59.999Z');
  });
});
