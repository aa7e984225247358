/** What lies beside requests: attachments, requests for replacement and withdrawal, shared links, outlets. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { withdrawConfirmation } from '../../../server/app/confirmations/withdraw-confirmation.ts';
import { replayAccess } from '../../../server/app/recovery/replay-access.ts';
import { MAX_ATTACHMENTS_IN_ALL } from '../../../server/app/requests/attachments.ts';
import { heldOctets, storedForTag } from '../../../server/app/requests/request-records.ts';
import { LINKS_LISTED } from '../../../server/app/requests/share-links.ts';
import { dataPaths } from '../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../server/compose/open-install.ts';
import { openStore } from '../../../server/compose/store.ts';
import type { Actor } from '../../../server/model/access/actor.ts';
import { operatorActor, RECOVERY } from '../../../server/model/access/actor.ts';
import type { NewRecord } from '../../../server/ports/collections.ts';
import { expectDone } from '../../support/actors.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import {
  addPeoplesOrganisations,
  CLERK,
  MAKER,
  member,
  OTHER_EXPORTER,
  OTHER_MAKER,
  REQUESTER,
} from '../../support/request-people.ts';

let now = Date.now();
const clock = { now: () => new Date(now).toISOString() };
let install: TestInstall;
let number: string;
let vins: readonly string[];
beforeAll(async () => {
  install = await openTestInstall({ clock });
  await addPeoplesOrganisations(install.folder);
  const { confirmation } = expectDone(await install.issue(install.request(6_000, 2), { by: operatorActor() }));
  ({ number } = confirmation);
  vins = confirmation.lines.map(({ vin }) => vin);
});
afterAll(() => install.dispose());

const OTHER = member(OTHER_EXPORTER, 'requester');
let forms = 0;
const form = () => `form-beside-requests-${++forms}`;
const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
const draft = async () =>
  expectDone(await install.requests.make({ form: form(), manufacturer: 'test-maker', vehicles: [] }, REQUESTER));

describe('attachments', () => {
  const pdf = (more = '') => new TextEncoder().encode(`%PDF-1.7 ${more}`);
  const attach = (id: string, name: string, bytes: Uint8Array, actor: Actor = REQUESTER) =>
    install.requests.attach({ id, version: null, actor }, { name, bytes });

  test('are what their octets say, under a harmless name, each once', async () => {
    const { id } = await draft();
    const names = ['..\\..\\登记证书 <1>.exe', '/etc/passwd', '.htaccess', 'a\u202egpj.pdf', 'x'.repeat(300)];
    for (const [index, name] of names.entries()) expectDone(await attach(id, name, pdf(String(index))));
    const { attachments, version } = expectDone(await attach(id, 'again', pdf('0')));
    expect(attachments.map(({ name }) => name)).toEqual([
      '登记证书 1.pdf',
      'passwd.pdf',
      'file.pdf',
      'agpj.pdf',
      `${'x'.repeat(80)}.pdf`,
    ]);
    expect(version).toBe(6);
    const read = expectDone(await install.requests.attachment(id, attachments[0]?.id ?? '', REQUESTER));
    expect(read).toMatchObject({ bytes: pdf('0'), attachment: { type: 'application/pdf' } });
    const less = expectDone(
      await install.requests.detach({ id, version: null, actor: REQUESTER }, attachments[0]?.id ?? ''),
    );
    expect(less.attachments).toHaveLength(4);
    expect(codeOf(await install.requests.attachment(id, attachments[0]?.id ?? '', REQUESTER))).toBe(
      'attachment-unknown',
    );
  });

  test('are seen by nobody but both sides, the manufacturer after it was submitted', async () => {
    const request = expectDone(await attach((await draft()).id, 'a.pdf', pdf()));
    const id = request.attachments[0]?.id ?? '';
    for (const actor of [OTHER, CLERK]) {
      expect(codeOf(await install.requests.attachment(request.id, id, actor))).toBe('request-unknown');
      expect(codeOf(await attach(request.id, 'b.pdf', pdf('b'), actor))).toBe('request-unknown');
    }
    const other = await draft();
    expect(codeOf(await install.requests.attachment(other.id, id, REQUESTER))).toBe('attachment-unknown');
  });

  test('the same octets are stored once in an organisation, until no request holds them', async () => {
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const stored = () => store.collections.count('request-attachments', [storedForTag('exporter-1')], 100);
    const before = await stored();
    const [first, second] = [await draft(), await draft()];
    const scan = pdf('the same scan');
    const ids = [];
    for (const { id } of [first, second]) {
      const { attachments } = expectDone(await attach(id, `${id}.pdf`, scan));
      ids.push(attachments[0]?.id ?? '');
    }
    const [one = '', two = ''] = ids;
    expect(await stored()).toBe(before + 1);
    const target = (id: string) => ({ id, version: null, actor: REQUESTER });
    expectDone(await install.requests.detach(target(first.id), one));
    expect(expectDone(await install.requests.attachment(second.id, two, REQUESTER)).bytes).toEqual(scan);
    expect(await stored()).toBe(before + 1);
    expectDone(await install.requests.detach(target(second.id), two));
    expect(await stored()).toBe(before);
    // Once more, at the same time: whoever comes second finds what the first has stored.
    await Promise.all([first, second].map(({ id }) => attach(id, 'a.pdf', scan)));
    expect(await stored()).toBe(before + 1);
    await store.close();
  });

  test('of former versions, stored by their ids, are read and taken away', async () => {
    const { id } = await draft();
    const { attachments } = expectDone(await attach(id, 'a.pdf', pdf('of a former version')));
    const [{ id: file, sha256 } = { id: '', sha256: '' }] = attachments;
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const keys = [
      { collection: 'requests', id },
      { collection: 'request-attachments', id: `exporter-1.${sha256}` },
    ] as const;
    await store.collections.change(keys, ([request, octets]) => {
      if (!request || !octets) throw new Error('not stored by their hash');
      const { base64 } = JSON.parse(octets.data);
      const former = request.data.replace('"storedFor":"exporter-1",', '');
      const data = JSON.stringify({ id: file, requestId: id, base64 });
      return {
        put: [
          { ...request, collection: 'requests', data: former },
          { ...octets, collection: 'request-attachments', id: file, data },
        ],
        remove: [keys[1]],
        entries: [],
        answer: null,
      };
    });
    expect(expectDone(await install.requests.attachment(id, file, REQUESTER)).bytes).toEqual(
      pdf('of a former version'),
    );
    expectDone(await install.requests.detach({ id, version: null, actor: REQUESTER }, file));
    expect(await store.collections.find('request-attachments', file)).toBeNull();
    await store.close();
  });

  test('are bounded in kind, size and number', async () => {
    const { id } = await draft();
    expect(codeOf(await attach(id, 'a.pdf', new TextEncoder().encode('<html>')))).toBe('attachment-not-accepted');
    expect(codeOf(await attach(id, 'a.svg', new TextEncoder().encode('<svg/>')))).toBe('attachment-not-accepted');
    const large = new Uint8Array(2 * 1024 * 1024 + 1);
    large.set(pdf());
    expect(codeOf(await attach(id, 'a.pdf', large))).toBe('attachment-too-large');
    expectDone(await attach(id, 'a.pdf', large.subarray(0, -1)));
    for (let count = 1; count < 20; count += 1) expectDone(await attach(id, 'a.pdf', pdf(String(count))));
    expect(codeOf(await attach(id, 'a.pdf', pdf('more')))).toBe('too-many-attachments');
  });

  test('are bounded over all requests of an organisation', async () => {
    const { id } = await draft();
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    const records = Array.from({ length: MAX_ATTACHMENTS_IN_ALL }, (_, index) => {
      const place = { id: `laid-${index}`, sha256: `${index}`, storedFor: 'exporter-1', at: clock.now() };
      return heldOctets(place, new Uint8Array(), 'another', null) as NewRecord;
    });
    const change = (change: { readonly put?: NewRecord[]; readonly remove?: NewRecord[] }) =>
      store.collections.change([], () => ({ put: [], remove: [], entries: [], answer: null, ...change }));
    await change({ put: records });
    expect(codeOf(await attach(id, 'a.pdf', pdf('one more')))).toBe('too-many-attachments-in-all');
    await change({ remove: records });
    expect(codeOf(await attach(id, 'a.pdf', pdf('one more')))).toBe('ok');
    await store.close();
  });
});

test('an exporter waits for at most 500 decisions, a manufacturer for 500 approvals; drafts and answers go on', async () => {
  const waiting = await draft();
  const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  const { uscc } = waiting.exporter;
  const record = (collection: 'requests' | 'batches', index: number, tags: readonly string[]): NewRecord => ({
    ...{ collection, id: `full-${index}`, at: '2020-01-01T00:00:00.000Z', unique: [], tags, data: '{}' },
  });
  const fill = (collection: 'requests' | 'batches', tags: readonly string[]) =>
    store.collections.change([], () => ({
      put: Array.from({ length: 500 }, (_, index) => record(collection, index, tags)),
      ...{ remove: [], entries: [], answer: null },
    }));
  const empty = (collection: 'requests' | 'batches') =>
    store.collections.change([], () => ({
      remove: Array.from({ length: 500 }, (_, index) => ({ collection, id: `full-${index}` })),
      ...{ put: [], entries: [], answer: null },
    }));
  await fill('requests', [`open-of:${uscc}`]);
  await fill('batches', ['manufacturer:test-maker', 'state:proposed']);
  const sound = { vehicles: install.request(91_700).vehicles };
  const ready = expectDone(
    await install.requests.setContent({ id: waiting.id, version: null, actor: REQUESTER }, sound),
  );
  const target = { id: ready.id, version: ready.version, actor: REQUESTER };
  expect(codeOf(await install.requests.submit(target))).toBe('too-many-open-requests');
  const wish = { form: form(), kind: 'withdrawal', number, reason: 'x' };
  expect(codeOf(await install.requests.askChange(wish, REQUESTER))).toBe('too-many-open-requests');
  await draft();
  const { exporter, vehicles } = install.request(91_701);
  const proposal = { manufacturer: 'test-maker', rows: [{ exporter, vehicles }] };
  expect(codeOf(await install.batches.propose(proposal, CLERK))).toBe('too-many-open-batches');
  await empty('requests');
  await empty('batches');
  expectDone(await install.requests.submit(target));
  expectDone(await install.batches.propose(proposal, CLERK));
  await store.close();
});

describe('of a confirmation that was issued', () => {
  const asked = (kind: string, more: object = {}) => ({ form: form(), kind, number, reason: 'wrong country', ...more });

  test('a replacement is a draft with its data, which passes the checks of issuing', async () => {
    const request = expectDone(
      await install.requests.askChange(asked('replacement', { vins: vins.slice(0, 1) }), REQUESTER),
    );
    expect(request).toMatchObject({
      state: 'draft',
      kind: 'replacement',
      concerns: { number, reason: 'wrong country' },
    });
    expect(request.lines.map(({ vehicle }) => vehicle.vin)).toEqual(vins);
    const target = { id: request.id, version: request.version, actor: REQUESTER };
    expect(codeOf(await install.requests.submit(target))).toBe('ok');
    expect(expectDone(await install.requests.list({ text: number }, CLERK)).items.map(({ id }) => id)).toContain(
      request.id,
    );
  });

  test('a withdrawal whose process died before the request was told closes with the next look, once', async () => {
    const { vehicles, exporter } = install.request(91_500, 1);
    const issued = await install.issue({ manufacturer: 'test-maker', exporter, vehicles }, { by: operatorActor() });
    const { number: dead } = expectDone(issued).confirmation;
    const wish = { form: 'form-of-a-death-0001', kind: 'withdrawal', number: dead, reason: 'x' };
    const request = expectDone(await install.requests.askChange(wish, REQUESTER));
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    expectDone(
      await withdrawConfirmation({ clock: SYSTEM_CLOCK, ...store }, dead, { reason: 'lost' }, operatorActor()),
    );
    await store.close();
    // Two instances look at once.
    const looks = await Promise.all([install.requests.settle(), install.requests.settle()]);
    expect(looks.toSorted()).toEqual([0, 1]);
    expect(expectDone(await install.requests.find(request.id, REQUESTER)).state).toBe('closed');
  });

  test('a withdrawal is submitted at once, of the vehicles named, and a clerk concludes it', async () => {
    const input = asked('withdrawal', { vins: vins.slice(1) });
    const request = expectDone(await install.requests.askChange(input, REQUESTER));
    expect(expectDone(await install.requests.askChange(input, REQUESTER)).id).toBe(request.id);
    expect(request).toMatchObject({ state: 'submitted', lines: [{ vehicle: { vin: vins[1] } }] });
    const target = { id: request.id, version: request.version, actor: CLERK };
    const done = expectDone(await install.requests.decide(target, { decision: 'close', reason: 'withdrawn' }));
    expect(done).toMatchObject({ state: 'closed', lines: [{ state: 'open' }] });
  });

  test('is asked by its own exporter and its manufacturer alone', async () => {
    for (const actor of [OTHER, member(OTHER_MAKER, 'clerk')])
      expect(codeOf(await install.requests.askChange(asked('withdrawal'), actor))).toBe('confirmation-not-found');
    expect(codeOf(await install.requests.askChange(asked('withdrawal'), CLERK))).toBe('ok');
    expect(codeOf(await install.requests.askChange(asked('withdrawal', { vins: ['X'] }), REQUESTER))).toBe(
      'request-not-valid',
    );
  });
});

describe('a shared link', () => {
  const wish = (more: object = {}) => ({ form: form(), number, vin: vins[0], days: 2, ...more });
  const first = (cursor: string | null) => ({ number, vin: vins[0] ?? '', cursor });

  test('is found by colleagues however many there are', async () => {
    const made: string[] = [];
    for (let count = 0; count <= LINKS_LISTED; count += 1)
      made.push(expectDone(await install.requests.links.share(wish(), REQUESTER)).link.id);
    const { items, nextCursor } = expectDone(await install.requests.links.of(first(null), REQUESTER));
    expect(items).toHaveLength(LINKS_LISTED);
    const rest = expectDone(await install.requests.links.of(first(nextCursor), REQUESTER));
    expect([...items, ...rest.items].map(({ id }) => id).toSorted()).toEqual(made.toSorted());
    expect(codeOf(await install.requests.links.of(first('x'), REQUESTER))).toBe('cursor-not-valid');
  });

  test('shows one vehicle as it stands now, until it runs out', async () => {
    const { link, token } = expectDone(await install.requests.links.share(wish(), REQUESTER));
    const shown = expectDone(await install.requests.links.open(token ?? ''));
    expect(shown).toMatchObject({ checkedAt: clock.now(), line: { vin: vins[0] }, standing: { status: 'live' } });
    expect(JSON.stringify(await install.requests.links.of(first(null), REQUESTER))).not.toContain(token);
    now += 2 * 86_400_000;
    expect(codeOf(await install.requests.links.open(token ?? ''))).toBe('share-link-unknown');
    expect(codeOf(await install.requests.links.open(link.id))).toBe('share-link-unknown');
  });

  test('is made once for a form, told once, and ended by its exporter alone', async () => {
    const input = wish();
    const { link, token } = expectDone(await install.requests.links.share(input, REQUESTER));
    expect(expectDone(await install.requests.links.share(input, REQUESTER))).toEqual({ link, token: null });
    expect(expectDone(await install.requests.links.of(first(null), OTHER)).items).toEqual([]);
    expect(codeOf(await install.requests.links.end(link.id, OTHER))).toBe('share-link-unknown');
    expect(codeOf(await install.requests.links.open(token ?? ''))).toBe('ok');
    expect(expectDone(await install.requests.links.end(link.id, REQUESTER)).endedAt).toBe(clock.now());
    expect(codeOf(await install.requests.links.open(token ?? ''))).toBe('share-link-unknown');
  });

  test('that was ended is ended again after a restore', async () => {
    const { link, token } = expectDone(await install.requests.links.share(wish(), REQUESTER));
    const entry = {
      ...{ stream: 'manufacturer:test-maker', position: 1, previous: '', hash: '', at: clock.now(), actor: RECOVERY },
      ...{ action: 'share-confirmation', phase: 'succeeded' as const, subject: { kind: 'share-link', id: link.id } },
    };
    const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
    await replayAccess(store.collections, [{ ...entry, detail: { until: link.expiresAt } }]);
    expect(codeOf(await install.requests.links.open(token ?? ''))).toBe('ok');
    await replayAccess(store.collections, [{ ...entry, detail: { outcome: 'ended' } }]);
    await store.close();
    expect(codeOf(await install.requests.links.open(token ?? ''))).toBe('share-link-unknown');
  });

  test.each([
    ['of others', () => wish(), OTHER],
    ['by a clerk', () => wish(), CLERK],
    ['of what there is not', () => wish({ number: 'ASC-TEST-2026-000000001X' }), REQUESTER],
  ] as const)('%s is not made', async (_what, input, actor) => {
    expect(codeOf(await install.requests.links.share(input(), actor))).toBe('not-permitted');
  });

  test('of a vehicle that the confirmation lacks, or for too long, is not made', async () => {
    expect(codeOf(await install.requests.links.share(wish({ vin: 'X' }), REQUESTER))).toBe('confirmation-not-found');
    expect(codeOf(await install.requests.links.share(wish({ days: 91 }), REQUESTER))).toBe('request-not-valid');
  });
});

describe('outlets', () => {
  const outlet = (id: string, more: object = {}) => ({
    ...{ id, country: 'KGZ', name: 'TEST Bishkek', provider: 'TEST', address: 'Бишкек 1', phone: '+996' },
    ...{ services: ['repair'], active: { from: '2026-01-01', until: null } },
    ...more,
  });
  const { list, keep } = {
    list: () => install.requests.outlets.list('test-maker', CLERK),
    keep: (input: unknown, by = CLERK) => install.requests.outlets.keep('test-maker', input, by),
  };

  test('are added and changed by the clerk of their manufacturer, others stay, and nothing is lost to two at once', async () => {
    const before = expectDone(await list());
    const added = expectDone(await keep({ seen: before.seen, outlets: [outlet('KG01')] }));
    expect(added.outlets).toHaveLength(before.outlets.length + 1);
    expect(added.outlets.find(({ id }) => id === 'KG01')).toMatchObject({
      country: 'KG',
      manufacturerId: 'test-maker',
    });
    expect(codeOf(await keep({ seen: before.seen, outlets: [outlet('KG02')] }))).toBe('outlets-changed');
    // The same form once more changes nothing, and is no contradiction.
    expect(expectDone(await keep({ seen: before.seen, outlets: [outlet('KG01')] }))).toEqual(added);
    const ended = outlet('KG01', { active: { from: '2026-01-01', until: '2026-06-30' } });
    const next = expectDone(await keep({ seen: added.seen, outlets: [ended] }));
    expect(next.outlets.find(({ id }) => id === 'KG01')?.active.until).toBe('2026-06-30');
    expect(expectDone(await list())).toEqual(next);
    expect(await install.directory.outlets('test-maker')).toHaveLength(next.outlets.length);
    const [told] = (await install.auditLog.about({ kind: 'manufacturer', id: 'test-maker' }, 100)).slice(-1);
    expect(told).toMatchObject({ action: 'keep-outlets', phase: 'succeeded', actor: { id: CLERK.id } });
  });

  test('with a fault are refused with all of them, and nobody else keeps them', async () => {
    const { seen } = expectDone(await list());
    const wrong = [
      outlet('A', { country: 'Atlantis', services: [] }),
      outlet('A', { active: { from: 'x', until: null } }),
    ];
    const refused = await keep({ seen, outlets: wrong });
    expect(refused.ok ? [] : refused.problem.fields.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/outlets/0/country', '/outlets/0/services', '/outlets/1/active/from', '/outlets/1/id']),
    );
    for (const actor of [REQUESTER, member(MAKER, 'sealer'), member(OTHER_MAKER, 'clerk')])
      expect(codeOf(await keep({ seen, outlets: [outlet('B')] }, actor))).toBe('not-permitted');
    expect(codeOf(await install.requests.outlets.list('test-maker', member(OTHER_MAKER, 'clerk')))).toBe(
      'manufacturer-unknown',
    );
  });
});
