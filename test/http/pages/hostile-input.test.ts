/** What people type is shown as text, leads nowhere and decides nothing: one hostile text in every field, on every page and file. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express, { type Express } from 'express';
import supertest, { type Agent, type Response } from 'supertest';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { sendZip } from '../../../server/http/send-zip.ts';
import { DEMONSTRATION, operatorActor } from '../../../server/model/access/actor.ts';
import type { Application } from '../../../server/model/applications/application.ts';
import { expectDone } from '../../support/actors.ts';
import { seededRows } from '../../support/batches.ts';
import { testApp } from '../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../support/install.ts';
import { agentWith, cookiesOf, makePerson, signInCookie, testBrowser } from '../../support/people.ts';
import { MANUFACTURER } from '../../support/perfect-evidence.ts';
import { testRoot } from '../../support/pki.ts';
import { servedOperations } from '../../support/served-operations.ts';
import { trustAnchor } from '../../support/trust.ts';
import { everyMember, type Member, SIDES, type Things, thingsOfOneSide } from '../../support/two-sides.ts';

/** Markup, an end of an attribute, a template and a formula at once. */
const HOSTILE = `=1+1"'><img src=x onerror=alert(1)>{{7*7}}`;
const MARKUP = /<img src=x/i;
const SHOWN = '=1+1&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;{{7*7}}';

let install: TestInstall;
let app: Express;
let members: readonly Member[];
let things: Things;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  members = await everyMember(install, app);
  things = await thingsOfOneSide(install, members);
}, 60_000);
afterAll(() => install.dispose());

const member = (name: string) => members.find((one) => one.name === name) as Member;
const post = (agent: Agent, path: string, fields: object) => agent.post(path).type('form').send(fields);

let hostileBatch = 'made-up';
let hostileApplication = 'made-up';
let hostileProposal = 'made-up';

/** The parts of an address: an id of each kind, and what is hostile for all others. */
function addressOf(template: string, requestId: string): string {
  const ids: Readonly<Record<string, string>> = {
    ...{ number: things.ids.number, line: '1', attachment: things.ids.attachment, version: '1', link: things.ids.link },
    ...{ kind: 'keys', step: 'suspend', code: 'not-found', token: 'made-up', row: '1.pdf' },
  };
  const [, area = ''] = /^\/en\/([a-z-]+)/.exec(template) ?? [];
  const own: Readonly<Record<string, string>> = {
    ...{
      people: things.ids.person,
      requests: requestId,
      organisations: 'hostile-office',
      administration: things.ids.key,
      manufacturers: things.ids.manufacturer,
    },
    ...{ 'access-keys': things.ids.accessKey, batches: hostileBatch, applications: hostileApplication },
  };
  const ofTrust = template.includes('/trust/proposals/') ? hostileProposal : 'development-ca';
  if (template.includes('/administration/trust/')) return template.replace('{id}', ofTrust);
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? own[area] ?? 'made-up');
}

const gets = () => servedOperations(app, '/en').filter((operation) => operation.startsWith('get '));
const posts = () => servedOperations(app, '/en').filter((operation) => operation.startsWith('post '));
const pathOf = (operation: string) => operation.split(' ')[1] ?? '';

