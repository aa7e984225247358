/** Exporters who ask to be registered: confirmed by letter, decided once, told, erased; and nobody learns who is known. */

import { describe, expect, test } from '@jest/globals';
import type { Result } from '#core/confirmation/errors.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { applicationKey, applicationRecord } from '../../../server/app/applications/application-records.ts';
import {
  APPLICATIONS_FROM_ADDRESS,
  LETTERS_TO_ADDRESS,
  MAX_UNCONFIRMED,
  SAFE_HOURS,
} from '../../../server/app/applications/apply.ts';
import { eraseApplications } from '../../../server/app/applications/erase-applications.ts';
import { MAX_OTHERS } from '../../../server/app/applications/read-applications.ts';
import { sha256Hex } from '../../../server/app/digest.ts';
import type { Install } from '../../../server/compose/open-install.ts';
import { TEST_EXPORTERS } from '../../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../../server/model/access/actor.ts';
import {
  type ApplicationState,
  KEPT_DAYS,
  LINK_DAYS,
  WAITING_DAYS,
} from '../../../server/model/applications/application.ts';
import type { Collections } from '../../../server/ports/collections.ts';
import { expectDone, keyActor } from '../../support/actors.ts';
import { seededRequest } from '../../support/install.ts';
import { makePerson } from '../../support/people.ts';
import { CLERK, MAKER, member, OTHER_MAKER, REQUESTER } from '../../support/request-people.ts';

const DAY_MS = 86_400_000;
let count = 0;

/** A company that nobody knows, and a form of it. */
function newForm(more: object = {}) {
  count += 1;
  return {
    form: `form-of-application-${String(count).padStart(6, '0')}`,
    company: `测试第 ${count} 出口有限公司`,
    uscc: completeUscc(`91110000MA${String(count).padStart(7, '0')}`),
    ...{ name: '王小明', email: `applicant-${count}@people.example`, locale: 'zh-CN', manufacturer: '' },
    purpose: '向哈萨克斯坦出口二手车',
    ...more,
  };
}

