import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { type IdentityConvention, shippedConvention } from '#core/x509/identity/identity-convention.ts';
import type { TrustAnchor } from '../../../server/ports/trust-list.ts';
import { openTrustList } from '../../../server/stores/trust/open-trust-list.ts';
import { anchorRecord, NO_OWN_TRUST, type OwnTrust, readOwnTrust } from '../../../server/stores/trust/own-trust.ts';
import { NO_SUSPENSIONS, type Suspensions } from '../../../server/stores/trust/suspensions.ts';
import { saveTrustAnchor } from '../../../server/stores/trust/trust-file.ts';
import { pem, type TestCertificate, testRoot } from '../../support/pki.ts';

const SHIPPED = path.join(import.meta.dirname, '../../../certs/trust');
const maker = (test: boolean): TrustAnchor['manufacturers'][number] => ({
  code: 'XHM',
  nameZh: '星汉汽车（测试）有限公司',
  uscc: completeUscc('91350200M0000TEX1'),
  test,
  status: 'active',
  listings: [{ announcement: 'TEST-2026-001', nameZh: '星汉汽车（测试）有限公司', from: '2026-01-01', until: null }],
  wmis: [{ wmi: 'L0X', from: '2026-01-01', until: null }],
  registry: 'here',
});

const TEST_ONLY = { ...maker(true), code: 'YYY', uscc: completeUscc('91350200M0000TEX2'), wmis: [] };

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'trust-root' });
});
/** The shipped anchors, and what the install says by itself. */
let folder: string;
let own: OwnTrust;
beforeEach(() => {
  own = NO_OWN_TRUST;
  folder = mkdtempSync(path.join(tmpdir(), 'vinseal-trust-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const anchor = (id: string, test = true): TrustAnchor => ({
  id,
  certificate: root.der,
  manufacturers: [maker(test)],
  timeStamping: false,
  status: 'active',
  from: null,
  until: null,
});
const open = (acceptTest = true) => openTrustList({ shipped: folder, own: async () => own, acceptTest });
const saveSuspensions = (suspensions: Suspensions) => {
  own = { ...own, suspensions };
};
const write = (name: string, content: object) => writeFileSync(path.join(folder, name), JSON.stringify(content));

it('gives back what was saved', async () => {
  saveTrustAnchor(folder, anchor('one'));
  expect(await (await open()).anchors()).toEqual([anchor('one')]);
});

it('gives back what stands behind a seal', async () => {
  const seal = { certificate: 'e-government', filingCode: '3502001234567' } as const;
  const filed = { ...anchor('one', false), manufacturers: [{ ...maker(false), seal }] };
  saveTrustAnchor(folder, filed);
  expect(await (await open()).anchors()).toEqual([filed]);
  write('two.json', {
    ...{ ...filed, id: 'two', certificate: pem('CERTIFICATE', root.der) },
    manufacturers: [{ ...maker(false), seal: { certificate: 'test', filingCode: null } }],
  });
  await expect(open()).rejects.toMatchObject({ code: 'trust-file-malformed', detail: expect.stringContaining('seal') });
});

it.each<[string, Partial<TrustAnchor>]>([
  ['a shipped rule', { identity: shippedConvention('cfca') as IdentityConvention }],
  [
    'a rule of its own',
    {
      identity: {
        id: 'custom',
        parts: [
          { attribute: 'CN', template: '{name}' },
          { extensions: ['1.2.3.4'], template: 'N{uscc}' },
        ],
        absent: ['O'],
      },
    },
  ],
  ['a pinned certificate', { pinned: true, timeStamping: false }],
])('gives back %s', async (_what, more) => {
  saveTrustAnchor(folder, { ...anchor('one'), ...more });
  expect(await (await open()).anchors()).toEqual([{ ...anchor('one'), ...more }]);
});

it('refuses two rules for one key', async () => {
  saveTrustAnchor(folder, anchor('one'));
  saveTrustAnchor(folder, { ...anchor('two'), identity: shippedConvention('cfca') as IdentityConvention });
  await expect(open()).rejects.toMatchObject({ code: 'trust-list-contradicts' });
});

it('reads a certificate that lies beside the file', async () => {
  writeFileSync(path.join(folder, 'ca.pem'), pem('CERTIFICATE', root.der));
  write('one.json', { ...anchor('one'), certificate: 'ca.pem' });
  expect((await (await open()).anchors())[0]?.certificate).toEqual(root.der);
});

it('counts what the install itself says beside what is shipped, as it is when it is asked', async () => {
  saveTrustAnchor(folder, anchor('shipped'));
  const list = await open();
  own = { anchors: [anchor('own')], suspensions: NO_SUSPENSIONS };
  expect((await list.anchors()).map(({ id }) => id)).toEqual(['shipped', 'own']);
  own = { anchors: [anchor('shipped')], suspensions: NO_SUSPENSIONS };
  await expect(list.anchors()).rejects.toMatchObject({ code: 'trust-file-malformed' });
});

it.each([
  ['the anchor of another name', () => ({ ...anchorRecord(anchor('one')), name: 'two' })],
  ['a certificate that lies elsewhere', () => textRecord({ ...anchor('one'), certificate: 'ca.pem' })],
  ['what is no anchor', () => textRecord({})],
])('trust-file-malformed: a record with %s', (_what, record) => {
  expect(() => readOwnTrust([record()])).toThrow(expect.objectContaining({ code: 'trust-file-malformed' }));
});

function textRecord(content: object) {
  return { name: 'one', content: new TextEncoder().encode(JSON.stringify(content)) };
}

it('sees new and changed files without a restart', async () => {
  saveTrustAnchor(folder, anchor('one'));
  const list = await open();
  saveTrustAnchor(folder, anchor('two'));
  expect((await list.anchors()).map(({ id }) => id)).toEqual(['one', 'two']);
  write('two.json', { ...anchor('renamed'), certificate: pem('CERTIFICATE', root.der) });
  utimesSync(path.join(folder, 'two.json'), 1, 1);
  expect((await list.anchors()).map(({ id }) => id)).toEqual(['one', 'renamed']);
});

describe('trust-list-empty', () => {
  it('where nobody holds an anchor: neither example nor schema is one', async () => {
    await expect(openTrustList({ shipped: SHIPPED, own: async () => own, acceptTest: true })).rejects.toMatchObject({
      code: 'trust-list-empty',
    });
  });

  it('where only TEST manufacturers are vouched for and they are not accepted', async () => {
    saveTrustAnchor(folder, anchor('one'));
    await expect(open(false)).rejects.toMatchObject({ code: 'trust-list-empty' });
  });

  it('when the last anchor goes while the service runs', async () => {
    saveTrustAnchor(folder, anchor('one'));
    const list = await open();
    rmSync(path.join(folder, 'one.json'));
    await expect(list.anchors()).rejects.toMatchObject({ code: 'trust-list-empty' });
  });
});

it('leaves out TEST manufacturers of an anchor where they are not accepted', async () => {
  saveTrustAnchor(folder, { ...anchor('one'), manufacturers: [TEST_ONLY, maker(false)] });
  expect((await (await open(false)).anchors())[0]?.manufacturers).toEqual([maker(false)]);
});

describe('an anchor for time-stamp authorities', () => {
  it('may vouch for no manufacturer, and needs somebody else who does', async () => {
    const authority = { ...anchor('tsa'), manufacturers: [], timeStamping: true };
    saveTrustAnchor(folder, authority);
    await expect(open()).rejects.toMatchObject({ code: 'trust-list-empty' });
    saveTrustAnchor(folder, anchor('one'));
    expect(await (await open()).anchors()).toContainEqual(authority);
  });

  it('counts where TEST is not accepted, unless whom else it vouches for is TEST only', async () => {
    saveTrustAnchor(folder, anchor('real', false));
    saveTrustAnchor(folder, { ...anchor('tsa'), manufacturers: [], timeStamping: true });
    saveTrustAnchor(folder, { ...anchor('test'), timeStamping: true });
    expect((await (await open(false)).anchors()).map(({ id }) => id)).toEqual(['real', 'tsa']);
  });
});

describe('suspended', () => {
  const statuses = (anchors: readonly TrustAnchor[]) => anchors.map(({ id, status }) => [id, status]);

  it('while it runs, an anchor of any folder, and all that hold its key', async () => {
    const other = await testRoot({ name: 'trust-other' });
    saveTrustAnchor(folder, anchor('one'));
    saveTrustAnchor(folder, { ...anchor('two'), certificate: other.der });
    saveTrustAnchor(folder, anchor('same-key'));
    const list = await open();
    saveSuspensions({ anchors: ['one'], manufacturers: [] });
    expect(statuses(await list.anchors())).toEqual([
      ['one', 'suspended'],
      ['same-key', 'suspended'],
      ['two', 'active'],
    ]);
    saveSuspensions({ anchors: [], manufacturers: [] });
    expect(statuses(await list.anchors()).map(([, status]) => status)).toEqual(['active', 'active', 'active']);
  });

  it('one manufacturer of an anchor', async () => {
    saveTrustAnchor(folder, { ...anchor('one'), manufacturers: [maker(true), TEST_ONLY] });
    saveSuspensions({ anchors: [], manufacturers: [{ anchor: 'one', code: 'YYY' }] });
    const [found] = await (await open()).anchors();
    expect(found?.manufacturers.map(({ status }) => status)).toEqual(['active', 'suspended']);
  });

  it('by the file itself, which no list of suspensions can undo', async () => {
    saveTrustAnchor(folder, { ...anchor('one'), status: 'suspended' });
    saveSuspensions({ anchors: [], manufacturers: [] });
    expect(statuses(await (await open()).anchors())).toEqual([['one', 'suspended']]);
  });

  it('not by a list that cannot be read: nothing is left out silently', () => {
    const record = { name: '_suspended', content: new TextEncoder().encode('{"anchors":"one"}') };
    expect(() => readOwnTrust([record])).toThrow(expect.objectContaining({ code: 'trust-file-malformed' }));
  });
});

it('sees when the certificate beside a file changes', async () => {
  const other = await testRoot({ name: 'trust-other' });
  writeFileSync(path.join(folder, 'ca.pem'), pem('CERTIFICATE', root.der));
  write('one.json', { ...anchor('one'), certificate: 'ca.pem' });
  const list = await open();
  writeFileSync(path.join(folder, 'ca.pem'), pem('CERTIFICATE', other.der));
  utimesSync(path.join(folder, 'ca.pem'), 1, 1);
  expect((await list.anchors())[0]?.certificate).toEqual(other.der);
});

describe('trust-list-contradicts', () => {
  const SECOND = { ...maker(true), code: 'YYY', uscc: completeUscc('91350200M0000TEX2'), wmis: [] };

  it('names both files, what contradicts and the way out, at the start and while it runs', async () => {
    saveTrustAnchor(folder, anchor('one'));
    const list = await open();
    saveTrustAnchor(folder, { ...anchor('two'), manufacturers: [{ ...SECOND, wmis: maker(true).wmis }] });
    for (const asked of [list.anchors(), open()])
      await expect(asked).rejects.toMatchObject({
        code: 'trust-list-contradicts',
        file: path.join(folder, 'two.json'),
        message: expect.stringMatching(/two\.json and .*one\.json.* anchor-wmi-elsewhere: L0X .*--replaces/),
      });
    rmSync(path.join(folder, 'one.json'));
    expect((await list.anchors()).map(({ id }) => id)).toEqual(['two']);
  });

  it('a credit code that is none', async () => {
    saveTrustAnchor(folder, { ...anchor('one'), manufacturers: [{ ...maker(true), uscc: '91350200M0000TEX11' }] });
    await expect(open()).rejects.toMatchObject({ code: 'trust-list-contradicts' });
  });

  it('not where TEST manufacturers, who contradict, are not accepted', async () => {
    saveTrustAnchor(folder, anchor('one', false));
    saveTrustAnchor(folder, { ...anchor('two'), manufacturers: [{ ...SECOND, wmis: maker(true).wmis }] });
    expect((await (await open(false)).anchors()).map(({ id }) => id)).toEqual(['one']);
  });
});

it('trust-file-malformed: two anchors of one id', async () => {
  saveTrustAnchor(folder, anchor('one'));
  write('two.json', { ...anchor('one'), certificate: pem('CERTIFICATE', root.der) });
  await expect(open()).rejects.toMatchObject({ code: 'trust-file-malformed', file: path.join(folder, 'two.json') });
});

describe('trust-file-malformed', () => {
  const good = () => ({ ...anchor('one'), certificate: pem('CERTIFICATE', root.der) });
  it.each([
    ['an unknown field', () => ({ ...good(), comment: 'x' })],
    ['nobody vouched for', () => ({ ...good(), manufacturers: [] })],
    ['an end that is no date', () => ({ ...good(), until: '2026-13-01' })],
    ['a certificate that is none', () => ({ ...good(), certificate: pem('CERTIFICATE', new Uint8Array([1, 2])) })],
    ['two certificates', () => ({ ...good(), certificate: good().certificate + good().certificate })],
    ['a certificate elsewhere', () => ({ ...good(), certificate: '../ca.pem' })],
    ['a file that is not there', () => ({ ...good(), certificate: 'ca.pem' })],
    ['a date that does not exist', () => withListing({ from: '2026-02-30' })],
    ['a kind of seal nobody knows', () => withSeal({ certificate: 'advanced', filingCode: null })],
    ['a seal of a TEST issuer that is none', () => withSeal({ certificate: 'qualified', filingCode: null })],
    ['a filing code that is none', () => withSeal({ certificate: 'test', filingCode: '#1' })],
    ['a status nobody knows', () => ({ ...good(), manufacturers: [{ ...maker(true), status: 'trusted' }] })],
  ])('%s: nothing is left out silently', async (_what, make) => {
    saveTrustAnchor(folder, anchor('zzz'));
    write('one.json', make());
    await expect(open()).rejects.toMatchObject({ code: 'trust-file-malformed', file: path.join(folder, 'one.json') });
  });

  function withSeal(seal: object) {
    return { ...good(), manufacturers: [{ ...maker(true), seal }] };
  }

  function withListing(change: object) {
    const [listing] = maker(true).listings;
    return { ...good(), manufacturers: [{ ...maker(true), listings: [{ ...listing, ...change }] }] };
  }
});
