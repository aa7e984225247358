import { describe, expect, test } from '@jest/globals';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { manufacturerFile } from '../../../server/app/manufacturers/manufacturer-schema.ts';
import {
  type RegisterManufacturerDependencies,
  registerManufacturer,
} from '../../../server/app/manufacturers/register-manufacturer.ts';
import { TEST_MANUFACTURER, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import { actorRef, operatorActor } from '../../../server/model/access/actor.ts';
import type { AuditEntry } from '../../../server/model/access/audit-entry.ts';
import type { ManufacturerChange, ManufacturerEntry } from '../../../server/ports/manufacturer-register.ts';
import { unprintableCharacters } from '../../../server/sealing/typeset/unprintable-text.ts';
import { AT } from '../../contract/store-samples.ts';

const FILE = manufacturerFile({ manufacturer: TEST_MANUFACTURER, outlets: TEST_OUTLETS });
const [OUTLET] = FILE.outlets;
const OTHER_USCC = completeUscc('91000000MATETT901');

/** An install in memory, and what it was told to save. */
function installWith(registered: ManufacturerEntry[] = [], changes: Partial<RegisterManufacturerDependencies> = {}) {
  const saved: ManufacturerChange[] = [];
  const told: AuditEntry[] = [];
  const deps: RegisterManufacturerDependencies = {
    register: {
      change: async (decide) => {
        const { save, answer } = decide(registered);
        if (save !== null) {
          saved.push(save);
          registered.splice(0, registered.length, { manufacturer: save.manufacturer, outlets: save.outlets });
        }
        return answer;
      },
    },
    trustList: { anchors: async () => [] },
    unprintable: unprintableCharacters,
    acceptTest: true,
    auditLog: { append: async (entry) => void told.push(entry) },
    clock: { now: () => AT },
    ...changes,
  };
  return { saved, told, add: (input: unknown) => registerManufacturer(deps, input, operatorActor('zhang')) };
}

type Answer = Awaited<ReturnType<typeof registerManufacturer>>;
const outcomeOf = (answer: Answer) => (answer.ok ? answer.value.outcome : answer.problem.code);
const faultsOf = (answer: Answer) =>
  answer.ok ? [] : answer.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);

describe('what is registered', () => {
  test('is the file, and the audit log tells it before and with the change', async () => {
    const { saved, told, add } = installWith();
    expect(outcomeOf(await add(FILE))).toBe('added');
    const detail = { code: 'TEST', outlets: '6', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
    const act = {
      stream: 'manufacturer:test-maker',
      at: AT,
      actor: actorRef(operatorActor('zhang')),
      action: 'register-manufacturer',
      subject: { kind: 'manufacturer', id: 'test-maker' },
    };
    expect(saved).toEqual([
      {
        manufacturer: TEST_MANUFACTURER,
        outlets: TEST_OUTLETS,
        entry: { ...act, phase: 'succeeded', detail: { ...detail, outcome: 'added' } },
      },
    ]);
    expect(told).toEqual([{ ...act, phase: 'intended', detail }]);
  });

  test('is not registered again by the same file', async () => {
    const { saved, told, add } = installWith();
    await add(FILE);
    expect(outcomeOf(await add(JSON.parse(JSON.stringify(FILE))))).toBe('unchanged');
    expect(saved).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ phase: 'succeeded', detail: { outcome: 'unchanged' } });
  });

  test('is replaced by another file, and how it seals stays', async () => {
    const sealing = { level: 'B-B', embedRevocation: false, withoutProof: 'refuse' } as const;
    const { saved, add } = installWith([{ manufacturer: { ...TEST_MANUFACTURER, sealing }, outlets: TEST_OUTLETS }]);
    expect(outcomeOf(await add(FILE))).toBe('unchanged');
    expect(outcomeOf(await add({ ...FILE, outlets: [] }))).toBe('changed');
    expect(saved[0]).toMatchObject({
      manufacturer: { sealing },
      outlets: [],
      entry: { action: 'register-manufacturer', detail: { outcome: 'changed' } },
    });
  });

  test('stands in its one spelling', async () => {
    const { saved, add } = installWith();
    const uscc = ` ${FILE.uscc.toLowerCase().slice(0, 9)} ${FILE.uscc.slice(9)}`;
    const typed = { ...FILE, uscc, outlets: [{ ...OUTLET, country: 'kz', name: 'Cafe\u0301 ' }] };
    expect(outcomeOf(await add(typed))).toBe('added');
    expect(saved[0]).toMatchObject({
      manufacturer: { uscc: FILE.uscc },
      outlets: [{ country: 'KZ', name: 'Caf\u00e9' }],
    });
  });
});

