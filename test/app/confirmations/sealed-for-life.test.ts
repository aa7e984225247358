/** A fresh install seals once, for life: with a time-stamp and the proofs inside the one signed range. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { SIGNING_ALGORITHMS } from '../../../server/ports/signing-keys.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const question = { vin: null, destination: null, applicationDate: null };

async function issue(seed: number, algorithm?: (typeof SIGNING_ALGORITHMS)[number]): Promise<Uint8Array> {
  const issued = await install.issue(install.request(seed), {
    by: operatorActor('test'),
    ...(algorithm ? { algorithm } : {}),
  });
  if (!issued.ok) throw new Error(issued.problem.code);
  const found = await install.pdf(issued.value.confirmation.number, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.pdf;
}

describe.each(['rsa-pkcs1-sha256', 'ecdsa-p256-sha256'] as const)('a document sealed with %s', (algorithm) => {
  let pdf: Uint8Array;
  beforeAll(async () => {
    pdf = await issue(SIGNING_ALGORITHMS.indexOf(algorithm) + 900, algorithm);
  });

  test('is valid, at level B-T with its revocation data inside', async () => {
    const verdict = await install.verify({ pdf, ...question });
    expect(verdict).toMatchObject({ ok: true, value: { verdict: 'valid', level: 'B-T', embeddedRevocation: true } });
  });

  test('is one revision, signed whole', () => {
    const facts = readPdfFacts(pdf);
    expect(facts.revisions).toBe(1);
    expect(facts.signatures).toMatchObject([{ coverage: 'entire-file', bytesAfter: 0 }]);
  });

  test('carries the certificates of signer and authority, and an answer about each', () => {
    const [store, ...more] = readSecurityStore(openPdf(pdf));
    expect(more).toEqual([]);
    expect(store?.certificates).toHaveLength(3);
    expect([store?.ocsps.length, store?.crls.length]).toEqual([2, 0]);
  });
});
