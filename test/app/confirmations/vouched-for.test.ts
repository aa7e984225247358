/** Nothing is sealed that the install's own check page would refuse the same day. */

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { sampleRequest } from '../../../server/development/sample-request.ts';
import { OTHER_MAKERS_WMI, TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { testRoot } from '../../support/pki.ts';
import { registerDirectly } from '../../support/register-directly.ts';
import { anchorOf, putAnchors } from '../../support/trust.ts';

type Entry = TrustAnchor['manufacturers'][number];

let install: TestInstall;
let original: TrustAnchor;
const today = shanghaiDate(new Date().toISOString());

beforeAll(async () => {
  install = await openTestInstall();
  original = anchorOf(install.folder);
});
afterEach(() => putAnchors(install.folder, original));
afterAll(() => install.dispose());

function rewrite(change: (anchor: TrustAnchor) => TrustAnchor): Promise<void> {
  return putAnchors(install.folder, change(original));
}
const withEntry = (change: Partial<Entry>) =>
  rewrite((anchor) => ({ ...anchor, manufacturers: anchor.manufacturers.map((entry) => ({ ...entry, ...change })) }));

async function refusal(seed: number): Promise<unknown> {
  const issued = await install.issue(install.request(seed), { by: operatorActor('test') });
  return issued.ok ? 'issued' : issued.problem.code;
}

test.each<[string, () => Promise<void>, string]>([
  ['the anchor is suspended', () => rewrite((anchor) => ({ ...anchor, status: 'suspended' })), 'anchor-suspended'],
  [
    'the anchor has run out',
    () => rewrite((anchor) => ({ ...anchor, until: addDays(today, -2) })),
    'anchor-not-in-force',
  ],
  ['the manufacturer is suspended', () => withEntry({ status: 'suspended' }), 'manufacturer-suspended'],
  [
    'the anchor vouches for another credit code',
    () => withEntry({ uscc: completeUscc('91350200M0000TEX9') }),
    'manufacturer-not-vouched-for',
  ],
  ['the anchor vouches for another code', () => withEntry({ code: 'OTHER' }), 'manufacturer-not-vouched-for'],
  [
    'the anchor vouches for another name',
    () => withEntry({ nameZh: '别的公司', listings: [] }),
    'manufacturer-not-vouched-for',
  ],
  [
    'the listing has ended',
    () => withEntry({ listings: [{ ...listing(), until: addDays(today, -2) }] }),
    'manufacturer-not-vouched-for',
  ],
])('%s: refused before anything is reserved', async (_what, change, code) => {
  await change();
  expect(await refusal(7301)).toBe(code);
  await putAnchors(install.folder, original);
  const issued = await install.issue(install.request(7301), { by: operatorActor('test') });
  if (!issued.ok) throw new Error(issued.problem.code);
  await install.withdraw(issued.value.confirmation.number, { reason: 'other' }, operatorActor('test'));
});

const listing = () => original.manufacturers[0]?.listings[0] as Entry['listings'][number];

test('a chain that leads to no anchor', async () => {
  const { der: stranger } = await testRoot({ name: 'vouched-for-stranger' });
  await rewrite((anchor) => ({ ...anchor, certificate: stranger }));
  expect(await refusal(7302)).toBe('certificate-not-trusted');
});

test('a world manufacturer identifier that the anchor does not bind is named on its line, beside other faults', async () => {
  const wmis = [...TEST_MANUFACTURER.wmis, { wmi: OTHER_MAKERS_WMI, from: '2026-01-01', until: null }];
  await registerDirectly(install.folder, { ...TEST_MANUFACTURER, wmis }, TEST_OUTLETS);
  const options = { destination: 'KZ', today, random: (below: number) => 7303 % below };
  const ours = sampleRequest({ ...options, vehicles: 1 });
  const theirs = sampleRequest({ ...options, vehicles: 1, wmi: OTHER_MAKERS_WMI });
  const issued = await install.issue(
    { ...ours, vehicles: [...ours.vehicles, ...theirs.vehicles], applicationDate: 'soon' },
    { by: operatorActor('test') },
  );
  await registerDirectly(install.folder, TEST_MANUFACTURER, TEST_OUTLETS);
  expect(issued.ok ? [] : issued.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '/applicationDate date-not-valid',
    '/vehicles/1/vin vin-not-vouched-for',
  ]);
});