/** Puts the hostile text into every field that takes text; gives the requests that hold it. */
async function typeEverywhere(): Promise<readonly string[]> {
  const { agent: requester, actor: exporter } = member('requester of exporter-1');
  const { agent: clerk, actor: clerkActor } = member('clerk of maker');
  const { agent: operator } = member('administrator of operator');
  const { agent: admin } = member('administrator of maker');
  const office = { kind: 'authority', id: 'hostile-office', name: HOSTILE };
  expect((await post(operator, '/en/organisations/add', office)).status).toBe(303);
  for (const organisation of ['hostile-office', 'maker']) {
    const roles = [organisation === 'maker' ? 'clerk' : 'officer'];
    const email = `hostile-${organisation}@people.example`;
    const wish = { form: `form-of-${organisation}-1234`, organisation, email, roles, locale: 'en' };
    expect((await post(operator, '/en/people/invite', wish)).status).toBe(303);
    const asked = { organisation, email: `named-${organisation}@people.example`, roles, locale: 'en' };
    const { token } = expectDone(await install.accounts.invite(asked, operatorActor()));
    expectDone(await install.accounts.acceptInvitation(token ?? '', { name: HOSTILE, password: 'words of a person' }));
  }
  for (const name of ['refused', 'open'] as const) {
    const { id } = await applyWith(HOSTILE, `${name}-hostile@people.example`);
    if (name === 'refused') await post(operator, `/en/applications/${id}/refuse`, { reason: HOSTILE });
    hostileApplication = id;
  }
  const { der } = await testRoot({ name: HOSTILE });
  const listings = [{ announcement: HOSTILE, nameZh: HOSTILE, from: '2026-01-01', until: null }];
  const vouched = { ...MANUFACTURER, code: 'HST', uscc: completeUscc('91310000MA1CCCCC1'), nameZh: HOSTILE, listings };
  const anchor = trustAnchor('hostile', der, { manufacturers: [{ ...vouched, wmis: [] }] });
  const change = { kind: 'add', anchor, replaces: null } as const;
  hostileProposal = expectDone(await install.trust.propose(change, { reason: HOSTILE }, DEMONSTRATION)).id;
  const key = { organisation: 'maker', form: 'form-of-a-hostile-key', name: HOSTILE, roles: 'clerk', days: '1' };
  expect((await post(admin, '/en/access-keys/create', key)).text).toContain('vsk_');
  const { seen } = expectDone(await install.requests.outlets.list(things.ids.manufacturer, clerkActor));
  const outlet = { id: 'H1', country: 'KZ', name: HOSTILE, provider: HOSTILE, address: HOSTILE, phone: '+7 =1+1' };
  const kept = { ...outlet, services: 'repair', from: '2026-01-01', seen, isNew: '1' };
  expect((await post(clerk, '/en/outlets/form', kept)).status).toBe(303);

  const { requests } = install;
  const [vehicle] = install.request(71_000).vehicles;
  const made = expectDone(
    await requests.make({ form: 'form-of-hostile-draft', manufacturer: things.ids.manufacturer }, exporter),
  );
  const at = { id: made.id, version: null, actor: exporter };
  const typed = { vin: HOSTILE, brand: HOSTILE, model: HOSTILE, firstRegistration: HOSTILE, destination: HOSTILE };
  const accepted = [{ code: 'no-such-warning', reason: HOSTILE }];
  expectDone(await requests.setContent(at, { vehicles: [{ ...typed, accepted, outlets: [HOSTILE] }] }));
  const scan = await requester
    .post(`/en/requests/${made.id}/attachments`)
    .attach('file', Buffer.from('%PDF-1.7'), `../../${HOSTILE}.pdf`);
  expect(scan.status).toBe(303);

  const wish = { form: 'form-of-hostile-words', manufacturer: things.ids.manufacturer };
  const sent = expectDone(await requests.make({ ...wish, vehicles: [{ ...vehicle, brand: HOSTILE }] }, exporter));
  const of = (actor = exporter) => ({ id: sent.id, version: null, actor });
  expectDone(await requests.submit(of(), {}));
  expectDone(await requests.decide(of(clerkActor), { decision: 'ask-back', question: HOSTILE }));
  expectDone(await requests.submit(of(), { answer: HOSTILE }));
  expectDone(await requests.decide(of(clerkActor), { decision: 'refuse', lines: [1], reason: HOSTILE }));
  const gone = expectDone(await requests.make({ ...wish, form: 'form-of-what-is-gone' }, exporter));
  expectDone(await requests.cancel({ id: gone.id, version: null, actor: exporter }, { reason: HOSTILE }));

  const exporterNamed = { name: HOSTILE, uscc: SIDES.other.exporter.uscc };
  const ofClerk = { ...wish, form: 'form-of-a-hostile-name', exporter: exporterNamed };
  const named = expectDone(await requests.make(ofClerk, clerkActor));

  const [row] = seededRows(72_000, 1);
  const rows = [{ ...row, vehicles: row?.vehicles.map((one) => ({ ...one, brand: HOSTILE })) }];
  const { batch } = expectDone(
    await install.batches.propose({ manufacturer: things.ids.manufacturer, rows }, clerkActor),
  );
  hostileBatch = batch.id;
  const withdrawal = { form: 'form-of-hostile-change', kind: 'withdrawal', number: things.ids.number, reason: HOSTILE };
  const asked = expectDone(await requests.askChange(withdrawal, exporter));
  return [made.id, sent.id, gone.id, asked.id, named.id];
}

