import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import type { CheckCode } from '#core/confirmation/errors.ts';
import type { VerdictWord } from '#core/confirmation/verdict.ts';
import { ALL_CASES } from '../core/validation/trust-cases/all-cases.ts';
import { stampToken } from '../core/validation/trust-cases/stamp-token.ts';
import type { TrustMaterial } from '../core/validation/trust-cases/trust-case.ts';
import { registerCase, sealCase, trustOnly } from '../support/case-files.ts';
import { cliInProcess } from '../support/cli-in-process.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { TEST_NOW } from '../support/pki.ts';

/**
 * Cases of the judge of trust as documents of the registry: sealed in exactly our form by the signer of the case, under
 * the trust list and the revocation lists of the case, asked over http and at the terminal on 2026-03-01.
 */
const ROWS: readonly (readonly [name: string, VerdictWord, codes: readonly CheckCode[]])[] = [
  ['direct', 'valid', []],
  ['path-length-self-issued', 'valid', []],
  ['leaf-serial-zero', 'valid', []],
  ['leaf-for-servers', 'not-valid', ['signature-attributes-wrong', 'chain-invalid']],
  ['between-no-cert-sign', 'not-valid', ['chain-invalid']],
  ['policy-any-below', 'valid', []],
  ['policy-missing', 'not-valid', ['chain-invalid']],
  ['name-dns-not-permitted', 'not-valid', ['chain-invalid']],
  ['ca-missing', 'not-valid', ['signer-unknown']],
  ['ca-ended-just', 'undecided', ['chain-ended']],
  ['sha-1-ca', 'not-valid', ['chain-invalid']],
  ['anchor-two-files', 'valid', []],
  ['barred-between', 'not-valid', ['anchor-suspended']],
  ['barred-signer-compressed', 'not-valid', ['chain-invalid']],
  ['list-none', 'undecided', ['revocation-unknown']],
  ['list-revoked', 'not-valid', ['certificate-revoked']],
  ['list-stale', 'undecided', ['revocation-unknown']],
  ['list-future-revokes', 'not-valid', ['certificate-revoked']],
  ['hold', 'undecided', ['revocation-unknown']],
  ['hold-lifted', 'valid', []],
  ['entry-twice', 'not-valid', ['certificate-revoked']],
  ['delta-revokes', 'not-valid', ['certificate-revoked']],
  ['point-same', 'valid', []],
  ['point-other-revokes', 'not-valid', ['certificate-revoked']],
  ['ended-just', 'valid', []],
  ['ended-list-after', 'undecided', ['certificate-expired', 'revocation-unknown']],
  ['ended-kept-on-list', 'valid', []],
  ['responder-bears-issuer-name', 'valid', []],
  ['responder-of-other-ca', 'undecided', ['revocation-unknown']],
  ['stamp-before-revocation', 'valid', []],
  ['stamp-after-revocation', 'not-valid', ['certificate-revoked']],
  ['tsa-revoked-1', 'not-valid', ['certificate-revoked']],
  ['tsa-revoked-4', 'valid', []],
  ['ca-ended-since-stamp', 'valid', []],
  ['ca-revoked-since-list', 'undecided', ['revocation-unknown']],
];
const EXIT: Readonly<Record<VerdictWord, number>> = { valid: 0, 'not-valid': 1, withdrawn: 2, undecided: 3 };

const clock = { now: () => TEST_NOW };
let install: TestInstall;
let app: Express;
beforeAll(async () => {
  install = await openTestInstall({ clock });
  app = testApp(install);
});
afterAll(() => install.dispose());

test.each(ROWS)('%s: %s', async (name, verdict, codes) => {
  const file = await fileOf(name);
  const answer = await request(app).post('/api/v1/verifications').attach('file', file);
  expect([answer.status, ...told(answer.body.files[0])]).toEqual([200, verdict, codes]);
  const run = await cliInProcess(['verify', '--json', file], { VINSEAL_DATA: install.folder }, '', clock);
  expect([run.code, ...told(JSON.parse(run.stdout))]).toEqual([EXIT[verdict], verdict, codes]);
});

/** The verdict, and the codes of what failed or stayed open. */
function told(described: {
  readonly verdict: string;
  readonly checks: readonly { readonly outcome: string; readonly code: string }[];
}): readonly [string, readonly string[]] {
  const open = described.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
  return [described.verdict, open.map(({ code }) => code)];
}

/** Puts the case into the install. */
async function fileOf(name: string): Promise<string> {
  const index = ALL_CASES.findIndex((one) => one.name === name);
  const material = await ALL_CASES[index]?.make();
  if (material === undefined) throw new Error(`no case ${name}`);
  const pdf = await registerCase(install.folder, index, (content) => sealCase(content, sealedBy(material)));
  await trustOnly(install.folder, material.anchors, material.crls ?? []);
  const file = path.join(install.folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  return file;
}

/** An install finds lists in its folder, but no answers: they lie in the file. */
function sealedBy({ signer, others = [], stamps = [], sealedCrls = [], ocsps = [] }: TrustMaterial) {
  const [stamp] = stamps;
  return {
    ...{ signer, others, proofs: { certificates: [], crls: sealedCrls, ocsps } },
    stamp: stamp === undefined ? null : (signature: Uint8Array) => stampToken(stamp, signature),
  };
}