test('every fault of the data is named at once, and nothing is saved', async () => {
  const { saved, add } = installWith();
  const { nameEn: _missing, ...incomplete } = FILE;
  const answer = await add({
    ...incomplete,
    id: 'Test Maker',
    uscc: `${FILE.uscc.slice(0, 17)}${FILE.uscc.endsWith('0') ? '1' : '0'}`,
    sealing: {},
    listings: [{ ...FILE.listings[0], from: '2026-02-30' }],
    wmis: [
      { wmi: 'LOX', from: '2026-01-01' },
      { wmi: 'L09', from: '2026-02-01', until: '2026-01-31' },
    ],
    outlets: [
      { ...OUTLET, country: 'Kazakhstan', address: 'ประเทศไทย', services: ['towing'] },
      { ...OUTLET, provider: 'of 1M8GDM9AXKP042788' },
    ],
  });
  expect(faultsOf(answer).toSorted()).toEqual(
    [
      '/id not-valid',
      '/nameEn required',
      '/uscc uscc-check-character',
      '/sealing unknown-field',
      '/listings/0/from date-not-valid',
      '/wmis/0/wmi wmi-not-valid',
      '/wmis/1/wmi wmi-not-valid',
      '/wmis/1/until until-before-from',
      '/outlets/0/country country-unknown',
      '/outlets/0/address text-not-printable',
      '/outlets/0/services/0 not-valid',
      '/outlets/1/provider text-holds-identifier',
    ].toSorted(),
  );
  expect(saved).toEqual([]);
});

test('what is meant by a country is suggested', async () => {
  const answer = await installWith().add({ ...FILE, outlets: [{ ...OUTLET, country: 'Kazakhstan' }] });
  expect(answer).toMatchObject({ problem: { fields: [{ pointer: '/outlets/0/country', suggestions: ['KZ'] }] } });
});

test.each<[string, unknown]>([
  ['nothing', null],
  ['a list', [FILE]],
  ['a text', 'maker'],
  ['outlets that are none', { ...FILE, outlets: { 0: OUTLET } }],
])('%s is refused', async (_what, input) => {
  expect(outcomeOf(await installWith().add(input))).toBe('request-not-valid');
});

describe('beside what is registered and trusted', () => {
  const registered = () => [{ manufacturer: TEST_MANUFACTURER, outlets: TEST_OUTLETS }];
  const vouching = (changes: Partial<TrustedManufacturer> = {}) => {
    const { code, nameZh, uscc, test: isTest, listings, wmis } = TEST_MANUFACTURER;
    const entry = { code, nameZh, uscc, test: isTest, listings, wmis, status: 'active', registry: 'here', ...changes };
    const terms = { timeStamping: false, status: 'active', from: null, until: null } as const;
    const anchor = { id: 'ca', certificate: new Uint8Array(), manufacturers: [entry as TrustedManufacturer], ...terms };
    return { trustList: { anchors: async () => [anchor] } };
  };

  test.each<[string, object, readonly string[]]>([
    [
      'its own code, credit code and TEST never change',
      { code: 'NEW', uscc: OTHER_USCC, test: false },
      ['/code never-changes', '/uscc never-changes', '/test never-changes'],
    ],
    ['another’s code is taken', { id: 'other', uscc: OTHER_USCC }, ['/code of-another-manufacturer']],
    ['another’s credit code is taken', { id: 'other', code: 'NEW' }, ['/uscc of-another-manufacturer']],
    [
      'a name that the Announcement does not list',
      { nameZh: '另一测试汽车有限公司' },
      ['/listings manufacturer-not-listed'],
    ],
    ['an outlet twice', { outlets: [OUTLET, OUTLET] }, ['/outlets/1/id repeated']],
  ])('%s', async (_what, changes, faults) => {
    const { saved, add } = installWith(registered());
    expect(faultsOf(await add({ ...FILE, ...changes }))).toEqual(faults);
    expect(saved).toEqual([]);
  });

  test('TEST manufacturers are refused where TEST anchors are', async () => {
    const { add } = installWith([], { acceptTest: false });
    expect(faultsOf(await add(FILE))).toEqual(['/test test-not-accepted']);
  });

  test('the trust list vouches for the same data', async () => {
    expect(outcomeOf(await installWith([], vouching()).add(FILE))).toBe('added');
    expect(outcomeOf(await installWith([], vouching({ code: 'ABC', uscc: OTHER_USCC })).add(FILE))).toBe('added');
  });

  test.each<[Partial<TrustedManufacturer>, readonly string[]]>([
    [{ code: 'ABC' }, ['/code']],
    [{ uscc: OTHER_USCC }, ['/uscc']],
    [{ test: false }, ['/test']],
    [{ nameZh: '另一测试汽车有限公司', listings: [] }, ['/nameZh']],
    [{ wmis: [{ wmi: 'L0Y', from: '2026-01-01', until: null }] }, ['/wmis/0/wmi']],
  ])('and where it says %j the two differ', async (changes, pointers) => {
    const { saved, add } = installWith([], vouching(changes));
    expect(faultsOf(await add(FILE))).toEqual(pointers.map((pointer) => `${pointer} differs-from-trust-list`));
    expect(saved).toEqual([]);
  });
});
