/** What a new install tells its administrators to do next: what is done is marked, and the list ends with the first confirmation. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { manufacturerFile } from '../../../server/app/manufacturers/manufacturer-schema.ts';
import { beginTrustList } from '../../../server/compose/install/own-anchors.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { withSharedRecords } from '../../../server/compose/with-shared-records.ts';
import { createDemonstrationKeys } from '../../../server/development/create-demonstration-keys.ts';
import { giveTestSeal } from '../../../server/development/give-test-seal.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { seededRequest, testOptions } from '../../support/install.ts';
import { makePerson } from '../../support/people.ts';

const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: TEST_MANUFACTURER.id } as const;
const PERSON = { kind: 'person', id: 'p', name: 'P', roles: ['administrator'] } as const;
const OPERATOR: Actor = {
  ...PERSON,
  organisation: { id: 'operator', kind: 'operator', manufacturerId: null, uscc: null },
};
const OWN: Actor = {
  ...PERSON,
  organisation: { id: MAKER.id, kind: 'manufacturer', manufacturerId: MAKER.manufacturer, uscc: null },
};

/** An install with keys and a trust list, and nothing else. */
let folder: string;
let install: Install;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-fresh-'));
  const options = testOptions(folder);
  const now = new Date().toISOString();
  mkdirSync(dataPaths(folder).keys, { recursive: true, mode: 0o700 });
  const anchor = await withSharedRecords(options, (shared) =>
    createDemonstrationKeys({ ...dataPaths(folder), shared }, TEST_MANUFACTURER, now),
  );
  await beginTrustList(options, { now: () => now }, [anchor]);
  install = await openInstall(options);
  await install.refreshRevocationList();
});
afterAll(async () => {
  await install.close();
  rmSync(folder, { recursive: true, force: true });
});

async function steps(actor: Actor) {
  const all = await install.firstSteps(actor);
  const kinds = all.filter(({ isDone }) => isDone).map(({ kind }) => kind);
  return [kinds, all.find(({ isDone }) => !isDone)?.kind, all.find(({ kind }) => kind === 'people')?.path];
}

test('administrators see what is done and what is next, until something was issued', async () => {
  expect(await steps(OPERATOR)).toEqual([[], 'manufacturer', null]);
  expect((await install.firstSteps(OPERATOR))[0]?.path).toBe('administration/manufacturer');
  const file = manufacturerFile({ manufacturer: TEST_MANUFACTURER, outlets: TEST_OUTLETS });
  expectDone(await install.registerManufacturer(file, operatorActor()));
  const begun = ['manufacturer', 'key', 'trust', 'outlets'];
  expect(await steps(OPERATOR)).toEqual([begun, 'seal', 'organisations/add']);
  await giveTestSeal(install, TEST_MANUFACTURER.id);
  await makePerson(install, { organisation: MAKER, roles: ['clerk'] });
  const sealed = ['manufacturer', 'key', 'seal', 'trust', 'outlets'];
  expect(await steps(OWN)).toEqual([sealed, 'people', 'people']);
  expect(await steps(OPERATOR)).toEqual([sealed, 'people', 'people?organisation=maker']);
  await makePerson(install, { organisation: MAKER, roles: ['sealer'] });
  const ready = ['manufacturer', 'key', 'seal', 'trust', 'people', 'outlets'];
  expect(await steps(OWN)).toEqual([ready, 'confirmation', 'people']);
  expect(await install.firstSteps({ ...OWN, roles: ['clerk'] })).toEqual([]);
  expectDone(await install.issue(seededRequest(1), { by: operatorActor() }));
  expect([await install.firstSteps(OPERATOR), await install.firstSteps(OWN)]).toEqual([[], []]);
});
