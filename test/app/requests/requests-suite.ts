/** Requests from draft to decision: who may see and do what, and that what passes would be issued. */

import { afterEach, describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import type { RequestPage } from '../../../server/app/requests/list-requests.ts';
import type { Install } from '../../../server/compose/open-install.ts';
import { TEST_EXPORTERS, TEST_OUTLETS } from '../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { areProposable, withLinesMarked } from '../../../server/model/requests/request-changes.ts';
import type { VehicleRequest } from '../../../server/model/requests/vehicle-request.ts';
import { expectDone } from '../../support/actors.ts';
import { seededRequest } from '../../support/install.ts';
import { CLERK, MAKER, member, OTHER_EXPORTER, OTHER_MAKER, REQUESTER } from '../../support/request-people.ts';

/** The suite of requests on one store; `passDays` sets its clock ahead. */
export function requestsSuite(open: () => Install, passDays: (days: number) => void): void {
  const OPERATOR = operatorActor();
  const OTHER_REQUESTER = member(OTHER_EXPORTER, 'requester');
  let forms = 0;
  const form = () => `form-of-the-test-${String(++forms).padStart(6, '0')}`;
  const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
  const fieldsOf = (answer: Result<unknown>) =>
    answer.ok ? [] : answer.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  const at = (request: VehicleRequest, actor = REQUESTER) => ({ id: request.id, version: request.version, actor });

  let seed = 700;
  /** Sound vehicles that nobody asked for. */
  const vehicles = (count = 1) => seededRequest(++seed, count).vehicles;
  async function draft(count = 1, actor = REQUESTER, more: object = {}): Promise<VehicleRequest> {
    const asked = { form: form(), manufacturer: 'test-maker', vehicles: vehicles(count), ...more };
    return expectDone(await open().requests.make(asked, actor));
  }
  async function submitted(count = 1): Promise<VehicleRequest> {
    return expectDone(await open().requests.submit(at(await draft(count))));
  }

  describe('a draft', () => {
    test('is made once for a form, of the own exporter, with a reference and a first step', async () => {
      const asked = { form: form(), manufacturer: 'test-maker', vehicles: vehicles(2) };
      const [one, two] = await Promise.all([
        open().requests.make(asked, REQUESTER),
        open().requests.make(asked, REQUESTER),
      ]);
      const request = expectDone(one);
      expect(expectDone(two).id).toBe(request.id);
      expect(request).toMatchObject({
        ...{ state: 'draft', kind: 'issue', side: 'exporter', manufacturerId: 'test-maker', version: 1 },
        exporter: { organisationId: 'exporter-1', name: expect.stringContaining('测试一号') },
        events: [{ kind: 'made', by: { id: REQUESTER.id } }],
        lines: [
          { line: 1, state: 'open' },
          { line: 2, state: 'open' },
        ],
      });
      expect(request.reference).toMatch(/^Q-\d{6}-[2-9A-Z]{6}$/);
    });

    test('may be wrong and empty; submitting names every problem by row and column', async () => {
      const [good] = vehicles();
      const rows = [
        { ...good, vin: '' },
        { ...good, vin: '1M8GDM9AXKP042787' },
        { ...good, destination: '哈萨克斯坦' },
        { vin: good?.vin, firstRegistration: '2026-13-01' },
      ];
      const request = await draft(1, REQUESTER, { vehicles: rows, applicationDate: 'tomorrow' });
      const refused = await open().requests.submit(at(request));
      expect(fieldsOf(refused)).toEqual(
        expect.arrayContaining([
          '/applicationDate date-not-valid',
          '/vehicles/0/vin required',
          '/vehicles/1/vin vin-check-digit',
          '/vehicles/1/vin vin-not-yours',
          '/vehicles/2/destination country-unknown',
          '/vehicles/3/brand required',
          '/vehicles/3/firstRegistration date-not-valid',
          '/vehicles/3/vin vin-repeated',
        ]),
      );
      expect(refused).toMatchObject({
        problem: { fields: expect.arrayContaining([expect.objectContaining({ suggestions: ['KZ'] })]) },
      });
      const empty = await draft(1, REQUESTER, { vehicles: [] });
      expect(fieldsOf(await open().requests.submit(at(empty)))).toEqual(['/vehicles required']);
    });

    test('keeps its lines by their numbers when they are written anew', async () => {
      const request = await draft(3);
      const [first, , third] = request.lines;
      const content = {
        applicationDate: '2026-12-01',
        vehicles: [{ ...third?.vehicle, line: 3, brand: 'other' }, { ...first?.vehicle, line: 1 }, ...vehicles()],
      };
      const changed = expectDone(await open().requests.setContent(at(request), content));
      expect(changed.lines.map(({ line, vehicle }) => [line, vehicle.brand === 'other'])).toEqual([
        [1, false],
        [3, true],
        [4, false],
      ]);
      expect(changed).toMatchObject({ applicationDate: '2026-12-01', version: request.version + 1 });
      expect(codeOf(await open().requests.setContent(at(request), content))).toBe('request-changed');
      const unknown = await open().requests.setContent(at(changed), {
        vehicles: [{ line: 2 }, { line: 1 }, { line: 1 }],
      });
      expect(fieldsOf(unknown)).toEqual(['/vehicles/0/line line-unknown', '/vehicles/2/line line-unknown']);
    });

    test('takes no field that nobody may set', async () => {
      const asked = { form: form(), manufacturer: 'test-maker', vehicles: [], state: 'closed', exporter_id: 'x' };
      expect(fieldsOf(await open().requests.make(asked, REQUESTER)).sort()).toEqual([
        '/exporter_id unknown-field',
        '/state unknown-field',
      ]);
    });

    test('of a clerk is for an exporter that she names', async () => {
      const asked = { form: form(), manufacturer: 'test-maker', vehicles: vehicles() };
      expect(fieldsOf(await open().requests.make(asked, CLERK))).toEqual(['/exporter required']);
      const wrong = { ...asked, exporter: { name: 'TEST', uscc: '91350200M0000TEX1J' } };
      expect(fieldsOf(await open().requests.make(wrong, CLERK))).toEqual(['/exporter/uscc uscc-check-character']);
      const exporter = { name: '测试', uscc: OTHER_EXPORTER.uscc };
      const request = expectDone(await open().requests.make({ ...asked, exporter }, CLERK));
      expect(request).toMatchObject({ side: 'manufacturer', exporter: { organisationId: 'exporter-2' } });
      expect(codeOf(await open().requests.find(request.id, OTHER_REQUESTER))).toBe('request-unknown');
      expectDone(await open().requests.submit(at(request, CLERK)));
      expect(codeOf(await open().requests.find(request.id, OTHER_REQUESTER))).toBe('ok');
      expect(codeOf(await open().requests.cancel(at(request, OTHER_REQUESTER)))).toBe('not-permitted');
      const elsewhere = { ...asked, form: form(), manufacturer: 'other-maker', exporter };
      expect(codeOf(await open().requests.make(elsewhere, CLERK))).toBe('not-permitted');
    });
  });

  describe('warnings', () => {
    test('need a reason each before it is submitted, and again for another VIN', async () => {
      const warned = 'W0LTESTA5K1000001';
      const request = await draft(1, REQUESTER, { vehicles: [{ ...vehicles()[0], vin: warned }] });
      const { warnings } = await open().requests.examine(request, request.lines);
      expect(warnings.map(({ code }) => code)).toEqual(['vin-check-digit']);
      expect(fieldsOf(await open().requests.submit(at(request)))).toContain('/vehicles/0/vin warning-not-accepted');
      const [line] = request.lines;
      const accepted = [{ code: 'vin-check-digit', reason: 'as on the certificate' }];
      const content = { vehicles: [{ ...line?.vehicle, line: 1, accepted }] };
      const next = expectDone(await open().requests.setContent(at(request), content));
      expect(fieldsOf(await open().requests.submit(at(next)))).not.toContain('/vehicles/0/vin warning-not-accepted');
      const other = { vehicles: [{ ...line?.vehicle, line: 1, vin: 'W0LTESTA5K1000002', accepted }] };
      expect(expectDone(await open().requests.setContent(at(next), other)).lines[0]?.accepted).toEqual([]);
    });
  });

  describe('a form that is sent twenty times at once', () => {
    const OUTLET = TEST_OUTLETS.find(({ country }) => country === 'KZ')?.id ?? '';
    const storm = <Answer>(act: (index: number) => Promise<Result<Answer>>) =>
      Promise.all(Array.from({ length: 20 }, (_, index) => act(index))).then((all) => all.map(expectDone));

    test('submits a request once, and says so each time', async () => {
      const request = await draft(2);
      const done = await storm(() => open().requests.submit(at(request)));
      expect(new Set(done.map(({ state, version }) => `${state} ${version}`))).toEqual(
        new Set([`submitted ${request.version + 1}`]),
      );
      const { events } = expectDone(await open().requests.find(request.id, REQUESTER));
      expect(events.map(({ kind }) => kind)).toEqual(['made', 'submitted']);
    });

    test.each<readonly [string, object, string, object]>([
      ['asks back', { decision: 'ask-back', question: 'Which?' }, 'asked-back', { question: 'Where?' }],
      ['refuses lines', { decision: 'refuse', lines: [1], reason: 'no' }, 'refused', { lines: [1, 2] }],
      [
        'refuses the last lines',
        { decision: 'refuse', lines: [1, 2], reason: 'no' },
        'refused closed',
        { reason: 'yes' },
      ],
      ['closes', { decision: 'close', reason: 'no more' }, 'refused closed', { reason: 'yes' }],
      ['names outlets', { decision: 'set-outlets', lines: [1], outlets: [] }, 'outlets-changed', { outlets: [OUTLET] }],
    ])('%s once, and another decision than that is told that it is late', async (_what, decision, told, other) => {
      const request = await submitted(2);
      const decide = (wish: object, actor = CLERK) => open().requests.decide(at(request, actor), wish);
      const done = await storm(() => decide(decision));
      expect(new Set(done.map(({ version }) => version))).toEqual(new Set([request.version + 1]));
      const { events } = expectDone(await open().requests.find(request.id, REQUESTER));
      expect(events.map(({ kind }) => kind).join(' ')).toBe(`made submitted ${told}`);
      const colleague = member(MAKER, 'clerk', 'another-clerk');
      const late = [await decide(decision, colleague), await decide({ ...decision, ...other })];
      for (const answer of late)
        expect(['request-changed', 'request-state-wrong', 'request-not-valid']).toContain(codeOf(answer));
      expect(late.flatMap(fieldsOf).filter((field) => !field.endsWith(' line-state-wrong'))).toEqual([]);
    });

    test('proposes lines of a request once, and leads to the same batch each time', async () => {
      const { id } = await submitted(2);
      const wish = { request: id, lines: [1, 2], documents: 'one', form: form() };
      const done = await storm(() => open().batches.proposeFromRequest(wish, CLERK));
      expect(new Set(done.map(({ batch }) => batch.id)).size).toBe(1);
      expect(done.filter(({ repeated }) => !repeated)).toHaveLength(1);
    });

    test('makes one shared link, and tells its address once', async () => {
      const { content } = expectDone(await open().issue(seededRequest(++seed), { by: OPERATOR })).confirmation;
      const wish = { form: form(), number: content.number, vin: content.vehicles[0]?.vin, days: 7 };
      const done = await storm(() => open().requests.links.share(wish, REQUESTER));
      expect(new Set(done.map(({ link }) => link.id)).size).toBe(1);
      expect(done.filter(({ token }) => token !== null)).toHaveLength(1);
    });
  });

  describe('submitting', () => {
    test('another answer than came first to the same question is not lost without a word', async () => {
      const request = await submitted();
      const question = { decision: 'ask-back', question: 'Which?' };
      const asked = expectDone(await open().requests.decide(at(request, CLERK), question));
      const answered = await Promise.all(
        ['This one', 'That one'].map((answer) => open().requests.submit(at(asked), { answer })),
      );
      expect(answered.map(codeOf).toSorted()).toEqual(['ok', 'request-state-wrong']);
      const { events } = expectDone(await open().requests.find(request.id, REQUESTER));
      const text = events.at(-1)?.text;
      expect(codeOf(await open().requests.submit(at(asked), { answer: text }))).toBe('ok');
      expect(codeOf(await open().requests.submit(at(asked), { answer: 'Neither' }))).toBe('request-state-wrong');
    });

    test('shows it to the manufacturer, once, and what passed is issued', async () => {
      const request = await draft(2);
      expect(codeOf(await open().requests.find(request.id, CLERK))).toBe('request-unknown');
      expect(expectDone(await open().requests.list({ text: request.reference }, CLERK)).items).toEqual([]);
      const done = expectDone(await open().requests.submit(at(request)));
      expect(done).toMatchObject({ state: 'submitted', submittedAt: expect.any(String), version: 2 });
      expect(expectDone(await open().requests.submit(at(request))).version).toBe(2);
      expect(expectDone(await open().requests.find(request.id, CLERK)).events.map(({ kind }) => kind)).toEqual([
        'made',
        'submitted',
      ]);
      const { manufacturerId, exporter, lines } = done;
      const { organisationId: _, ...named } = exporter;
      const rows = lines.map(({ vehicle }) => vehicle);
      const issued = await open().issue(
        { manufacturer: manufacturerId, exporter: named, vehicles: rows },
        { by: OPERATOR },
      );
      expect(codeOf(issued)).toBe('ok');
      // Who else asks for a vehicle that is confirmed is not told for whom.
      const again = await draft(1, OTHER_REQUESTER, { vehicles: rows.slice(0, 1) });
      const refused = await open().requests.submit(at(again, OTHER_REQUESTER));
      expect(fieldsOf(refused)).toEqual(['/vehicles/0/vin vin-held-by-another']);
      expect(JSON.stringify(refused)).not.toContain('ASC-');
      const own = await draft(1, REQUESTER, { vehicles: rows.slice(0, 1) });
      expect(fieldsOf(await open().requests.submit(at(own)))).toEqual(['/vehicles/0/vin vin-already-confirmed']);
    });

    test('is found by VIN, reference and state, by both sides and by nobody else', async () => {
      const request = await submitted();
      const vin = request.lines[0]?.vehicle.vin ?? '';
      for (const text of [vin, vin.toLowerCase(), request.reference.toLowerCase()])
        for (const actor of [REQUESTER, CLERK, member(MAKER, 'auditor')]) {
          const { items } = expectDone(await open().requests.list({ text, state: 'submitted' }, actor));
          expect(items.map(({ id }) => id)).toEqual([request.id]);
        }
      for (const actor of [OTHER_REQUESTER, member(OTHER_MAKER, 'clerk')]) {
        expect(expectDone(await open().requests.list({ text: vin }, actor)).items).toEqual([]);
        expect(codeOf(await open().requests.find(request.id, actor))).toBe('request-unknown');
      }
      expect(codeOf(await open().requests.list({ cursor: 'x' }, CLERK))).toBe('cursor-not-valid');
      expect(codeOf(await open().requests.list({}, member(MAKER, 'administrator')))).toBe('ok');
      expect(codeOf(await open().requests.list({}, { ...CLERK, roles: [] }))).toBe('not-permitted');
    });

    test('lists page by page, newest first', async () => {
      for (let count = 0; count < 22; count += 1) await draft(1, OTHER_REQUESTER, { vehicles: [] });
      const first = expectDone(await open().requests.list({ state: 'draft' }, OTHER_REQUESTER));
      const second = expectDone(
        await open().requests.list({ state: 'draft', cursor: first.nextCursor ?? '' }, OTHER_REQUESTER),
      );
      expect(first.items).toHaveLength(20);
      expect(second.nextCursor).toBeNull();
      const ids = [...first.items, ...second.items].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(await open().requests.count('draft', OTHER_REQUESTER)).toBe(ids.length);
    });
  });

  describe('a clerk', () => {
    test('asks back, and the exporter answers and corrects', async () => {
      const request = await submitted(2);
      const asked = expectDone(
        await open().requests.decide(at(request, CLERK), { decision: 'ask-back', question: 'Which trim?' }),
      );
      expect(asked.state).toBe('asked-back');
      expect(fieldsOf(await open().requests.submit(at(asked)))).toEqual(['/answer required']);
      const rows = asked.lines.map(({ line, vehicle }) => ({ ...vehicle, line, model: 'TEST-A7' }));
      const changed = expectDone(await open().requests.setContent(at(asked), { vehicles: rows }));
      const answered = expectDone(await open().requests.submit(at(changed), { answer: 'The A7.' }));
      expect(answered).toMatchObject({ state: 'submitted', submittedAt: request.submittedAt });
      expect(answered.events.slice(-3).map(({ kind, text }) => [kind, text])).toEqual([
        ['asked-back', 'Which trim?'],
        ['changed', null],
        ['answered', 'The A7.'],
      ]);
    });

    test('refuses lines with a reason, reopens them, and names their outlets', async () => {
      const request = await submitted(3);
      const refused = expectDone(
        await open().requests.decide(at(request, CLERK), { decision: 'refuse', lines: [2, 3], reason: 'not ours' }),
      );
      expect(refused.lines.map(({ state, reason }) => [state, reason])).toEqual([
        ['open', null],
        ['refused', 'not ours'],
        ['refused', 'not ours'],
      ]);
      const twice = await open().requests.decide(at(refused, CLERK), {
        decision: 'refuse',
        lines: [2, 9],
        reason: 'x',
      });
      expect(fieldsOf(twice)).toEqual(['/lines/0 line-state-wrong', '/lines/1 line-unknown']);
      const reopened = expectDone(await open().requests.decide(at(refused, CLERK), { decision: 'reopen', lines: [3] }));
      const set = { decision: 'set-outlets', lines: [1, 3], outlets: ['KZ02'] };
      const named = expectDone(await open().requests.decide(at(reopened, CLERK), set));
      expect(named.lines.map(({ vehicle }) => vehicle.outlets)).toEqual([['KZ02'], undefined, ['KZ02']]);
      const closed = expectDone(
        await open().requests.decide(at(named, CLERK), { decision: 'close', reason: 'no capacity' }),
      );
      expect(closed.state).toBe('closed');
      expect(closed.events.slice(-2).map(({ kind }) => kind)).toEqual(['refused', 'closed']);
      const again = expectDone(await open().requests.decide(at(closed, CLERK), { decision: 'reopen', lines: [1] }));
      expect(again.state).toBe('submitted');
      const [vin = ''] = [request.lines[1]?.vehicle.vin];
      const next = await draft(1, REQUESTER, { vehicles: [{ ...request.lines[1]?.vehicle }] });
      expect(await open().requests.others(next, [vin])).toMatchObject([
        { outcome: 'refused', reason: 'not ours', vin },
      ]);
    });

    test('names no outlet that is unknown or serves another country', async () => {
      const request = await submitted();
      const set = (outlets: readonly string[]) =>
        open().requests.decide(at(request, CLERK), { decision: 'set-outlets', lines: [1], outlets });
      expect(fieldsOf(await set(['KZ01', 'XX99']))).toEqual(['/outlets/1 outlet-unknown']);
      expect(fieldsOf(await set(['RU01']))).toEqual(['/outlets/0 outlet-elsewhere']);
      expect(codeOf(await set(['KZ01']))).toBe('ok');
    });

    test('is answered also where a line could not be issued, which she sees', async () => {
      const request = await submitted();
      const question = { decision: 'ask-back', question: 'Which trim?' };
      const asked = expectDone(await open().requests.decide(at(request, CLERK), question));
      const rows = asked.lines.map(({ line, vehicle }) => ({ ...vehicle, line, outlets: ['XX99'] }));
      const changed = expectDone(await open().requests.setContent(at(asked), { vehicles: rows }));
      const answered = expectDone(await open().requests.submit(at(changed), { answer: 'The A7.' }));
      expect(answered.state).toBe('submitted');
      const found = await open().requests.examine(answered, answered.lines);
      expect(found.problems.map(({ code }) => code)).toEqual(['outlet-unknown']);
    });

    test('decides on nothing of another manufacturer, and no exporter decides', async () => {
      const request = await submitted();
      const decision = { decision: 'refuse', lines: [1], reason: 'x' };
      expect(codeOf(await open().requests.decide(at(request, member(OTHER_MAKER, 'clerk')), decision))).toBe(
        'request-unknown',
      );
      expect(codeOf(await open().requests.decide(at(request), decision))).toBe('not-permitted');
      expect(codeOf(await open().requests.decide(at(request, member(MAKER, 'sealer')), decision))).toBe(
        'not-permitted',
      );
      expect(codeOf(await open().requests.setContent(at(request, CLERK), { vehicles: [] }))).toBe('not-permitted');
      expect(codeOf(await open().requests.setContent(at(request), { vehicles: [] }))).toBe('request-state-wrong');
      const own = await draft();
      expect(codeOf(await open().requests.decide(at(own, CLERK), decision))).toBe('request-unknown');
    });
  });

  describe('what was done of a request elsewhere', () => {
    const issuedNow = async (asked: object) =>
      expectDone(await open().issue({ manufacturer: 'test-maker', ...asked }, { by: OPERATOR })).confirmation;
    const askFor = async (kind: 'withdrawal' | 'replacement', number: string, vins: readonly string[] = []) =>
      expectDone(await open().requests.askChange({ form: form(), kind, number, reason: 'x', vins }, REQUESTER));
    const standing = async ({ id }: VehicleRequest) => expectDone(await open().requests.find(id, CLERK));

    test('closes a withdrawal with its last vehicle, by the service, told in the audit log', async () => {
      const { number, lines, content } = await issuedNow({
        exporter: seededRequest(1).exporter,
        vehicles: vehicles(3),
      });
      const [first = '', second = '', third = ''] = lines.map(({ vin }) => vin);
      expect(content.supersedes).toBeNull();
      const request = await askFor('withdrawal', number, [first, second]);
      const whole = await askFor('withdrawal', number);
      expectDone(await open().withdraw(number, { reason: 'other', vins: [first, third] }, OPERATOR));
      expect((await standing(request)).state).toBe('submitted');
      expectDone(await open().withdraw(number, { reason: 'other', vins: [second] }, OPERATOR));
      const closed = await standing(request);
      expect(closed).toMatchObject({ state: 'closed', version: request.version + 1 });
      expect(closed.events.slice(-2)).toMatchObject([
        { kind: 'ended', lines: [1, 2], by: { kind: 'service' } },
        { kind: 'closed', by: { kind: 'service' } },
      ]);
      expect((await standing(whole)).state).toBe('closed');
      const told = await open().auditLog.about({ kind: 'request', id: request.id }, 10);
      expect(told.at(-1)).toMatchObject({ action: 'decide-request', detail: { decision: 'settle', state: 'closed' } });
      expect(await open().requests.settle()).toBe(0);
    });

    test('marks the vehicles of a replacement that was issued, whoever issued it', async () => {
      const { exporter } = seededRequest(1);
      const former = await issuedNow({ exporter, vehicles: vehicles(2) });
      const request = expectDone(await open().requests.submit(at(await askFor('replacement', former.number))));
      const asked = request.lines.map(({ vehicle }) => vehicle);
      const { number } = await issuedNow({ exporter, vehicles: asked, supersedes: former.number });
      const closed = await standing(request);
      expect([closed.state, closed.lines.map((line) => [line.state, line.number])]).toEqual([
        'closed',
        [
          ['issued', number],
          ['issued', number],
        ],
      ]);
      expect(await open().requests.settle()).toBe(0);
    });
  });

  test('a confirmation that superseded it for another exporter is told of by nothing in the request', async () => {
    const vehicle = vehicles();
    const { exporter } = seededRequest(1);
    const issue = async (asked: object) =>
      expectDone(await open().issue({ manufacturer: 'test-maker', vehicles: vehicle, ...asked }, { by: OPERATOR }));
    const { number } = (await issue({ exporter })).confirmation;
    const wish = { form: form(), kind: 'replacement', number, reason: 'x' };
    const request = expectDone(
      await open().requests.submit(at(expectDone(await open().requests.askChange(wish, REQUESTER)))),
    );
    await issue({ exporter: TEST_EXPORTERS[1], supersedes: number });
    const standing = expectDone(await open().requests.find(request.id, REQUESTER));
    expect([standing.version, standing.lines[0]?.number]).toEqual([request.version, null]);
  });

  test('a clerk finds by VIN, number, exporter and what is still to decide, together and page by page', async () => {
    const requests: VehicleRequest[] = [];
    for (let count = 0; count < 22; count += 1) requests.push(await submitted(2));
    const [one, two] = requests;
    if (one === undefined || two === undefined) throw new Error();
    const refused = { decision: 'refuse', lines: [1, 2], reason: 'x' };
    expectDone(await open().requests.decide(at(one, CLERK), refused));
    expectDone(await open().requests.decide(at(two, CLERK), { ...refused, lines: [2] }));
    const { name, uscc } = one.exporter;
    const found = async (asked: object) =>
      expectDone(await open().requests.list(asked, CLERK)).items.map(({ id }) => id);
    const vin = (request: VehicleRequest) => request.lines[0]?.vehicle.vin ?? '';
    for (const exporter of [uscc, name, ` ${name.toLowerCase()} `]) {
      expect(await found({ text: vin(one), exporter })).toEqual([one.id]);
      expect(await found({ text: vin(one), exporter, undecided: '1' })).toEqual([]);
      expect(await found({ text: vin(two), exporter, undecided: '1', state: 'submitted', kind: 'issue' })).toEqual([
        two.id,
      ]);
    }
    expect(await found({ text: vin(two), exporter: '测试二号国际贸易有限公司 (TEST)' })).toEqual([]);
    const seen = new Set<string>();
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null && pages < 20; pages += 1) {
      const listed: Result<RequestPage> = await open().requests.list({ exporter: name, undecided: '1', cursor }, CLERK);
      for (const { id } of expectDone(listed).items) seen.add(id);
      cursor = expectDone(listed).nextCursor;
    }
    expect([seen.has(one.id), requests.slice(1).every(({ id }) => seen.has(id))]).toEqual([false, true]);
  });

  test('taken back by the exporter, once; the audit log tells each step without a VIN', async () => {
    const request = await submitted();
    const cancelled = expectDone(await open().requests.cancel(at(request), { reason: 'sold at home' }));
    expect(cancelled.state).toBe('cancelled');
    expect(expectDone(await open().requests.cancel(at(cancelled))).version).toBe(cancelled.version);
    expect(codeOf(await open().requests.submit(at(cancelled)))).toBe('request-state-wrong');
    const told = await open().auditLog.about({ kind: 'request', id: request.id }, 100);
    const succeeded = told
      .filter(({ phase }) => phase === 'succeeded')
      .map(({ stream, detail }) => [stream, detail.state]);
    expect(succeeded.slice(0, 3)).toEqual([
      ['operator', 'draft'],
      ['manufacturer:test-maker', 'submitted'],
      ['manufacturer:test-maker', 'cancelled'],
    ]);
    expect(JSON.stringify(told)).not.toContain(request.lines[0]?.vehicle.vin);
  });

  describe('what was kept long enough', () => {
    afterEach(() => passDays(0));
    const scan = (text: string) => new TextEncoder().encode(`%PDF-1.7 ${text}`);
    const attached = async (request: VehicleRequest, text = request.id) =>
      expectDone(await open().requests.attach(at(request), { name: 'scan.pdf', bytes: scan(text) }));
    const found = async ({ id }: VehicleRequest) => open().requests.find(id, REQUESTER);
    const eraseAfter = async (days: number) => {
      passDays(days);
      return open().requests.eraseOld();
    };

    test('of an ended request: the octets of its attachments go, the request stays', async () => {
      const ended = expectDone(await open().requests.cancel(at(await attached(await submitted(), 'of both'))));
      const waiting = await attached(await submitted(), 'of both');
      const file = ended.attachments[0]?.id ?? '';
      expect(await eraseAfter(89)).toBe(0);
      expect(codeOf(await open().requests.attachment(ended.id, file, REQUESTER))).toBe('ok');
      const counts = await Promise.all([eraseAfter(91), eraseAfter(91)]);
      expect(counts[0] + counts[1]).toBe(1);
      expect(codeOf(await open().requests.attachment(ended.id, file, REQUESTER))).toBe('attachment-unknown');
      const left = expectDone(await found(ended));
      expect([left.state, left.attachments, left.events.at(-1)?.kind]).toEqual(['cancelled', [], 'attachments-erased']);
      expect(JSON.stringify(left)).not.toContain('scan.pdf');
      // The other request holds the same octets, which are stored once.
      const [kept] = expectDone(await found(waiting)).attachments;
      expect(expectDone(await open().requests.attachment(waiting.id, kept?.id ?? '', REQUESTER)).bytes).toEqual(
        scan('of both'),
      );
      expect(await eraseAfter(92)).toBe(0);
    });

    test('of a draft: its writers are told once, a change keeps it, then it goes with its attachments', async () => {
      const [left, kept] = [await attached(await draft()), await draft()];
      expect(await eraseAfter(185)).toBe(0);
      expect(expectDone(await found(left)).events.at(-1)?.kind).toBe('attached');
      expect(await eraseAfter(187)).toBe(0);
      const told = expectDone(await found(left));
      expect(told.events.at(-1)).toMatchObject({ kind: 'draft-ending', by: { kind: 'service' } });
      expect(await eraseAfter(188)).toBe(0);
      expect(expectDone(await found(left)).version).toBe(told.version);
      const changed = { applicationDate: '2026-07-01', vehicles: vehicles() };
      expectDone(await open().requests.setContent({ id: kept.id, version: null, actor: REQUESTER }, changed));
      // A service that stood still tells first, and erases after the days that it told.
      expect(await eraseAfter(200)).toBe(0);
      expect(await eraseAfter(202)).toBeGreaterThan(0);
      expect(codeOf(await found(left))).toBe('request-unknown');
      expect(codeOf(await found(kept))).toBe('ok');
      const file = left.attachments[0]?.id ?? '';
      expect(codeOf(await open().requests.attachment(left.id, file, REQUESTER))).toBe('request-unknown');
      const erased = await open().auditLog.about({ kind: 'request', id: left.id }, 20);
      expect(erased.at(-1)).toMatchObject({ stream: 'operator', action: 'erase-request', phase: 'succeeded' });
    });
  });

  describe('lines that a batch marks', () => {
    const moment = { by: CLERK, at: '2026-11-30T00:00:00.000Z' };
    test('close the request with the last one, and are told together', async () => {
      const request = await submitted(3);
      expect(areProposable(request, [1, 2, 3])).toBe(true);
      const proposed = withLinesMarked(request, [1, 2, 3], { state: 'proposed', batchId: 'b-1' }, moment);
      expect(areProposable(proposed, [1])).toBe(false);
      const issued = (of: VehicleRequest, line: number) =>
        withLinesMarked(of, [line], { state: 'issued', batchId: 'b-1', number: `N-${line}` }, moment);
      const two = issued(issued(proposed, 1), 3);
      expect(two.events.slice(-2).map(({ kind, lines }) => [kind, lines])).toEqual([
        ['proposed', [1, 2, 3]],
        ['issued', [1, 3]],
      ]);
      const failed = withLinesMarked(two, [2], { state: 'failed', batchId: 'b-1', reason: 'internal-error' }, moment);
      expect([failed.state, areProposable(failed, [2])]).toEqual(['submitted', true]);
      expect(issued(failed, 2)).toMatchObject({ state: 'closed', lines: [{ number: 'N-1' }, { number: 'N-2' }, {}] });
    });
  });
}
