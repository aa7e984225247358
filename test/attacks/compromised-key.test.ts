import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type KeyOffice, openKeyOffice } from '../../server/compose/offices.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { archivedBy, type TestAuthority, testAuthority, trustAuthority } from '../support/added-proofs.ts';
import { expectRefused, failures } from '../support/attack.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { keyEntries, spoilKeys } from '../support/key-store.ts';

/**
 * Somebody else has the key and seals with it whatever he likes, dated as he likes. Since the instant that the operator
 * names, only a time-stamp of a trusted authority can show that a document is older.
 */
const copy = copyInstall();
let authority: TestAuthority;
let office: KeyOffice;
let registered: Install;
let genuine: Uint8Array;
let since: number;
beforeAll(async () => {
  authority = await testAuthority();
  await trustAuthority(copy.folder, authority);
  office = await openKeyOffice({ data: copy.folder, acceptTestAnchors: true });
  registered = await openInstall(testOptions(copy.folder));
  genuine = await issueUnstamped();
  const signer = (await judge(genuine)).confirmation?.signer;
  if (signer === undefined) throw new Error('the sample is not valid');
  since = Math.min(Date.parse(signer.notBefore) + 10_000, Math.floor(Date.now() / 1000) * 1000);
  const keys = (await keyEntries(copy.folder)).filter(({ manufacturerId }) => manufacturerId === 'test-maker');
  for (const { keyId } of keys) {
    const marked = await office.markCompromised(keyId, new Date(since).toISOString(), operatorActor('test'));
    if (!marked.ok) throw new Error(marked.problem.code);
  }
});
afterAll(async () => {
  await registered.close();
  await office.close();
  copy.remove();
});

/** Without a time-stamp of its own: what was sealed with one is proven by that. */
async function issueUnstamped(): Promise<Uint8Array> {
  const sealing = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
  await registered.sealing.change(TEST_MANUFACTURER.id, sealing, operatorActor('test'));
  const issued = await registered.issue(seededRequest(515), { by: operatorActor('test') });
  const found = issued.ok ? await registered.pdf(issued.value.confirmation.number, operatorActor()) : issued;
  if (!found.ok) throw new Error(found.problem.code);
  return found.value.pdf;
}

async function judge(pdf: Uint8Array) {
  const result = await registered.verify({ pdf, vin: null, destination: null, applicationDate: null });
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}
const stamped = (by: TestAuthority, ms: number) => archivedBy(genuine, by, { at: new Date(since + ms).toISOString() });

test('is refused at once by a service that runs, though its registry knows the bytes', async () => {
  expectRefused(await judge(genuine), 'key-compromised');
});

test('hides behind no time-stamp of the same instant, of a later one, or of a stranger', async () => {
  expectRefused(await judge(await stamped(authority, 0)), 'key-compromised');
  expectRefused(await judge(await stamped(authority, 60_000)), 'key-compromised');
  expectRefused(await judge(await stamped(await testAuthority('stranger'), -2_000)), 'key-compromised');
});

test('what a trusted time-stamp proves to be older stays good', async () => {
  const verdict = await judge(await stamped(authority, -2_000));
  expect({ failures: failures(verdict), verdict: verdict.verdict }).toEqual({ failures: [], verdict: 'valid' });
});

test('an index of keys that cannot be read makes a verdict undecided, never valid', async () => {
  const old = await stamped(authority, -2_000);
  await spoilKeys(copy.folder);
  const verdict = await judge(old);
  expect({ failures: failures(verdict), verdict: verdict.verdict }).toEqual({ failures: [], verdict: 'undecided' });
  expect(verdict.checks.find(({ id }) => id === 'key-not-compromised')?.code).toBe('compromise-unknown');
});
