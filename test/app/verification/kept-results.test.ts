import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkFile } from '../../../server/app/verification/check-file.ts';
import { openKeyOffice } from '../../../server/compose/offices.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { type KeptResult, RESULT_FORMAT, RESULT_ID } from '../../../server/model/verification/kept-result.ts';
import { NO_SUSPENSIONS, type Suspensions } from '../../../server/stores/trust/suspensions.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { movedClock } from '../../support/moved-clock.ts';
import { putSuspensions } from '../../support/trust.ts';

const clock = movedClock();
const NOTHING = { vin: null, destination: null, applicationDate: null };
let install: TestInstall;
beforeAll(async () => {
  install = await openTestInstall({ clock });
});
afterAll(() => install.dispose());

/** Issues a document of two vehicles, checks it and keeps the result. */
async function checked(seed: number, at = install) {
  const request = at.request(seed, 2);
  const [first, second] = request.vehicles.map(({ vin }) => vin);
  const issued = expectDone(await at.issue(request, { by: operatorActor() }));
  const { number } = issued.confirmation;
  const { pdf } = expectDone(await at.pdf(number, operatorActor()));
  const deps = { verifyDocument: at.verify, inspect: at.inspect };
  const file = expectDone(await checkFile(deps, 'a.pdf', { pdf, ...NOTHING }));
  const result: KeptResult = { format: RESULT_FORMAT, checkedAt: clock.now(), question: NOTHING, files: [file] };
  const id = await at.results.keep(result);
  return { id: id ?? '', number, first: first ?? '', second: second ?? '', result };
}

describe('a kept result', () => {
  it('is found by an id that nobody can guess, which is stored nowhere', async () => {
    const { id, result } = await checked(801);
    const another = await install.results.keep(result);
    expect(id).toMatch(RESULT_ID);
    expect(another).not.toBe(id);
    const opened = await install.results.reopen(id);
    expect(opened).toMatchObject({
      id,
      checkedAt: result.checkedAt,
      files: [{ name: 'a.pdf', before: null, changed: [] }],
    });
    expect(opened?.files[0]?.verdict).toEqual(result.files[0]?.verdict);
    expect(opened?.reference).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect((await install.results.reopen(another ?? ''))?.reference).not.toBe(opened?.reference);
  });

  it.each(['', 'short', 'x'.repeat(22), `${'x'.repeat(21)}'`])('is nothing under %s', async (id) => {
    expect(await install.results.reopen(id)).toBeNull();
  });

  it('says what was withdrawn since, and what it was then', async () => {
    const { id, number, first } = await checked(802);
    const reason = { reason: 'vehicle-changed', vins: [first] };
    expectDone(await install.withdraw(number, reason, operatorActor()));
    const opened = await install.results.reopen(id);
    expect(opened?.files[0]).toMatchObject({
      verdict: { verdict: 'withdrawn', headline: 'partly-withdrawn' },
      before: { verdict: 'valid', headline: 'valid-not-compared' },
      changed: [{ id: 'still-in-force', code: 'partly-withdrawn' }],
      registry: 'identical',
    });
  });

  it('is compared with another vehicle without the file, and keeps the time of the check', async () => {
    const { id, second, first, number, result } = await checked(803);
    const asked = { vin: second.toLowerCase(), destination: null, applicationDate: null };
    const newId = expectDone(await install.results.compareAnother(id, asked));
    clock.days(1);
    const opened = await install.results.reopen(newId);
    expect(opened).toMatchObject({ checkedAt: result.checkedAt, question: { vin: second } });
    expect(opened?.files[0]?.verdict).toMatchObject({ verdict: 'valid', vehicle: 'matched' });
    expectDone(await install.withdraw(number, { reason: 'lost', vins: [first] }, operatorActor()));
    const third = expectDone(await install.results.compareAnother(newId, { ...asked, vin: first }));
    expect((await install.results.reopen(third))?.files[0]?.verdict.verdict).toBe('withdrawn');
  });

  it('asks back what cannot be a VIN, and knows no result that is not kept', async () => {
    const { id } = await checked(804);
    const asked = { destination: null, applicationDate: null };
    expect(await install.results.compareAnother(id, { ...asked, vin: '' })).toMatchObject({
      problem: { code: 'request-not-valid', fields: [{ pointer: '/vin', code: 'required' }] },
    });
    expect(await install.results.compareAnother(id, { ...asked, vin: '123' })).toMatchObject({
      problem: { fields: [{ code: 'vin-length' }] },
    });
    expect(await install.results.compareAnother('x'.repeat(22), { ...asked, vin: '123' })).toMatchObject({
      problem: { code: 'result-not-found' },
    });
  });

  it('ends after its days, whether or not it was erased yet; a comparison ends with it', async () => {
    const { id, second } = await checked(805);
    clock.days(29);
    const compared = { vin: second, destination: null, applicationDate: null };
    const newId = expectDone(await install.results.compareAnother(id, compared));
    expect(await install.results.reopen(newId)).not.toBeNull();
    clock.days(1);
    expect(await install.results.reopen(id)).toBeNull();
    expect(await install.results.reopen(newId)).toBeNull();
    expect(await install.results.eraseOld()).toBeGreaterThanOrEqual(2);
    expect(await install.results.eraseOld()).toBe(0);
  });

  it.each<readonly [string, Suspensions, string]>([
    ['anchor', { anchors: ['development-ca'], manufacturers: [] }, 'anchor-suspended'],
    ['maker', { anchors: [], manufacturers: [{ anchor: 'development-ca', code: 'TEST' }] }, 'manufacturer-suspended'],
  ])('is not valid while its %s is suspended', async (_name, suspensions, code) => {
    const { id, second } = await checked(808 + suspensions.anchors.length);
    await putSuspensions(install.folder, suspensions);
    const opened = await install.results.reopen(id);
    expect(opened?.files[0]).toMatchObject({ verdict: { verdict: 'not-valid' }, changed: [{ code }] });
    const asked = { vin: second, destination: null, applicationDate: null };
    const other = expectDone(await install.results.compareAnother(id, asked));
    await putSuspensions(install.folder, NO_SUSPENSIONS);
    expect((await install.results.reopen(other))?.files[0]?.verdict.verdict).toBe('not-valid');
    expect((await install.results.reopen(id))?.files[0]?.verdict.verdict).toBe('valid');
  });

  it('is not valid once its key was compromised before the signature is proven', async () => {
    const other = await openTestInstall({ clock });
    const { id } = await checked(810, other);
    const office = await openKeyOffice({ data: other.folder, acceptTestAnchors: true });
    for (const { keyId } of await office.list())
      expectDone(await office.markCompromised(keyId, '2020-01-01T00:00:00.000Z', operatorActor()));
    await office.close();
    const opened = await other.results.reopen(id);
    expect(opened?.files[0]).toMatchObject({
      verdict: { verdict: 'not-valid' },
      changed: [{ code: 'key-compromised' }],
    });
    await other.dispose();
  });

  it('is not kept where it is too large', async () => {
    const { result } = await checked(806);
    const [file] = result.files;
    const files = [{ ...file, name: 'x'.repeat(1_000_000) }] as typeof result.files;
    expect(await install.results.keep({ ...result, files })).toBeNull();
  });
});

it('keeps nothing where the setting says so', async () => {
  const { id, result } = await checked(807);
  const off = await openTestInstall({ resultDays: 0, clock });
  expect(await off.results.keep(result)).toBeNull();
  expect(await off.results.reopen(id)).toBeNull();
  await off.dispose();
});
