/** What is issued, and what is not, when the proofs that a document should carry cannot be had. */

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { certificatesOfPem } from '#core/asn1/pem.ts';
import { hex } from '#core/bytes/bytes.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { dataPaths, type InstallOptions } from '../../../server/compose/install-options.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { openDevelopmentCa } from '../../../server/development/development-ca.ts';
import { TEST_MANUFACTURER } from '../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { keyEntries } from '../../support/key-store.ts';
import { issueCrl, testRoot } from '../../support/pki.ts';
import { revokeDevelopmentCertificate } from '../../support/revoke-development-certificate.ts';
import { dropLists, putLists, refreshRevocationList } from '../../support/stored-lists.ts';
import { putAnchors, trustAnchor } from '../../support/trust.ts';
import { answerWith, testTsa } from '../../support/tsa.ts';
import { openWebServer } from '../../support/web-server.ts';

const NOBODY = { timeStampAddresses: ['http://127.0.0.1:1/'], timeStampTimeMs: 2_000 };
const SEALED_ALIKE = { level: 'B-T', embedRevocation: true, withoutProof: 'refuse' } as const;

let copy: ReturnType<typeof copyInstall>;
beforeEach(() => {
  copy = copyInstall();
});
afterEach(() => copy.remove());

type Open = Awaited<ReturnType<typeof openInstall>>;

async function using<Value>(change: Partial<InstallOptions>, work: (install: Open) => Promise<Value>): Promise<Value> {
  const install = await openInstall(testOptions(copy.folder, change));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

const issue = (install: Open, seed = 4242) => install.issue(seededRequest(seed), { by: operatorActor('test') });

/** The level that the verdict tells of what was issued, or why nothing was. */
async function outcome(install: Open, seed = 4242): Promise<unknown> {
  const issued = await issue(install, seed);
  if (!issued.ok) return issued.problem.code;
  const found = await install.pdf(issued.value.confirmation.number, operatorActor());
  if (!found.ok) throw new Error(found.problem.code);
  const verdict = await install.verify({ pdf: found.value.pdf, vin: null, destination: null, applicationDate: null });
  if (!verdict.ok) throw new Error(verdict.problem.code);
  const { level, embeddedRevocation } = verdict.value;
  return [verdict.value.verdict, level, embeddedRevocation];
}

describe('no authority stamps', () => {
  test('nothing is issued, and the vehicles stay free', async () => {
    expect(await using(NOBODY, outcome)).toBe('time-stamp-unavailable');
    expect(await using({}, outcome)).toEqual(['valid', 'B-T', true]);
  });

  test('what can be had is issued where the policy says so', async () => {
    expect(await using({ ...NOBODY, withoutProof: 'issue-b-b' }, outcome)).toEqual(['valid', 'B-B', true]);
  });

  test('an install without any issues nothing, unless its operator or the manufacturer does without', async () => {
    rmSync(dataPaths(copy.folder).timeStamping, { recursive: true });
    expect(await using({}, outcome)).toBe('time-stamp-unavailable');
    expect(await using({ withoutProof: 'issue-b-b' }, outcome)).toEqual(['valid', 'B-B', false]);
    const alike = { ...SEALED_ALIKE, level: 'B-B', embedRevocation: false };
    await using({}, (install) => install.sealing.change(TEST_MANUFACTURER.id, alike, operatorActor('test')));
    expect(await using({}, (install) => outcome(install, 4243))).toEqual(['valid', 'B-B', false]);
  });
});

test.each([
  [{ level: 'B-B', embedRevocation: false, withoutProof: 'refuse' }, ['valid', 'B-B', false]],
  [{ level: 'B-B', embedRevocation: true, withoutProof: 'refuse' }, ['valid', 'B-B', true]],
  [{ level: 'B-T', embedRevocation: false, withoutProof: 'refuse' }, ['valid', 'B-T', false]],
] as const)('a manufacturer may have its own policy: %j', async (sealing, expected) => {
  await using({}, (install) => install.sealing.change(TEST_MANUFACTURER.id, sealing, operatorActor('test')));
  expect(await using({}, outcome)).toEqual(expected);
});

describe('revocation', () => {
  const removeResponder = () => rmSync(dataPaths(copy.folder).responder, { recursive: true });

  test('the responder of the install answers though its list has run out', async () => {
    await refreshRevocationList(copy.folder, new Date(Date.now() - 9 * 86_400_000).toISOString());
    expect(await using({}, issue)).toMatchObject({ ok: true });
  });

  test('a list that has run out is no proof', async () => {
    removeResponder();
    await refreshRevocationList(copy.folder, new Date(Date.now() - 9 * 86_400_000).toISOString());
    expect(await using({}, issue)).toMatchObject({ ok: false, problem: { code: 'revocation-unavailable' } });
    expect(await using({ withoutProof: 'issue-b-b' }, issue)).toMatchObject({ ok: true });
  });

  test('where no source knows of the certificates, nothing is issued, unless it may do without', async () => {
    removeResponder();
    await dropLists(copy.folder);
    expect(await using({}, issue)).toMatchObject({ ok: false, problem: { code: 'revocation-unavailable' } });
    expect(await using({ withoutProof: 'issue-b-b' }, issue)).toMatchObject({ ok: true });
  });

  test.each([
    ['its responder and its list', false, true],
    ['its responder alone', false, false],
    ['its list alone', true, true],
  ])('a signer that is revoked, as the CA says by %s, seals nothing', async (_how, withoutResponder, withList) => {
    if (withoutResponder) removeResponder();
    const { authority } = dataPaths(copy.folder);
    const ca = openDevelopmentCa(authority);
    if (ca === null) throw new Error('the install has no CA');
    for (const { certificate } of await keyEntries(copy.folder)) {
      const [der] = certificatesOfPem(certificate ?? '');
      const serialNumber = hex(readCertificate(der ?? new Uint8Array()).serial).toUpperCase();
      revokeDevelopmentCertificate(ca, { serialNumber, at: new Date().toISOString(), reason: 1 });
    }
    if (withList) await refreshRevocationList(copy.folder, new Date().toISOString());
    const refused = { ok: false, problem: { code: 'certificate-not-usable' } };
    expect(await using({}, issue)).toMatchObject(refused);
    expect(await using({ withoutProof: 'issue-b-b' }, issue)).toMatchObject(refused);
  });
});

test('an authority over http stamps what the trust list lets it, and nothing else', async () => {
  const years = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2049-01-01T00:00:00Z' };
  const root = await testRoot({ name: 'http-tsa-root', ...years });
  const tsa = await testTsa(root, 'http-tsa', years);
  const server = await openWebServer((asked) => answerWith(tsa, { genTime: Date.now() })(asked));
  const over = { timeStampAddresses: [`http://${server.host}/tsa`] };
  expect(await using(over, outcome)).toBe('time-stamp-unavailable');
  await putAnchors(copy.folder, trustAnchor('tsa', root.der));
  // Nobody says yet whether the authority was revoked.
  expect(await using(over, outcome)).toBe('time-stamp-unavailable');
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const list = await issueCrl({ signer: root, thisUpdate: day(-1), nextUpdate: day(1) });
  await putLists(copy.folder, { tsa: list });
  expect(await using(over, outcome)).toEqual(['valid', 'B-T', true]);
  await server.close();
});