/** An exporter whose name, person and purpose are this text asks for an account, by the pages alone. */
async function applyWith(text: string, email: string, more: object = {}): Promise<Application> {
  const guest = agentWith(app, '');
  const form = { form: `form-of-${email.replace(/\W/g, '-')}`, company: text, name: text, purpose: text, email };
  const own = { uscc: completeUscc('91310000MA1BBBBB1'), locale: 'en', manufacturer: '' };
  const sent = await post(guest, '/en/register', { ...form, ...own, ...more });
  expect(sent.headers.location).toBe('/en/register/sent');
  await install.mail.settled();
  const letter = (await install.mail.outbox?.list(1_000))?.find(({ to }) => to === email);
  const path = /\/en\/register\/confirm\/[\w-]+/.exec(letter?.text ?? '')?.[0] ?? '';
  expect((await guest.get(path)).text).not.toMatch(MARKUP);
  expect((await post(guest, path, { ...more, state: 'accepted' })).headers.location).toBe('/en/register/waiting');
  const { actor } = member('administrator of operator');
  const { items } = expectDone(await install.applications.list({ isWaiting: true, cursor: null }, actor));
  return items.find((one) => one.email === email) as Application;
}

const QUERIES = [
  'text',
  'exporter',
  'actor',
  'action',
  'stream',
  'to',
  'organisation',
  'ignored',
  'done',
  'number',
  'id',
  'saved',
  'show',
  'cursor',
  'before',
]
  .map((name) => `${name}=${encodeURIComponent(HOSTILE)}`)
  .join('&');

