import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { openInstall } from '../../server/compose/open-install.ts';
import { openDevelopmentCa } from '../../server/development/development-ca.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import {
  archivedBy,
  hoursFromNow,
  type TestAuthority,
  testAuthority,
  trustAuthority,
  withDocumentTimeStamp,
  withSecurityStore,
} from '../support/added-proofs.ts';
import { expectRefused, failures } from '../support/attack.ts';
import { copyInstall, readSampleOf, seededRequest, testOptions } from '../support/install.ts';
import { latin1Bytes, latin1Text } from '../support/pdf-writer.ts';
import { revokeDevelopmentCertificate } from '../support/revoke-development-certificate.ts';
import { streamText } from '../support/signed-document.ts';
import { developmentList, refreshRevocationList } from '../support/stored-lists.ts';
import { updatedDocument } from '../support/updated-document.ts';

/**
 * Validation data and time-stamps that anybody but this product adds to a sealed document refuse it, alone or with
 * something beside them: two readers may differ about any byte that we would not have written.
 */
let authority: TestAuthority;
let stranger: TestAuthority;
let genuine: Uint8Array;
const copy = copyInstall();
let judge: (pdf: Uint8Array, install?: Judge) => Promise<Verdict>;
type Judge = Awaited<ReturnType<typeof openInstall>>;
let registered: Judge;
let blind: Judge;
beforeAll(async () => {
  authority = await testAuthority();
  stranger = await testAuthority('stranger');
  await trustAuthority(copy.folder, authority);
  registered = await openInstall(testOptions(copy.folder));
  blind = await openInstall(testOptions(copy.folder, { askRegistry: false }));
  genuine = readSampleOf(copy.folder, 'valid').pdf;
  judge = async (pdf, install = blind) => {
    const result = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
    if (!result.ok) throw new Error(result.problem.code);
    return result.value;
  };
});
afterAll(async () => {
  await registered.close();
  await blind.close();
  copy.remove();
});

const material = () => ({ Certs: [authority.tsa.der, authority.root.der], CRLs: [authority.crl] });
const page = () => Number(/\n(\d+) 0 obj\s*<<[^>]*\/Type\s*\/Page\b/.exec(latin1Text(genuine))?.[1]);
/** The page with a note put on it, in the same update. */
const changedPage = (free: number) => {
  const body = new RegExp(`\\n${page()} 0 obj\\s*([\\s\\S]*?)\\s*endobj`).exec(latin1Text(genuine))?.[1] ?? '';
  const painted = body.replace(/>>\s*$/, `/Contents ${free} 0 R>>`).replace(/\/Contents \d+ 0 R/, '');
  return [
    [free, streamText('', '0 0 500 500 re f')],
    [page(), painted],
  ] as const;
};

describe('proofs alone, which anybody may make, are refused like any other byte', () => {
  test.each([
    ['validation data', () => withSecurityStore(genuine, material())],
    ['a time-stamp', () => withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0) })],
    [
      'both, and a time-stamp over them',
      () =>
        withDocumentTimeStamp(
          withSecurityStore(withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0) }), material()),
          authority,
          { at: hoursFromNow(0) },
        ),
    ],
    ["a stranger's time-stamp", () => withDocumentTimeStamp(genuine, stranger, { at: hoursFromNow(0) })],
  ])('%s', async (_what, make) => {
    expectRefused(await judge(make(), registered), 'bytes-after-signature');
    expectRefused(await judge(make()), 'bytes-after-signature');
  });
});

