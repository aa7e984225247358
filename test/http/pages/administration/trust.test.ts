/** The pages of the trust list: one administrator lessens trust, two add to it, and verdicts follow. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import type { Response } from 'supertest';
import { certificatePem } from '#core/asn1/pem.ts';
import type { TrustAnchor } from '../../../../server/ports/trust-list.ts';
import { trustText } from '../../../../server/stores/trust/trust-file.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { agentWith, type SignedInAgent, signedInAgent, totpCode } from '../../../support/people.ts';
import { MANUFACTURER } from '../../../support/perfect-evidence.ts';
import { issueCrl, testRoot } from '../../../support/pki.ts';
import { anchorOf, ownTrustOf, putOnlyAnchors, trustAnchor } from '../../../support/trust.ts';

const TRUST = '/en/administration/trust';
const OPERATOR = { kind: 'operator' } as const;

let install: TestInstall;
let app: Express;
let proposer: SignedInAgent;
let auditor: SignedInAgent;
/** The anchor under which the samples were sealed. */
let ours: TrustAnchor;

const administrator = () => signedInAgent(app, install, { organisation: OPERATOR, roles: ['administrator'] });
/** Each makes one act with a code: the window of an authenticator has one more that was not used yet. */
const codeOf = ({ person }: SignedInAgent) => totpCode(person.secret ?? '', 1);

beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  proposer = await administrator();
  auditor = await signedInAgent(app, install, { organisation: OPERATOR, roles: ['auditor'] });
  ours = anchorOf(install.folder);
  // The list without it; somebody must be vouched for.
  const other = await testRoot({ name: 'pages-other' });
  const rest = ownTrustOf(install.folder).anchors.filter(({ id }) => id !== ours.id);
  await putOnlyAnchors(install.folder, [...rest, trustAnchor('other', other.der, { manufacturers: [MANUFACTURER] })]);
});
afterAll(() => install.dispose());

