import { beforeAll, describe, expect, test } from '@jest/globals';
import { hex } from '#core/bytes/bytes.ts';
import { buildSignedAttributes } from '#core/cms/build-signed-attributes.ts';
import { buildSignedData } from '#core/cms/build-signed-data.ts';
import { sealingDigest } from '#core/x509/sealing-algorithm.ts';
import { prepareSignature } from '../../server/model/sealing/prepared-signature.ts';
import type { SigningAlgorithm, SigningKey } from '../../server/ports/signing-keys.ts';
import { sealEvidence } from '../support/opened-cms.ts';
import { digestsOf } from '../support/pki.ts';

/** A key of an adapter: its algorithm, the size of an RSA key in bits, and how to get it. */
export type KeyCase = {
  readonly algorithm: SigningAlgorithm;
  readonly bits?: number;
  readonly open: () => Promise<SigningKey>;
};

const DOCUMENT = new TextEncoder().encode('a document');
const CONCURRENT = 24;

/** The suite of `SigningKey`: what every holder of private keys must do, and what none may. */
export function signingKeysContract(name: string, cases: readonly KeyCase[]): void {
  const rows = cases.map((entry) => [`${entry.algorithm} ${entry.bits ?? ''}`.trim(), entry] as const);
  describe.each(rows)(`${name}: %s`, (_title, { algorithm, open }) => {
    let key: SigningKey;
    beforeAll(async () => {
      key = await open();
    });

    const prepare = async (document = DOCUMENT) => {
      const digest = await digestsOf(document)(sealingDigest(algorithm));
      const signedAttributes = await buildSignedAttributes({ digest, certificate: key.certificate, algorithm });
      return prepareSignature({
        number: 'ASC-TEST',
        manufacturerId: 'maker',
        documentDigest: hex(digest),
        signedAttributes,
      });
    };
    const evidenceOf = async (document: Uint8Array<ArrayBuffer>) => {
      const prepared = await prepare(document);
      const signature = await key.sign(prepared);
      const cms = buildSignedData({ ...key, signedAttributes: prepared.signedAttributes, signature });
      return sealEvidence(cms, digestsOf(document), { subFilter: 'ETSI.CAdES.detached' });
    };

    test('signs what was prepared; its certificate verifies it', async () => {
      expect(key.algorithm).toBe(algorithm);
      expect(await evidenceOf(DOCUMENT)).toMatchObject({ intact: true, valid: true, problems: [] });
    });

    test('signs a token once, and keeps it spent', async () => {
      const prepared = await prepare();
      await key.sign(prepared);
      await expect(key.sign(prepared)).rejects.toMatchObject({ code: 'not-prepared' });
      await expect(key.sign(prepared)).rejects.toMatchObject({ code: 'not-prepared' });
    });

    test('spends a token even where two ask at once', async () => {
      const prepared = await prepare();
      const answers = await Promise.allSettled([key.sign(prepared), key.sign(prepared)]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    test('signs nothing that only looks like a token', async () => {
      const prepared = await prepare();
      const forged = [{ ...prepared }, structuredClone(prepared), Object.create(prepared), DOCUMENT, null, undefined];
      for (const one of forged)
        await expect(key.sign(one as typeof prepared)).rejects.toMatchObject({ code: 'not-prepared' });
      expect((await key.sign(prepared)).length).toBeGreaterThan(60);
    });

    test('gives its private half to nobody', () => {
      expect(Object.keys(key).sort()).toEqual(['algorithm', 'certificate', 'chain', 'id', 'sign']);
      expect(JSON.stringify(key)).not.toMatch(/PRIVATE|passphrase|pin/i);
    });

    test('signs many at once, each its own', async () => {
      const documents = Array.from({ length: CONCURRENT }, (_, index) => new TextEncoder().encode(`document ${index}`));
      const evidence = await Promise.all(documents.map(evidenceOf));
      for (const one of evidence) expect(one).toMatchObject({ intact: true, valid: true, problems: [] });
    });
  });
}