describe('the proofs that were sealed in', () => {
  const first = () => Number(/\/Certs \[(\d+) 0 R/.exec(latin1Text(genuine))?.[1]);
  const sealed = () => new RegExp(`\\n${first()} 0 obj\\n([\\s\\S]*?)\\nendobj`).exec(latin1Text(genuine))?.[1] ?? '';

  test('may not be written once more in objects of their own, as EU DSS does before a time-stamp', async () => {
    const again = updatedDocument(genuine, [[900, sealed()]]);
    expectRefused(await judge(again), 'bytes-after-signature');
    const stamped = withDocumentTimeStamp(again, authority, { at: hoursFromNow(0) });
    expectRefused(await judge(stamped), 'bytes-after-signature');
  });

  test.each([
    ['written once more bring nothing', () => sealed()],
    ['may not become others', () => streamText('', latin1Text(authority.root.der))],
    ['may not become anything else', () => '<</Type/Action/S/JavaScript/JS(app.alert(1))>>'],
  ])('%s', async (_what, body) => {
    expectRefused(await judge(updatedDocument(genuine, [[first(), body()]])), 'bytes-after-signature');
  });
});

describe('something beside the proofs', () => {
  test.each([
    ['a page painted over, with the validation data', () => withSecurityStore(genuine, material(), changedPage)],
    [
      'a page painted over, with the time-stamp',
      () => withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0), more: changedPage }),
    ],
    [
      'a page painted over, and a time-stamp over that',
      () => withDocumentTimeStamp(updatedDocument(genuine, changedPage(900)), authority, { at: hoursFromNow(0) }),
    ],
    ['an object that nothing needs', () => withSecurityStore(genuine, material(), (free) => [[free, '<</A 1>>']])],
    ['an update that brings nothing', () => updatedDocument(genuine, [])],
    ['a store of nothing', () => withSecurityStore(genuine, { Certs: [] })],
    [
      'a time-stamp that is broken',
      () => {
        const stamped = latin1Text(withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0) }));
        const at = stamped.lastIndexOf('/DocTimeStamp');
        const imprint = stamped.indexOf('0420', at) + 4;
        const digit = stamped[imprint] === '0' ? '1' : '0';
        return latin1Bytes(stamped.slice(0, imprint) + digit + stamped.slice(imprint + 1));
      },
    ],
    [
      'a time-stamp with a digit of its hex string in the other case',
      () => {
        const stamped = latin1Text(withDocumentTimeStamp(genuine, authority, { at: hoursFromNow(0) }));
        const letter = stamped.indexOf('/Contents<', stamped.lastIndexOf('/DocTimeStamp')) + '/Contents<'.length;
        const at = letter + stamped.slice(letter).search(/[a-f]/);
        return latin1Bytes(stamped.slice(0, at) + stamped.charAt(at).toUpperCase() + stamped.slice(at + 1));
      },
    ],
  ])('%s', async (_what, make) => {
    expectRefused(await judge(make()), 'bytes-after-signature');
  });
});

describe('a revoked signer', () => {
  const past = copyInstall();
  let revoked: Judge;
  let old: Uint8Array;
  let before: string;
  beforeAll(async () => {
    await trustAuthority(past.folder, authority);
    const install = await openInstall(testOptions(past.folder, { askRegistry: false }));
    const ca = openDevelopmentCa(`${past.folder}/ca`);
    const signer = (await judge(genuine, registered)).confirmation?.signer;
    if (ca === null || signer === undefined) throw new Error('nothing to revoke');
    before = new Date(Date.parse(signer.notBefore) + 1000).toISOString();
    const at = new Date(Date.parse(before) + 1000).toISOString();
    // Sealed after the key was revoked, however quickly this install was made.
    await setTimeout(Math.max(0, Date.parse(at) + 1000 - Date.now()));
    const by = operatorActor();
    const issued = await install.issue(seededRequest(1_901), { by });
    const file = issued.ok ? await install.pdf(issued.value.confirmation.number, by) : issued;
    if (!file.ok) throw new Error(file.problem.code);
    old = file.value.pdf;
    revokeDevelopmentCertificate(ca, { serialNumber: signer.serialNumber, at, reason: 1 });
    await refreshRevocationList(past.folder, new Date().toISOString());
    revoked = install;
  });
  afterAll(async () => {
    await revoked.close();
    past.remove();
  });

  test('stays revoked without a proof', async () => {
    expectRefused(await judge(old, revoked), 'certificate-revoked');
  });

  test('was good before, where a trusted time-stamp proves that', async () => {
    const verdict = await judge(await archivedBy(old, authority, { at: before }), revoked);
    expect(failures(verdict)).toEqual([]);
    expect(verdict.checks.find(({ id }) => id === 'certificate-not-revoked')?.outcome).toBe('passed');
  });

  test('hides behind no time-stamp of a stranger, and behind none that came later', async () => {
    expectRefused(await judge(await archivedBy(old, stranger, { at: before }), revoked), 'certificate-revoked');
    const late = await archivedBy(old, authority, { at: hoursFromNow(0) });
    expectRefused(await judge(late, revoked), 'certificate-revoked');
  });

  test('hides behind no older list that the file brings along', async () => {
    const former = await developmentList(copy.folder);
    const proofs = { certificates: [], crls: [former], ocsps: [] };
    const held = await archivedBy(old, authority, { at: hoursFromNow(0), proofs });
    expectRefused(await judge(held, revoked), 'certificate-revoked');
  });
});