/** The suite of applications on one store. */
export function applicationsSuite(open: () => Install, stored: () => Collections): void {
  const OPERATOR = keyActor('decider');
  const codeOf = (answer: Result<unknown>) => (answer.ok ? 'ok' : answer.problem.code);
  const fieldsOf = (answer: Result<unknown>) =>
    answer.ok ? [] : answer.problem.fields.map(({ pointer, code }) => `${pointer} ${code}`);
  const apply = (form: object, from = `address-${count}`) => open().applications.apply(form, from);
  async function lettersTo(email: string) {
    await open().noticesSettled();
    const all = (await open().mail.outbox?.list(10_000)) ?? [];
    return all.filter(({ to }) => to === email);
  }
  const tokenIn = (text: string) => /(?:confirm|invitation)\/([\w-]{43})/.exec(text)?.[1] ?? '';
  async function confirmed(more: object = {}) {
    const form = newForm(more);
    expectDone(await apply(form));
    const [letter] = await lettersTo(form.email);
    const { application } = expectDone(await open().applications.confirm(tokenIn(letter?.text ?? '')));
    return { ...form, id: application.id, manufacturerId: application.manufacturerId };
  }
  const administratorOf = async (manufacturer: 'test-maker'): Promise<Actor & { readonly email: string }> => {
    const organisation = { kind: 'manufacturer', id: MAKER.id, manufacturer } as const;
    const { id, name, roles, email } = await makePerson(open(), { organisation, roles: ['administrator'] });
    return { kind: 'person', id, name, organisation: MAKER, roles, email };
  };
  const idsOf = async (actor: Actor, isWaiting = true) =>
    expectDone(await open().applications.list({ isWaiting, cursor: null }, actor)).items.map(({ id }) => id);

  describe('an application', () => {
    test('is seen by nobody before its link was used, which works once', async () => {
      const form = newForm();
      expect(await apply(form)).toEqual({ ok: true, value: null });
      const [letter, ...more] = await lettersTo(form.email);
      expect([letter?.kind, more]).toEqual(['application-confirm', []]);
      // The letter may go to anybody: nothing that was typed is in it.
      for (const typed of [form.company, form.uscc, form.name, form.purpose])
        expect(`${letter?.subject}${letter?.text}`).not.toContain(typed);
      const token = tokenIn(letter?.text ?? '');
      const { id } = expectDone(await open().applications.openLink(token));
      expect(await idsOf(OPERATOR, false)).not.toContain(id);
      expect(codeOf(await open().applications.examine(id, OPERATOR))).toBe('application-unknown');
      expect(codeOf(await open().applications.accept(id, OPERATOR))).toBe('application-unknown');
      const both = await Promise.all([open().applications.confirm(token), open().applications.confirm(token)]);
      expect(both.filter((one) => one.ok && one.value.isNew)).toHaveLength(1);
      expect(both.every(({ ok }) => ok)).toBe(true);
      expect(codeOf(await open().applications.openLink(token))).toBe('application-link-not-valid');
      expect(codeOf(await open().applications.confirm('made-up'))).toBe('application-link-not-valid');
      expect(await idsOf(OPERATOR)).toContain(id);
      const record = await stored().find('applications', id);
      expect(JSON.stringify(record)).not.toContain(token);
    });

    test('is answered alike whoever is known, and one form makes one', async () => {
      const person = await makePerson(open(), {
        organisation: { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] },
        roles: ['requester'],
      });
      const known = newForm({ email: person.email, uscc: TEST_EXPORTERS[0].uscc, company: TEST_EXPORTERS[0].name });
      const unknown = newForm();
      const answers = [await apply(known), await apply(unknown), await apply(unknown)];
      expect(answers).toEqual([0, 1, 2].map(() => ({ ok: true, value: null })));
      expect(await lettersTo(unknown.email)).toHaveLength(1);
      // Only whoever reads the letters of an address is told that it has an account.
      const [letter] = await lettersTo(person.email);
      expect(codeOf(await open().applications.confirm(tokenIn(letter?.text ?? '')))).toBe('applicant-has-account');
    });

    test('names what is wrong with it, and takes nothing that is not asked for', async () => {
      const { uscc } = newForm();
      const wrong = `${uscc.slice(0, -1)}${uscc.endsWith('0') ? '1' : '0'}`;
      expect(fieldsOf(await apply(newForm({ uscc: wrong, email: 'no address', manufacturer: 'nobody' })))).toEqual([
        ...['/uscc uscc-check-character', '/email email-not-valid', '/manufacturer manufacturer-unknown'],
      ]);
      expect(fieldsOf(await apply(newForm({ company: '', name: 'a\u202eb', purpose: ' ', locale: 'fr' })))).toEqual([
        ...['/company required', '/name not-valid', '/locale not-valid', '/purpose required'],
      ]);
      // Full-width digits are digits; letters of another script are no letters of a code.
      const wide = [...uscc].map((one) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0)).join('');
      expect(codeOf(await apply(newForm({ uscc: ` ${wide} ` })))).toBe('ok');
      expect(fieldsOf(await apply(newForm({ uscc: uscc.replace('A', 'А') })))).toEqual(['/uscc uscc-characters']);
      for (const more of [{ state: 'open' }, { manufacturerId: 'test-maker' }, { roles: ['administrator'] }])
        expect(fieldsOf(await apply(newForm(more)))).toEqual([`/${Object.keys(more)[0]} unknown-field`]);
    });

    test('of one network or mail address is taken so often, and no letter says more', async () => {
      const email = 'often@people.example';
      for (let sent = 0; sent < LETTERS_TO_ADDRESS + 2; sent += 1)
        expect(codeOf(await apply(newForm({ email }), `mail-${sent}`))).toBe('ok');
      expect(await lettersTo(email)).toHaveLength(LETTERS_TO_ADDRESS);
      const codes = [];
      for (let sent = 0; sent <= APPLICATIONS_FROM_ADDRESS; sent += 1)
        codes.push(codeOf(await apply(newForm(), 'one')));
      expect(codes.slice(-2)).toEqual(['ok', 'applications-limited']);
    });
  });

  describe('strangers', () => {
    /** As if so many had been sent, at some time before now. */
    async function flood(most: number, more: { state: ApplicationState; uscc?: string }, hoursAgo = 0) {
      const createdAt = new Date(Date.parse(open().clock.now()) - hoursAgo * 3_600_000).toISOString();
      const records = Array.from({ length: most }, () => {
        const { form, manufacturer: _, ...said } = newForm();
        return applicationRecord({
          ...{ ...said, id: form, version: 1, locale: 'en', manufacturerId: null, createdAt },
          ...{ confirmedAt: null, decision: null, toldAt: null, sha256: sha256Hex(new TextEncoder().encode(form)) },
          ...more,
        });
      });
      for (let from = 0; from < most; from += 1_000) {
        const put = records.slice(from, from + 1_000);
        await stored().change([], () => ({ put, remove: [], entries: [], answer: null }));
      }
      return records.map(({ id }) => applicationKey(id));
    }
    const remove = async (keys: Awaited<ReturnType<typeof flood>>) => {
      for (let from = 0; from < keys.length; from += 1_000) {
        const piece = keys.slice(from, from + 1_000);
        await stored().change([], () => ({ put: [], remove: piece, entries: [], answer: null }));
      }
    };

    test('who fill all places that wait for a link keep nobody out for longer than some hours', async () => {
      const fresh = await flood(MAX_UNCONFIRMED, { state: 'unconfirmed' });
      expect(codeOf(await apply(newForm()))).toBe('applications-full');
      const [old] = await flood(1, { state: 'unconfirmed' }, SAFE_HOURS + 1);
      const form = newForm();
      expect(codeOf(await apply(form))).toBe('ok');
      expect(await lettersTo(form.email)).toHaveLength(1);
      expect(await stored().find('applications', old?.id ?? '')).toBeNull();
      expect(codeOf(await apply(newForm()))).toBe('applications-full');
      await remove(fresh);
    }, 60_000);

    test('who claim a company by its code do not keep it out, and are shown beside it', async () => {
      const { uscc } = newForm();
      const claims = await flood(MAX_OTHERS + 5, { state: 'open', uscc });
      const genuine = await confirmed({ uscc });
      const { checks } = expectDone(await open().applications.examine(genuine.id, OPERATOR));
      expect([checks.others.length, checks.hasMoreOthers]).toEqual([MAX_OTHERS, true]);
      await remove(claims.slice(5));
      const few = expectDone(await open().applications.examine(genuine.id, OPERATOR)).checks;
      expect([few.others.length, few.hasMoreOthers]).toEqual([5, false]);
      await remove(claims);
    });
  });

  describe('who decides', () => {
    test('the operator on all, a manufacturer on its own, and nobody else', async () => {
      const [own, operators] = [await confirmed({ manufacturer: 'test-maker' }), await confirmed()];
      expect([own.manufacturerId, operators.manufacturerId]).toEqual(['test-maker', null]);
      const maker = member(MAKER, 'administrator');
      expect(await idsOf(OPERATOR)).toEqual(expect.arrayContaining([own.id, operators.id]));
      expect(await idsOf(maker)).toContain(own.id);
      expect(await idsOf(maker)).not.toContain(operators.id);
      expect(codeOf(await open().applications.examine(operators.id, maker))).toBe('application-unknown');
      const others = [CLERK, REQUESTER, member(OTHER_MAKER, 'administrator'), operatorActor()];
      const decide = open().applications;
      for (const actor of [...others, maker]) {
        const { id } = actor === maker ? operators : own;
        expect(codeOf(await decide.accept(id, actor))).toBe('not-permitted');
        expect(codeOf(await decide.refuse(id, { reason: 'no' }, actor))).toBe('not-permitted');
        expect(codeOf(await decide.tellAgain({ id, version: 2 }, actor))).toBe('not-permitted');
      }
      expect(codeOf(await decide.accept('made-up', maker))).toBe('not-permitted');
    });

    test('the operator alone where another manufacturer has dealings with the company', async () => {
      const form = newForm({ manufacturer: 'test-maker' });
      expectDone(await apply(form));
      const [letter] = await lettersTo(form.email);
      // A request of another manufacturer for this company, as it would be stored.
      await stored().change([], () => ({
        put: [
          {
            ...{ collection: 'requests', id: `of-another-${count}`, at: open().clock.now(), unique: [] },
            ...{ tags: [`exporter:${form.uscc}`, 'maker:another'], data: '{}' },
          },
        ],
        ...{ remove: [], entries: [], answer: null },
      }));
      const { application } = expectDone(await open().applications.confirm(tokenIn(letter?.text ?? '')));
      expect(application.manufacturerId).toBeNull();
    });
  });

  describe('a decision', () => {
    test('accepts: the exporter, its first administrator, and one letter, however often and by whomever', async () => {
      const maker = await administratorOf('test-maker');
      const { id, uscc, company, email } = await confirmed({ manufacturer: 'test-maker' });
      expect((await lettersTo(maker.email)).map(({ kind }) => kind)).toContain('application-received');
      const waiting = (await open().waiting(maker)).find(({ kind }) => kind === 'applications');
      expect(waiting).toMatchObject({ path: 'applications', count: (await idsOf(maker)).length });
      const { accept, examine } = open().applications;
      const answers = await Promise.all([accept(id, maker), accept(id, OPERATOR), accept(id, maker)]);
      expect(answers.map(codeOf)).toEqual(['ok', 'ok', 'ok']);
      expect(codeOf(await accept(id, maker))).toBe('ok');
      const { application, checks } = expectDone(await examine(id, OPERATOR));
      expect(application).toMatchObject({ state: 'accepted', toldAt: expect.any(String) });
      expect(application).not.toHaveProperty('sha256');
      expect(checks.existing).toMatchObject({ name: company, isSameName: true });
      const letters = (await lettersTo(email)).filter(({ kind }) => kind === 'application-accepted');
      expect(letters).toHaveLength(1);
      const token = tokenIn(letters[0]?.text ?? '');
      const opened = expectDone(await open().accounts.openInvitation(token));
      expect(opened).toMatchObject({
        organisationName: company,
        invitation: { roles: ['administrator', 'requester'] },
      });
      const person = expectDone(
        await open().accounts.acceptInvitation(token, { name: '王小明', password: 'a long enough one' }),
      );
      expect(person).toMatchObject({ email, locale: 'zh-CN', organisationId: opened.invitation.organisationId });
      const organisations = expectDone(await open().accounts.organisations.list(operatorActor()));
      expect(organisations.filter((one) => one.uscc === uscc)).toMatchObject([{ kind: 'exporter', state: 'active' }]);
      expect(codeOf(await open().applications.refuse(id, { reason: 'no' }, OPERATOR))).toBe('application-decided');
    });

    test('of somebody who decides no more lets nobody in, until another one sends the letter', async () => {
      const maker = await administratorOf('test-maker');
      const { id, email } = await confirmed({ manufacturer: 'test-maker' });
      expectDone(await open().applications.accept(id, maker));
      const newest = async () => tokenIn((await lettersTo(email))[0]?.text ?? '');
      expect(codeOf(await open().accounts.openInvitation(await newest()))).toBe('ok');
      expectDone(await open().accounts.people.end(maker.id, [], operatorActor()));
      expect(codeOf(await open().accounts.openInvitation(await newest()))).toBe('invitation-not-valid');
      const { version } = expectDone(await open().applications.examine(id, OPERATOR)).application;
      expect(codeOf(await open().applications.tellAgain({ id, version }, OPERATOR))).toBe('ok');
      expect(codeOf(await open().accounts.openInvitation(await newest()))).toBe('ok');
    });

    test('refuses, with a reason that the applicant reads; of two who differ one decides', async () => {
      const { id, email } = await confirmed();
      const { accept, refuse } = open().applications;
      expect(fieldsOf(await refuse(id, { reason: ' \u0007\r\n' }, OPERATOR))).toEqual(['/reason required']);
      const answers = await Promise.all([refuse(id, { reason: '执照不符' }, OPERATOR), accept(id, OPERATOR)]);
      expect(answers.map(codeOf).toSorted()).toEqual(['application-decided', 'ok']);
      const kinds = (await lettersTo(email)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind !== 'application-confirm')).toHaveLength(1);
      const other = await confirmed();
      for (const _twice of [1, 2])
        expect(codeOf(await refuse(other.id, { reason: '执照\u001b不符\r\n！' }, OPERATOR))).toBe('ok');
      const refused = (await lettersTo(other.email)).filter(({ kind }) => kind === 'application-refused');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.text).toContain('执照不符\n！');
      expect(refused[0]?.text).not.toContain('管理员');
    });

    test('never lets anybody into a company that is here', async () => {
      const { name, uscc } = TEST_EXPORTERS[0];
      const { id, email } = await confirmed({ uscc, company: 'Another name', locale: 'en' });
      const { checks } = expectDone(await open().applications.examine(id, OPERATOR));
      expect(checks).toMatchObject({ usccIsRight: true, existing: { name, isSameName: false, state: 'active' } });
      expect(codeOf(await open().applications.accept(id, OPERATOR))).toBe('exporter-known');
      expectDone(await open().applications.refuse(id, { reason: 'Known.' }, OPERATOR));
      expect((await lettersTo(email))[0]?.text).toContain('Ask its administrator');
      const [one, two] = [await confirmed(), await confirmed()];
      const same = await confirmed({ uscc: one.uscc });
      const answers = await Promise.all([one, same].map(({ id: of }) => open().applications.accept(of, OPERATOR)));
      expect(answers.map(codeOf).toSorted()).toEqual(['exporter-known', 'ok']);
      const seen = expectDone(await open().applications.examine(same.id, OPERATOR)).checks;
      expect(seen.others.map(({ id: of }) => of)).toEqual([one.id]);
      expect(expectDone(await open().applications.examine(two.id, OPERATOR)).checks.others).toEqual([]);
    });

    test('is taken knowing under which name confirmations of the code were issued', async () => {
      const form = newForm({ manufacturer: 'test-maker' });
      const { vehicles } = seededRequest(90_000 + count, 1);
      const exporter = { name: '旧名称有限公司', uscc: form.uscc };
      expectDone(await open().issue({ manufacturer: 'test-maker', exporter, vehicles }, { by: operatorActor() }));
      expectDone(await apply(form));
      const [letter] = await lettersTo(form.email);
      const { application } = expectDone(await open().applications.confirm(tokenIn(letter?.text ?? '')));
      expect(application.manufacturerId).toBe('test-maker');
      for (const actor of [OPERATOR, member(MAKER, 'administrator')])
        expect(expectDone(await open().applications.examine(application.id, actor)).checks).toMatchObject({
          ...{ confirmedAs: { name: exporter.name, isSameName: false }, existing: null },
        });
    });

    test('is written about again with another link, once for a form', async () => {
      const { id, email } = await confirmed();
      const { accept, examine, tellAgain } = open().applications;
      expectDone(await accept(id, OPERATOR));
      const { version } = expectDone(await examine(id, OPERATOR)).application;
      const both = await Promise.all([tellAgain({ id, version }, OPERATOR), tellAgain({ id, version }, OPERATOR)]);
      // Who is not answered by a letter is told that there was one.
      expect(both.map(codeOf).toSorted()).toEqual(['application-changed', 'ok']);
      const letters = (await lettersTo(email)).filter(({ kind }) => kind === 'application-accepted');
      expect(letters).toHaveLength(2);
      const [newer, older] = letters.map(({ text }) => tokenIn(text));
      expect(codeOf(await open().accounts.openInvitation(newer ?? ''))).toBe('ok');
      expect(codeOf(await open().accounts.openInvitation(older ?? ''))).toBe('invitation-not-valid');
    });
  });

  test('what is over is erased, with the names in it, and opens nothing', async () => {
    const [unconfirmed, waiting, refused] = [newForm(), await confirmed(), await confirmed()];
    expectDone(await apply(unconfirmed));
    expectDone(await open().applications.refuse(refused.id, { reason: 'no' }, OPERATOR));
    const left = async () => {
      const found = await Promise.all(
        [unconfirmed.uscc, waiting.uscc, refused.uscc].map((uscc) =>
          stored().count('applications', [`uscc:${uscc}`], 5),
        ),
      );
      return found.map((one) => one > 0);
    };
    const eraseAt = async (days: number) => {
      const now = new Date(Date.now() + days * DAY_MS + 60_000).toISOString();
      while ((await eraseApplications({ collections: stored(), clock: { now: () => now } })) > 0);
      return left();
    };
    expect(await eraseAt(LINK_DAYS - 1)).toEqual([true, true, true]);
    expect(await eraseAt(LINK_DAYS)).toEqual([false, true, true]);
    expect(await eraseAt(WAITING_DAYS)).toEqual([false, false, true]);
    expect(await eraseAt(KEPT_DAYS)).toEqual([false, false, false]);
  });
}