async function verdict(): Promise<string> {
  const { pdf } = install.sample('valid');
  const judged = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
  return judged.ok ? judged.value.verdict : judged.problem.code;
}
const hidden = (html: string, name: string) =>
  (new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#92;', '\\')
    .replaceAll('&amp;', '&');
const send = ({ agent }: SignedInAgent, path: string, form: object) => agent.post(path).type('form').send(form);
const upload = (file: string | Buffer, fields: Record<string, string> = {}, name = 'anchor.json', by = proposer) => {
  const sent = by.agent.post(`${TRUST}/new`);
  for (const [field, value] of Object.entries(fields)) sent.field(field, value);
  return sent.attach('file', Buffer.from(file as string), name);
};
const proposals = (html: string) => [...html.matchAll(/trust\/proposals\/([\w-]+)"/g)].map((match) => match[1] ?? '');

/** Proposes what a checked file says, and gives the address of the proposal. */
async function propose(checked: Response): Promise<string> {
  const form = {
    anchor: hidden(checked.text, 'anchor'),
    replaces: hidden(checked.text, 'replaces'),
    reason: 'checked it',
  };
  const sent = await send(proposer, `${TRUST}/proposals`, { ...form, name: hidden(checked.text, 'name') });
  expect([sent.status, sent.headers.location]).toEqual([303, `${TRUST}?done=proposed`]);
  const [id = ''] = proposals((await proposer.agent.get(TRUST)).text).slice(-1);
  return `${TRUST}/proposals/${id}`;
}

it('an anchor counts once a second administrator approved it, is suspended by one, and counts again by two', async () => {
  expect(await verdict()).toBe('not-valid');
  const checked = await upload(trustText(ours));
  expect(checked.status).toBe(200);
  for (const shown of [
    'Propose the anchor development-ca?',
    'TEST',
    'test-maker-rsa-pkcs1-sha256',
    'etsi-organization',
  ])
    expect(checked.text).toContain(shown);
  expect(proposals((await proposer.agent.get(TRUST)).text)).toEqual([]);
  const unexplained = await send(proposer, `${TRUST}/proposals`, { anchor: hidden(checked.text, 'anchor') });
  expect(unexplained.status).toBe(422);
  const proposal = await propose(unexplained);
  expect(await verdict()).toBe('not-valid');

  // Who proposed it is told so, and cannot go around the page.
  expect((await proposer.agent.get(proposal)).text).not.toContain('name="code"');
  expect((await send(proposer, `${proposal}/approve`, { code: codeOf(proposer) })).status).toBe(403);
  const second = await administrator();
  expect((await second.agent.get('/en/home')).text).toContain('1 change of the trust list to approve');
  const shown = await second.agent.get(proposal);
  expect(shown.text).toContain('checked it');
  const wrong = await send(second, `${proposal}/approve`, { code: '000000' });
  expect([wrong.status, wrong.text.includes('The code is wrong')]).toEqual([401, true]);
  expect(await verdict()).toBe('not-valid');
  const approved = await send(second, `${proposal}/approve`, { code: codeOf(second) });
  expect([approved.status, approved.headers.location]).toEqual([303, `${TRUST}?done=approved`]);
  expect(await verdict()).toBe('valid');
  expect(shown.text.match(/trusted under this anchor from then on/g)).toHaveLength(3);
  expect(anchorOf(install.folder)).toEqual(ours);
  // Sent twice: the list says how it stands.
  expect((await send(second, `${proposal}/approve`, { code: '123456' })).headers.location).toBe(
    `${TRUST}?done=decided`,
  );

  const page = `${TRUST}/anchors/${ours.id}`;
  const third = await administrator();
  const asked = await third.agent.get(`${page}/suspend`);
  for (const fact of ['In force at once', 'confirmations are registered here', 'test-maker-rsa-pkcs1-sha256'])
    expect(asked.text).toContain(fact);
  expect((await send(third, `${page}/suspend`, { reason: '', code: '000000' })).status).toBe(422);
  expect(await verdict()).toBe('valid');
  const suspended = await send(third, `${page}/suspend`, {
    reason: 'the authority was broken into',
    code: codeOf(third),
  });
  expect([suspended.status, suspended.headers.location]).toEqual([303, `${TRUST}?done=suspended`]);
  expect(await verdict()).toBe('not-valid');

  expect((await proposer.agent.get(`${page}/suspend`)).status).toBe(409);
  expect((await send(proposer, `${page}/resume`, { reason: 'a false alarm' })).headers.location).toBe(
    `${TRUST}?done=proposed`,
  );
  const [again = ''] = proposals((await proposer.agent.get(TRUST)).text);
  expect(await verdict()).toBe('not-valid');
  const fourth = await administrator();
  await send(fourth, `${TRUST}/proposals/${again}/approve`, { code: codeOf(fourth) });
  expect(await verdict()).toBe('valid');
});

it('a file in the place of another one says for whom it answers no more, and which days differ', async () => {
  const [maker = MANUFACTURER] = ours.manufacturers;
  const renewed = { ...ours, manufacturers: [{ ...maker, wmis: maker.wmis.slice(0, 1) }] };
  const differing = await upload(trustText(renewed), { replaces: ours.id });
  expect(differing.text).toContain('trusted in another way');
  const without = await upload(trustText({ ...ours, manufacturers: [] }), { replaces: ours.id });
  expect(without.text).toContain('not trusted under this anchor any more');
  const unknown = await upload(trustText(renewed), { replaces: 'nobody' });
  expect([unknown.status, unknown.text.includes('id="replaces-error"')]).toEqual([404, true]);
});

it('one manufacturer of an anchor is suspended by itself', async () => {
  const { agent, ...by } = await administrator();
  const [{ code = '' } = {}] = ours.manufacturers;
  const path = `${TRUST}/anchors/${ours.id}/suspend?manufacturer=${code}`;
  expect((await agent.get(path)).text).toContain(`Only the manufacturer ${code}`);
  expect((await agent.get(`${TRUST}/anchors/${ours.id}/suspend?manufacturer=NONE`)).status).toBe(404);
  const done = await send({ agent, ...by }, path, { reason: 'x', code: codeOf({ agent, ...by }) });
  expect(done.status).toBe(303);
  expect(ownTrustOf(install.folder).suspensions).toMatchObject({ manufacturers: [{ anchor: ours.id, code }] });
  expect((await auditor.agent.get(`${TRUST}/anchors/${ours.id}`)).text).toContain('suspended');
});

describe('what is uploaded', () => {
  it.each<[string, string, number, string]>([
    ['no JSON', '{', 422, 'JSON'],
    ['a file of another kind', 'hello', 422, 'a certificate alone is an anchor for time-stamps only'],
    [
      'a certificate that lies beside it',
      JSON.stringify({ id: 'x', certificate: 'x.pem', manufacturers: [], timeStamping: true }),
      422,
      'PEM text is needed',
    ],
    ['a field that is none', JSON.stringify({ id: 'x', certificate: 'x', manufacturers: [], more: 1 }), 422, 'more'],
    ['too much', `{"id":"${'x'.repeat(300_000)}"}`, 422, 'more than 256 KiB'],
  ])('%s is refused', async (_what, file, status, told) => {
    const answer = await upload(file);
    expect([answer.status, answer.text.includes(told)]).toEqual([status, true]);
    expect(answer.text).not.toContain('name="anchor"');
  });

  it('an octet that is no text, a broken PEM and a name that no anchor bears are refused', async () => {
    const asked = { timeStamping: 'yes', id: 'tsa' };
    const broken = '-----BEGIN CERTIFICATE-----\nAAA=A\n-----END CERTIFICATE-----';
    for (const [file, fields] of [
      [Buffer.from([0x7b, 0xff]), asked],
      [broken, asked],
      [certificatePem(ours.certificate), { ...asked, id: '../x' }],
    ] as const)
      expect((await upload(file, fields)).status).toBe(422);
  });

  it('is read again when it is proposed, whatever the form says', async () => {
    const forged = await send(proposer, `${TRUST}/proposals`, { anchor: '{"id":"x"}', reason: 'x' });
    expect(forged.status).toBe(422);
    expect(proposals((await proposer.agent.get(TRUST)).text)).toEqual([]);
  });

  it('a certificate for time-stamps is proposed by itself, and turned down with a reason', async () => {
    const root = await testRoot({ name: 'pages-tsa' });
    const checked = await upload(certificatePem(root.der), { timeStamping: 'yes', id: 'tsa' }, 'tsa.pem');
    expect(checked.text).toContain('Propose the anchor tsa?');
    const proposal = await propose(checked);
    expect((await send(proposer, `${proposal}/reject`, { reason: '' })).status).toBe(422);
    expect((await send(proposer, `${proposal}/reject`, { reason: 'not needed' })).headers.location).toBe(
      `${TRUST}?done=rejected`,
    );
    expect(ownTrustOf(install.folder).anchors.map(({ id }) => id)).not.toContain('tsa');
  });

  it('a revocation list is added at once with a code, and what is none is refused without spending it', async () => {
    const by = await administrator();
    const give = (file: Buffer, reason: string) =>
      by.agent
        .post(`${TRUST}/revocation-list`)
        .field('reason', reason)
        .field('code', codeOf(by))
        .attach('file', file, 'list.crl');
    const none = await give(Buffer.from('no list'), 'x');
    expect([none.status, none.text.includes('id="file"')]).toEqual([422, true]);
    const stranger = await give(Buffer.from(await issueCrl({ signer: await testRoot({ name: 'pages-crl' }) })), 'x');
    expect([stranger.status, stranger.text.includes('No authority that this install knows')]).toEqual([422, true]);
    // Its anchor is in the list.
    const list = Buffer.from(await issueCrl({ signer: await testRoot({ name: 'pages-other' }) }));
    expect((await give(list, '')).status).toBe(422);
    expect((await give(list, '吊'.repeat(500))).headers.location).toBe(`${TRUST}?done=list-added`);
    expect((await give(list, 'once more')).headers.location).toBe(`${TRUST}?done=list-known`);
  });
});

it('auditors read and change nothing; a form of another site is refused', async () => {
  const page = await auditor.agent.get(TRUST);
  expect(page.status).toBe(200);
  for (const step of ['/new', '/revocation-list', '/anchors/other/suspend', '/anchors/other/resume'])
    expect([step, (await auditor.agent.get(`${TRUST}${step}`)).status]).toEqual([step, 403]);
  expect(page.text).not.toContain(`${TRUST}/new`);
  const forged = agentWith(app, proposer.cookie).set('Sec-Fetch-Site', 'cross-site');
  expect((await forged.post(`${TRUST}/anchors/other/suspend`).type('form').send({ reason: 'x' })).status).toBe(403);
});
