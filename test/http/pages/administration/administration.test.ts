/** Pages of administrators, auditors and officers: what each sees and does, and what nobody else gets. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { MISSES_TOLD } from '../../../../server/app/confirmations/look-up-misses.ts';
import { shownSettings } from '../../../../server/config.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { agentWith, type SignedInAgent, signedInAgent } from '../../../support/people.ts';

let install: TestInstall;
let app: Express;
let administrator: SignedInAgent;
let auditor: SignedInAgent;
let makersAuditor: SignedInAgent;
let officer: SignedInAgent;
let colleague: SignedInAgent;
let requester: SignedInAgent;

const OPERATOR = { kind: 'operator' } as const;
const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
const OFFICE = { kind: 'authority', id: 'customs', name: 'TEST 海关' } as const;
const EXPORTER = { kind: 'exporter', id: 'trader', name: 'TEST 出口公司', uscc: '91350200M0000TEX1H' } as const;
const KEY = 'test-maker-rsa-pkcs1-sha256';

beforeAll(async () => {
  const settings = shownSettings({ VINSEAL_SMTP_URL: 'smtps://mail:secret@mail.example' });
  install = await openTestInstall({ settings });
  app = testApp(install);
  const of = (organisation: typeof OPERATOR | typeof MAKER | typeof OFFICE | typeof EXPORTER, role: string) =>
    signedInAgent(app, install, { organisation, roles: [role as 'officer'] });
  administrator = await of(OPERATOR, 'administrator');
  auditor = await of(OPERATOR, 'auditor');
  makersAuditor = await of(MAKER, 'auditor');
  officer = await of(OFFICE, 'officer');
  colleague = await of(OFFICE, 'officer');
  requester = await of(EXPORTER, 'requester');
});
afterAll(() => install.dispose());

describe('the audit log', () => {
  it('shows an auditor of the operator every chain, narrowed by action and person, and goes on page by page', async () => {
    const page = await auditor.agent.get('/en/audit?stream=operator&action=invite-person');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Invite a person<br><code>invite-person</code>');
    expect(page.text).not.toContain('<code>add-organisation</code>');
    const chinese = await auditor.agent.get('/zh/audit?stream=operator&action=accept-invitation');
    expect(chinese.text).toContain('接受邀请<br><code>accept-invitation</code>');
    expect(chinese.text).toContain('selected>接受邀请 · accept-invitation</option>');
    expect(page.text).toContain('value="manufacturer:test-maker"');
    const oldest = await auditor.agent.get('/en/audit?stream=manufacturer:test-maker&before=3');
    expect(oldest.text.match(/<th scope="row" class="govuk-table__cell">\d+<\/th>/g)).toHaveLength(2);
    expect(oldest.text).not.toContain('rel="next"');
  });

  it('shows an auditor of a manufacturer its own chain alone, also when asked for another', async () => {
    const own = await makersAuditor.agent.get('/en/audit?stream=operator');
    expect(own.status).toBe(200);
    expect(own.text).not.toContain('<code>invite-person</code>');
    expect((await makersAuditor.agent.get('/en/audit.csv?stream=operator')).status).toBe(404);
    const table = await makersAuditor.agent.get('/en/audit.csv?stream=manufacturer:test-maker');
    expect(table.text.split('\r\n').length).toBeGreaterThan(10);
    expect(table.headers['content-disposition']).toContain('attachment');
  });

  it('is verified on request', async () => {
    const verified = await auditor.agent.post('/en/audit/verified');
    expect(verified.text).toContain('Every chain is whole.');
  });
});

describe('administration', () => {
  it('shows keys, manufacturers, seals and the trust list; an auditor changes nothing of it', async () => {
    for (const one of [administrator, auditor]) {
      const page = await one.agent.get('/zh/administration');
      expect(page.status).toBe(200);
      for (const shown of [KEY, 'TEST', 'development-ca', 'VINSEAL_SMTP_URL', '已设定'])
        expect(page.text).toContain(shown);
      expect(page.text).not.toContain('mail:secret');
      expect(page.text).toContain('没有待发送的邮件');
    }
    const path = `/en/administration/keys/${KEY}/suspend`;
    expect((await auditor.agent.get(path)).status).toBe(404);
    expect((await auditor.agent.post(path)).status).toBe(403);
    expect((await auditor.agent.get('/en/administration/manufacturer')).status).toBe(404);
  });

  it('suspends a key after asking, and activates it again', async () => {
    const state = async () => {
      const listed = await install.keys.list(operatorActor());
      return listed.ok ? listed.value.find(({ keyId }) => keyId === KEY)?.state : null;
    };
    const path = `/en/administration/keys/${KEY}`;
    expect((await administrator.agent.get(`${path}/suspend`)).text).toContain('Suspend this key?');
    expect(await state()).toBe('active');
    expect((await administrator.agent.post(`${path}/suspend`)).headers.location).toBe(
      '/en/administration?done=suspend-key#keys',
    );
    expect(await state()).toBe('suspended');
    expect((await administrator.agent.post(`${path}/activate`)).status).toBe(303);
    expect(await state()).toBe('active');
    expect((await administrator.agent.post(`${path}/nonsense`)).status).toBe(404);
  });

  it('lets nobody approve what they proposed themselves', async () => {
    const seal = { form: 'limited-liability', recordCode: '0000000000003', from: '2027-01-01' };
    const person = { ...administrator.person, kind: 'person', organisation: operatorOrganisation() } as const;
    const actor = { ...person, roles: ['administrator'] } as const;
    const proposed = await install.seals.propose('test-maker', seal, actor);
    if (!proposed.ok) throw new Error(proposed.problem.code);
    const path = `/en/administration/seals/test-maker/${proposed.value.version}/approve`;
    const refused = await administrator.agent.post(path);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('govuk-error-summary');
  });

  it('registers a manufacturer and changes it, tells every fault with its line, and keeps what was typed', async () => {
    const { agent } = administrator;
    const post = (path: string, fields: object) => agent.post(path).type('form').send(fields);
    const path = '/en/administration/manufacturer';
    const names = {
      id: 'new-maker',
      code: 'NEWM',
      nameZh: '新测试汽车有限公司',
      nameEn: 'New TEST Maker',
      test: 'yes',
    };
    const form = { ...names, uscc: EXPORTER.uscc, listings: 'TEST-2026-009; 新测试汽车有限公司; 2026-01-01' };
    const refused = await post(path, { ...form, wmis: 'L0Z\t2026-01-01\n\nIIX; 2026-13-01' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Line 3: ');
    expect(refused.text).toContain('IIX; 2026-13-01</textarea>');
    const sound = { ...form, wmis: 'L0Z\t2026-01-01' };
    const asked = await post(path, sound);
    expect([asked.status, asked.headers.location]).toEqual([200, undefined]);
    for (const shown of ['never changes', 'name="confirmed"', 'NEWM', 'TEST-2026-009'])
      expect(asked.text).toContain(shown);
    expect((await agent.get('/en/manufacturers/new-maker')).status).toBe(404);
    const mended = await post(path, { ...sound, kept: 'form' });
    expect(mended.text).toContain('value="新测试汽车有限公司" aria-describedby="nameZh-hint"');
    const saved = await Promise.all([1, 2].map(() => post(path, { ...sound, confirmed: '1' })));
    const there = '/en/manufacturers/new-maker?done=registered';
    expect(saved.map(({ headers }) => headers.location)).toEqual([there, there]);
    const shown = await agent.get('/en/manufacturers/new-maker');
    for (const text of ['L0Z', 'TEST-2026-009', EXPORTER.uscc]) expect(shown.text).toContain(text);

    const change = '/en/manufacturers/new-maker/registration';
    const [, seen] = /name="seen" value="(\w+)"/.exec((await agent.get(change)).text) ?? [];
    const sheet = Buffer.from('WMI,from,until\nL0Z,2026-01-01,2027-01-01\n');
    const filled = await agent
      .post(`${change}/list`)
      .field('nameEn', 'Typed, not saved')
      .field('listings', form.listings)
      .attach('file', sheet, 'wmis.csv');
    for (const typed of ['value="Typed, not saved"', `${form.listings}</textarea>`])
      expect(filled.text).toContain(typed);
    expect(filled.text).toContain('L0Z; 2026-01-01; 2027-01-01</textarea>');
    expect((await agent.get('/en/manufacturers/new-maker')).text).not.toContain('2027-01-01');
    const changed = { ...form, seen, wmis: 'L0Z; 2026-01-01; 2027-01-01' };
    expect((await post(change, changed)).status).toBe(303);
    expect((await agent.get('/en/manufacturers/new-maker')).text).toContain('2027-01-01');
    // Sent twice it is done already; anything else was made from what stands no more.
    expect((await post(change, changed)).status).toBe(303);
    expect((await post(change, { ...changed, wmis: 'L0Z; 2026-01-01' })).status).toBe(409);
    const nothing = await agent.post(`${change}/list`).attach('file', Buffer.from('a,b\n1,2\n'), 'x.csv');
    expect([nothing.status, nothing.text.includes('id="file"')]).toEqual([422, true]);
  });

  it('keeps the outlets of a manufacturer whose registration is changed', async () => {
    const outlets = async () => (await install.directory.outlets('test-maker')).length;
    const before = await outlets();
    const path = '/en/manufacturers/test-maker/registration';
    const page = (await administrator.agent.get(path)).text;
    const field = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '';
    const lines = (name: string) => new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)</textarea>`).exec(page)?.[1];
    const form = Object.fromEntries(['seen', 'code', 'uscc', 'test', 'nameZh'].map((name) => [name, field(name)]));
    const changed = { ...form, nameEn: 'Renamed TEST Maker', listings: lines('listings'), wmis: lines('wmis') };
    const saved = await administrator.agent.post(path).type('form').send(changed);
    expect(saved.status).toBe(303);
    expect(await outlets()).toBe(before);
    expect((await makersAuditor.agent.get('/en/manufacturer')).headers.location).toBe('/en/manufacturers/test-maker');
    expect((await makersAuditor.agent.get('/en/manufacturers/test-maker')).text).toContain('Renamed TEST Maker');
    expect((await makersAuditor.agent.get('/en/manufacturers/new-maker')).status).toBe(404);
  });

  it('has a manufacturer’s own people propose a seal with its picture, look at it and approve it, by two', async () => {
    const proposer = await signedInAgent(app, install, { organisation: MAKER, roles: ['administrator'] });
    const sealer = await signedInAgent(app, install, { organisation: MAKER, roles: ['sealer'] });
    const path = '/en/manufacturers/test-maker/seals';
    const propose = (form: object) => {
      const sent = proposer.agent.post(path);
      for (const [name, value] of Object.entries(form)) sent.field(name, value);
      return sent;
    };
    const wrong = await propose({ form: '', recordCode: '12', from: 'soon' }).attach('file', Buffer.from('x'), 'x.svg');
    expect(wrong.status).toBe(422);
    for (const at of ['#recordCode', '#form']) expect(wrong.text).toContain(`href="${at}"`);
    expect(wrong.text).toContain('Choose the kind of company');
    const form = { form: 'limited-liability', recordCode: '0000000000009', from: '2028-01-01' };
    const square =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10" fill="red"/></svg>';
    const waitFor = async ({ agent }: SignedInAgent) =>
      Number(/(\d+) versions? of the seal/.exec((await agent.get('/en/home')).text)?.[1] ?? 0);
    const before = [await waitFor(proposer), await waitFor(sealer)];
    const proposed = await propose(form).attach('file', Buffer.from(square), 'seal.svg');
    expect([await waitFor(proposer), await waitFor(sealer)]).toEqual([before[0], Number(before[1]) + 1]);
    expect(proposed.headers.location).toBe('/en/manufacturers/test-maker?done=proposed#seals');
    const versions = await install.seals.list('test-maker', operatorActor());
    const version = versions.ok ? (versions.value.find(({ from }) => from === '2028-01-01')?.version ?? 0) : 0;
    const preview = await sealer.agent.get(`${path}/${version}/preview`);
    expect([preview.status, preview.headers['content-type']]).toEqual([200, 'application/pdf']);
    const step = `/en/administration/seals/test-maker/${version}/approve`;
    expect((await proposer.agent.post(step)).status).toBe(403);
    const asked = (await sealer.agent.get(step)).text;
    for (const fact of [`${path}/${version}/preview`, '0000000000009', '2028-01-01 – …', proposer.person.id])
      expect(asked).toContain(fact);
    expect((await sealer.agent.post(step)).headers.location).toBe(
      '/en/manufacturers/test-maker?done=approve-seal#seals',
    );
    expect((await makersAuditor.agent.get(path)).status).toBe(403);
    expect((await requester.agent.get('/en/manufacturers/test-maker')).status).toBe(403);
  });
});

describe('checks of an office', () => {
  it('are kept with what was asked and answered, seen by the office alone', async () => {
    const { pdf, vin } = install.sample('valid');
    const checked = await officer.agent
      .post('/en/verify')
      .field('vin', vin)
      .attach('file', Buffer.from(pdf), 'letter.pdf');
    expect(checked.status).toBe(303);
    const mine = await officer.agent.get('/en/checks');
    expect(mine.text).toContain(checked.headers.location);
    expect((await officer.agent.get(`/en/checks?about=${vin}`)).text).toContain(checked.headers.location);
    expect((await colleague.agent.get('/en/checks')).text).not.toContain(checked.headers.location);
    expect((await colleague.agent.get('/en/checks?of=office')).text).toContain(checked.headers.location);
    expect((await officer.agent.get('/en/checks?cursor=x')).status).toBe(400);
  });
});

it('tells the people of a manufacturer of many look-ups that found nothing, and nobody else', async () => {
  const number = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 999_999 });
  expect((await makersAuditor.agent.get('/en/home')).text).not.toContain('Look-ups that found nothing');
  for (let misses = 0; misses < MISSES_TOLD; misses += 1) await install.lookUp({ number, vinTail: '123456' });
  expect((await makersAuditor.agent.get('/en/home')).text).toContain(`At least ${MISSES_TOLD} look-ups`);
  for (const other of [officer, requester, auditor])
    expect((await other.agent.get('/en/home')).text).not.toContain('Look-ups that found nothing');
});

it('opens the pages for everybody to whoever brings a cookie while the store cannot be asked', async () => {
  const identify = () => Promise.reject(new Error('the store is gone'));
  const broken = testApp({ ...install, accounts: { ...install.accounts, identify } } as TestInstall);
  expect((await agentWith(broken, officer.cookie).get('/en/')).status).toBe(200);
  expect((await agentWith(broken, officer.cookie).get('/en/checks')).status).toBe(500);
});

it.each([
  ['/en/administration', () => requester],
  ['/en/audit', () => requester],
  ['/en/checks', () => requester],
  ['/en/administration', () => makersAuditor],
  ['/en/audit', () => officer],
])('%s is not for everybody', async (path, who) => {
  expect((await who().agent.get(path)).status).toBe(403);
});

function operatorOrganisation() {
  return { id: 'operator', kind: 'operator', manufacturerId: null, uscc: null } as const;
}