test('a hostile text in every field is shown as text on every page, and is no formula in any file', async () => {
  const held = await typeEverywhere();
  const shownIn: Record<string, number> = {};
  const look = (place: string, { text = '', headers }: Response) => {
    expect([place, MARKUP.test(text) && String(headers['content-type']).includes('html')]).toEqual([place, false]);
    expect([place, text.includes('alert(1)&gt;49')]).toEqual([place, false]);
    if (String(headers['content-type']).startsWith('text/csv'))
      expect([place, /(?:^|,)"?[=+@]/m.test(text)]).toEqual([place, false]);
    if (text.includes(SHOWN) || text.includes(`"'=1+1`)) shownIn[place] = (shownIn[place] ?? 0) + 1;
  };
  const readers = ['requester of exporter-1', 'clerk of maker', 'administrator of maker', 'administrator of operator'];
  for (const name of readers)
    for (const operation of gets()) {
      const template = pathOf(operation);
      const isOfRequest = template.startsWith('/en/requests/{id}');
      for (const id of isOfRequest ? held : [things.ids.request]) {
        const path = addressOf(template, id);
        look(template, await member(name).agent.get(path));
        if (id === held[0]) look(template, await member(name).agent.get(`${path}?${QUERIES}`));
      }
    }
  for (const operation of gets())
    look(pathOf(operation), await supertest(app).get(`${addressOf(pathOf(operation), 'x')}?${QUERIES}`));
  for (const organisation of ['hostile-office', 'maker'])
    for (const page of ['people', 'access-keys', 'people/invite'])
      look(
        `/en/${page}`,
        await member('administrator of operator').agent.get(`/en/${page}?organisation=${organisation}`),
      );
  const person = await makePerson(install, { organisation: SIDES.one.authority, roles: ['officer'] });
  const browser = { ...testBrowser(), userAgent: HOSTILE };
  const { cookies } = expectDone(await install.accounts.signIn(browser, person, 'a test'));
  look('/en/account', await agentWith(app, cookiesOf(cookies)).get('/en/account'));
  look('/en/audit.csv', await member('administrator of operator').agent.get('/en/audit.csv?stream=operator'));
  expect(Object.keys(shownIn)).toEqual(
    expect.arrayContaining([
      ...['/en/access-keys', '/en/organisations', '/en/organisations/{id}/close', '/en/outbox', '/en/people'],
      ...['/en/applications', '/en/applications/{id}', '/en/applications/{id}/accept'],
      ...['/en/applications/{id}/refuse', '/en/administration/trust/proposals/{id}'],
      ...['/en/outlets', '/en/outlets/list.csv', '/en/requests/list.csv', '/en/requests/{id}'],
      ...['/en/requests/{id}/vehicles', '/en/requests', '/en/batches/{id}', '/en/account'],
    ]),
  );
}, 60_000);

/** Every name that a form has, and some that come with several values. */
const FORM_FIELDS = [
  ...['id', 'kind', 'name', 'uscc', 'manufacturer', 'organisation', 'email', 'roles', 'locale', 'days', 'data', 'code'],
  ...[
    'exporterName',
    'exporterUscc',
    'applicationDate',
    'number',
    'reason',
    'question',
    'answer',
    'closing',
    'outlets',
  ],
  ...['vin-0', 'brand-0', 'model-0', 'firstRegistration-0', 'destination-0', 'transferForExport-0', 'reason-0'],
  ...['country', 'provider', 'address', 'phone', 'from', 'until', 'services', 'seen', 'isNew', 'pasted', 'how', 'next'],
  ...['form', 'company', 'purpose', 'version', 'invitation', 'until', 'cursor', 'before', 'show'],
  ...['to', 'vin', 'vinTail', 'destination', 'sample', 'former', 'password', 'backup', 'decision', 'lines', 'session'],
];

test('a hostile text in every field of every form comes back as text, where it comes back', async () => {
  const form = Object.fromEntries(FORM_FIELDS.map((name) => [name, HOSTILE]));
  const senders = [
    'requester of exporter-2',
    'clerk of other-maker-org',
    'administrator of other-maker-org',
    'auditor of operator',
  ];
  let shown = 0;
  for (const name of [...senders, 'administrator of operator'])
    for (const operation of posts().filter((one) => !one.includes('sign-') && !one.endsWith('/account/password'))) {
      const path = addressOf(pathOf(operation), things.ids.request);
      if (name === 'administrator of operator' && /suspend|retire|\/end$|\/reset$|\/close$|withdraw$/.test(path))
        continue;
      const { text = '', status } = await post(member(name).agent, path, form);
      expect([operation, status < 500, inlineCode(text), MARKUP.test(text)]).toEqual([operation, true, [], false]);
      if (text.includes('&lt;img src=x')) shown += 1;
    }
  expect(shown).toBeGreaterThan(5);
});

describe('a form of another site', () => {
  const FOREIGN = [
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    {},
  ];
  /** What is for everybody and changes nothing of whoever is signed in: the check form, the look-up, samples. */
  const CHANGE_NOTHING = [
    ...['post /en', 'post /en/verify', 'post /en/signed-revision', 'post /en/number', 'post /en/samples'],
    'post /en/results/{id}/vehicle',
    // Mail programs post to it: the token in its address says who asks, and no cookie counts.
    'post /en/notices/off/{token}',
  ];

  test.each(FOREIGN)('%j changes nothing at any address', async (headers) => {
    const person = await makePerson(install, { organisation: { kind: 'operator' }, roles: ['administrator'] });
    const cookie = await signInCookie(install, person);
    const chain = async () => (await agentWith(app, cookie).get('/en/audit.csv?stream=operator')).text;
    const before = await chain();
    for (const operation of posts().filter((one) => !CHANGE_NOTHING.includes(one))) {
      const path = addressOf(pathOf(operation), things.ids.request);
      const answer = await supertest(app)
        .post(path)
        .set({ ...headers, Cookie: cookie })
        .type('form')
        .send({ id: 'x' });
      expect([operation, answer.status, answer.get('Set-Cookie')]).toEqual([operation, 403, undefined]);
    }
    expect(await chain()).toBe(before);
  });

  test('does not count as a check of the officer whose browser sends it', async () => {
    const { agent } = member('officer of office-1');
    const checks = async () => ((await agent.get('/en/checks')).text.match(/class="govuk-table__row"/g) ?? []).length;
    const send = (site: string) =>
      agent.post('/en/verify').set('Sec-Fetch-Site', site).attach('file', Buffer.from('%PDF-1.7'), `${HOSTILE}.pdf`);
    const before = await checks();
    for (const site of ['cross-site', 'same-site']) expect((await send(site)).status).toBeLessThan(400);
    expect(await checks()).toBe(before);
    const own = await send('same-origin');
    expect((await agent.get('/en/checks')).text).toContain(SHOWN);
    expect(MARKUP.test(own.text)).toBe(false);
    expect(await checks()).toBeGreaterThan(before);
  });
});

/** Tags that hold code or a style of their own. What is in values of attributes is text, but for where they lead. */
function inlineCode(html: string): readonly string[] {
  const tags = html.match(/<[a-z](?:[^>"]|"[^"]*")*>/gi) ?? [];
  const isCode = (tag: string) =>
    /(?:href|src|action)="\s*(?:javascript|data):/i.test(tag) ||
    /^<script(?![^>]* src=)|\s(?:on\w+|style)=/i.test(tag.replaceAll(/"[^"]*"/g, '""'));
  return tags.filter(isCode);
}

test('every page is in no frame, runs no code but ours, and is not kept where it is of somebody', async () => {
  const { agent } = member('administrator of operator');
  for (const operation of gets())
    for (const [who, sender] of [
      ['somebody', agent],
      ['nobody', supertest(app)],
    ] as const) {
      const answer = await sender.get(addressOf(pathOf(operation), things.ids.request));
      const { headers } = answer;
      const policy = String(headers['content-security-policy']);
      expect([operation, headers['x-content-type-options'], headers['x-frame-options']]).toEqual([
        operation,
        'nosniff',
        'DENY',
      ]);
      expect([operation, policy]).toEqual([
        operation,
        expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/s),
      ]);
      expect([operation, /unsafe-|https?:|\*/.test(policy)]).toEqual([operation, false]);
      expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
      if (who === 'somebody')
        expect([operation, headers['cache-control']]).toEqual([operation, expect.stringContaining('no-store')]);
      expect([operation, inlineCode(answer.type === 'text/html' ? answer.text : '')]).toEqual([operation, []]);
    }
});

test('a request to be shown its own headers is answered with none of them', async () => {
  for (const path of ['/', '/en', '/en/account', '/api/v1/keys', '/healthz']) {
    const answer = await supertest(app).trace(path).set('Cookie', 'a=the-cookie');
    expect([path, answer.status >= 400, `${answer.text}`.includes('the-cookie')]).toEqual([path, true, false]);
  }
});

describe('a path', () => {
  const UP = [
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2fpackage.json',
    '..%5c..%5cpackage.json',
    '%2fetc%2fpasswd',
    'a%00b',
  ];
  const PLACES = [
    ...['/samples/:up', '/assets/:up', '/assets/x/:up', '/schemas/:up', '/en/requests/:up', '/en/results/:up'],
    ...[
      '/en/requests/:id/attachments/:up',
      '/en/requests/:id/confirmations/:up',
      '/en/administration/keys/:up/suspend',
    ],
    ...[
      '/en/administration/seals/:up/1/retire',
      '/en/people/:up',
      '/en/problems/:up',
      '/en/shared/:up',
      '/en/outlets/form?id=:up',
    ],
  ];

  test.each(UP)('%s leads out of nothing', async (up) => {
    const { agent } = member('administrator of operator');
    for (const place of PLACES) {
      const answer = await agent.get(place.replace(':up', up).replace(':id', things.ids.request));
      expect([place, answer.status < 500]).toEqual([place, true]);
      expect(`${answer.text}`).not.toMatch(/root:x:|"dependencies"/);
    }
    const { token } = member('administrator of operator');
    for (const place of [
      'confirmations/:up',
      'confirmations/:up/pdf',
      'batches/:up',
      'manufacturers/:up/seals/1/preview',
    ]) {
      const answer = await supertest(app)
        .get(`/api/v1/${place.replace(':up', up)}`)
        .auth(token, { type: 'bearer' });
      expect([place, answer.status]).toEqual([place, 404]);
    }
  });

  test('in the name of a file is no part of the name that it comes back with', async () => {
    const { actor } = member('requester of exporter-1');
    const wish = { form: 'form-of-a-file-name', manufacturer: things.ids.manufacturer };
    const { id } = expectDone(await install.requests.make(wish, actor));
    const names = [
      '../../etc/passwd.pdf',
      '..\\..\\boot.pdf',
      'a"; filename="evil.html',
      'x\r\nSet-Cookie: a=b.pdf',
      '.pdf',
    ];
    for (const [index, name] of names.entries()) {
      const bytes = new TextEncoder().encode(`%PDF-1.7 ${index}`);
      const { attachments } = expectDone(await install.requests.attach({ id, version: null, actor }, { name, bytes }));
      const { agent } = member('requester of exporter-1');
      const file = await agent.get(`/en/requests/${id}/attachments/${attachments.at(-1)?.id}`);
      const told = decodeURIComponent(String(file.headers['content-disposition']));
      expect([name, /[/\\\r\n]|\.html"?$/.test(told)]).toEqual([name, false]);
      expect(file.get('Set-Cookie')).toBeUndefined();
    }
  });

  test.each(['../evil.pdf', '/etc/evil', 'a/b.pdf', 'C:\\evil', '..', '.hidden', 'a\u0000b', ''])(
    '%j is no name in an archive: nothing of it is sent',
    async (name) => {
      const files = async function* () {
        yield { name, bytes: new Uint8Array(3) };
      };
      const server = express().get('/', (_request, response) => sendZip(response, 'all.zip', files()));
      await expect(supertest(server).get('/').responseType('blob')).rejects.toThrow();
    },
  );
});

describe('a field that a form does not have', () => {
  const MORE = {
    ...{ id: 'operator', organisation: 'operator', organisationId: 'exporter-2', manufacturerId: 'other-maker' },
    ...{ state: 'closed', roles: 'administrator', createdBy: 'somebody', exporterUscc: SIDES.other.exporter.uscc },
    ...{
      exporterName: 'Another',
      side: 'manufacturer',
      submittedAt: '2026-01-01',
      __proto__: 'x',
      'constructor[prototype]': 'x',
    },
  };

  test('makes nobody’s request but the own, and no other state of it', async () => {
    const { agent, actor } = member('requester of exporter-1');
    const form = { ...MORE, form: 'form-with-more-than-it-has', manufacturer: things.ids.manufacturer };
    const made = await post(agent, '/en/requests', form);
    const [, id = ''] = /requests\/([\w-]+)\//.exec(String(made.headers.location)) ?? [];
    const request = expectDone(await install.requests.find(id, actor));
    expect(request).toMatchObject({ state: 'draft', side: 'exporter', submittedAt: null, createdBy: { id: actor.id } });
    expect(request.exporter).toMatchObject({ organisationId: 'exporter-1', uscc: SIDES.one.exporter.uscc });
    for (const page of ['vehicles', 'check', 'cancel'])
      await post(agent, `/en/requests/${id}/${page}`, { ...MORE, version: String(request.version), next: 'stay' });
    const after = expectDone(await install.requests.find(id, actor));
    expect(after.exporter).toEqual(request.exporter);
    expect(after.manufacturerId).toBe(request.manufacturerId);
  });

  test('gives nobody another role or organisation', async () => {
    const person = await makePerson(install, { organisation: SIDES.one.authority, roles: ['officer'] });
    const agent = agentWith(app, await signInCookie(install, person));
    for (const [path, form] of [
      ['/en/account/language', { locale: 'ru' }],
      ['/en/account/password', { former: person.password, next: 'another set of words' }],
      ['/en/account/sessions/end', {}],
    ] as const)
      await post(agent, path, { ...MORE, ...form });
    const standing = expectDone(await install.accounts.people.find(person.id, operatorActor()));
    expect(standing).toMatchObject({ organisationId: 'office-1', roles: ['officer'], state: 'active' });
  });

  test('puts no outlet to another manufacturer, and no key to another organisation', async () => {
    const { agent, actor } = member('clerk of maker');
    const { seen } = expectDone(await install.requests.outlets.list(things.ids.manufacturer, actor));
    const outlet = { country: 'KZ', name: 'N', provider: 'P', address: 'A', phone: '1', services: 'repair' };
    const saved = await post(agent, '/en/outlets/form', { ...MORE, ...outlet, id: 'M1', from: '2026-01-01', seen });
    expect(saved.status).toBe(303);
    const others = expectDone(await install.requests.outlets.list('other-maker', operatorActor()));
    expect(others.outlets).toEqual([]);
    const key = { ...MORE, form: 'form-of-a-key-with-more', name: 'more', days: '1', organisation: 'exporter-2' };
    expect((await post(member('administrator of maker').agent, '/en/access-keys/create', key)).status).toBe(404);
    expect(
      expectDone(await install.accounts.accessKeys.list('exporter-2', operatorActor())).map(({ name }) => name),
    ).not.toContain('more');
  });

  test('makes of an applicant no more than was asked for, whoever accepts', async () => {
    const made = await applyWith('An honest company', 'honest@people.example', {
      ...{ ...MORE, uscc: completeUscc('91310000MA1BBBBB2'), manufacturerId: 'test-maker', confirmedAt: '2026-01-01' },
    });
    expect(made).toMatchObject({ state: 'open', manufacturerId: null, decision: null, toldAt: null });
    const { agent, actor } = member('administrator of operator');
    await post(agent, `/en/applications/${made.id}/accept`, {
      ...MORE,
      company: 'Another',
      uscc: 'x',
      email: 'x@y.zz',
    });
    const { application } = expectDone(await install.applications.examine(made.id, actor));
    expect(application).toMatchObject({ state: 'accepted', company: 'An honest company', email: made.email });
    const organisationId = application.decision?.organisationId ?? '';
    const invitations = expectDone(await install.accounts.people.invitations(organisationId, operatorActor()));
    expect(invitations).toMatchObject([{ email: made.email, roles: ['administrator', 'requester'] }]);
    expect(await install.accounts.organisations.find(organisationId)).toMatchObject({ kind: 'exporter' });
  });

  test('is refused by the API', async () => {
    const { token } = member('clerk of maker');
    const body = {
      manufacturer: things.ids.manufacturer,
      rows: seededRows(73_000, 1),
      state: 'approved',
      approvedBy: 'me',
    };
    const answer = await supertest(app)
      .post('/api/v1/batches')
      .auth(token, { type: 'bearer' })
      .send({ ...body, idempotencyKey: 'lot-with-more' });
    expect([answer.status, answer.body.errors?.[0]?.code]).toEqual([422, 'unknown-field']);
  });
});
