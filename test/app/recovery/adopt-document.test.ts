/** Only the very file that this install sealed, for its own manufacturer, becomes a record again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openKeyOffice } from '../../../server/compose/offices.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import type { SampleKind } from '../../../server/model/samples/sample.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';

const BY = operatorActor('operator');
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall();
});
afterAll(() => install.dispose());

const codeOf = async (pdf: Uint8Array) => {
  const adopted = await install.adopt(pdf, BY);
  return adopted.ok ? adopted.value.outcome : adopted.problem.code;
};

test.each<[SampleKind, string]>([
  ['valid', 'known'],
  ['withdrawn', 'known'],
  ['altered', 'adoption-not-genuine'],
  ['unknown-issuer', 'adoption-not-genuine'],
])('the sample %s: %s', async (kind, outcome) => {
  expect(await codeOf(install.sample(kind).pdf)).toBe(outcome);
});

test('a file with something after its seal is not the original', async () => {
  const { pdf } = install.sample('valid');
  expect(await codeOf(Uint8Array.from([...pdf, 10]))).toBe('adoption-not-genuine');
  expect(await codeOf(Uint8Array.of(1, 2, 3))).toBe('adoption-not-genuine');
});

test('an archive copy is not the original', async () => {
  const { number } = install.sample('valid');
  expect(await install.renew({ numbers: [number], by: BY })).toMatchObject({ ok: true });
  const copy = await install.archivePdf(number, operatorActor());
  if (!copy.ok) throw new Error(copy.problem.code);
  expect(await codeOf(copy.value.pdf)).toBe('adoption-not-genuine');
});

test('what a compromised key may have signed is not taken up', async () => {
  const office = await openKeyOffice({ data: install.folder, acceptTestAnchors: true });
  for (const { keyId } of await office.list()) await office.markCompromised(keyId, '2026-01-01T00:00:00.000Z', BY);
  await office.close();
  expect(await codeOf(install.sample('valid').pdf)).toBe('adoption-not-genuine');
});
