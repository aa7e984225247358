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
    expect(page.text).toContain('invite-person');
    expect(page.text).not.toContain('<td class="govuk-table__cell">add-organisation</td>');
    expect(page.text).toContain('value="manufacturer:test-maker"');
    const oldest = await auditor.agent.get('/en/audit?stream=manufacturer:test-maker&before=3');
    expect(oldest.text.match(/<th scope="row" class="govuk-table__cell">\d+<\/th>/g)).toHaveLength(2);
    expect(oldest.text).not.toContain('rel="next"');
  });

  it('shows an auditor of a manufacturer its own chain alone, also when asked for another', async () => {
    const own = await makersAuditor.agent.get('/en/audit?stream=operator');
    expect(own.status).toBe(200);
    expect(own.text).not.toContain('invite-person</td>');
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
    expect((await administrator.agent.post(`${path}/suspend`)).headers.location).toBe('/en/administration');
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

  it('tells every fault of a manufacturer’s data with its place, and keeps what was typed', async () => {
    const post = (data: string) =>
      administrator.agent.post('/en/administration/manufacturer').type('form').send({ data });
    const refused = await post('{"id":"x","wmis":[{"wmi":"II"}]}');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('/wmis/0');
    expect(refused.text).toContain('&quot;II&quot;');
    expect((await post('{')).status).toBe(400);
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
