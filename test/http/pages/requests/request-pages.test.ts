/** The pages of requests as each side uses them, without scripts: from an empty form to a confirmation and a buyer's link. */

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Express } from 'express';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import supertest, { type Agent } from 'supertest';
import { readRequest, requestKey, requestRecord } from '../../../../server/app/requests/request-records.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { SYSTEM_CLOCK } from '../../../../server/compose/open-install.ts';
import { openStore } from '../../../../server/compose/store.ts';
import { TEST_EXPORTERS } from '../../../../server/development/test-manufacturer.ts';
import { operatorActor } from '../../../../server/model/access/actor.ts';
import { withLinesMarked } from '../../../../server/model/requests/request-changes.ts';
import { expectDone } from '../../../support/actors.ts';
import { testApp } from '../../../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../../../support/install.ts';
import { signedInAgent } from '../../../support/people.ts';
import { type TestCell, workbook } from '../../../support/xlsx.ts';

const EXPORTER = { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] } as const;
const OTHER = { kind: 'exporter', id: 'exporter-2', ...TEST_EXPORTERS[1] } as const;
const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;

let install: TestInstall;
let app: Express;
let exporter: Agent;
let other: Agent;
let clerk: Agent;
beforeAll(async () => {
  install = await openTestInstall();
  app = testApp(install);
  ({ agent: exporter } = await signedInAgent(app, install, { organisation: EXPORTER, roles: ['requester'] }));
  ({ agent: other } = await signedInAgent(app, install, { organisation: OTHER, roles: ['requester'] }));
  ({ agent: clerk } = await signedInAgent(app, install, { organisation: MAKER, roles: ['clerk'] }));
});
afterAll(() => install.dispose());

/** What a browser would send of the forms of a page: every field with its value. */
function fieldsOf(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/type="(?:checkbox|radio|file)"/.test(tag));
  const attribute = (tag: string, name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
  return Object.fromEntries(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]));
}
const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const post = (agent: Agent, path: string, fields: object) => agent.post(path).type('form').send(fields);
const requestOf = (location = '') => /\/requests\/([\w-]+)/.exec(location)?.[1] ?? '';

/** Writes into the first row below the headings, where each cell must be one of text (format 49). */
function filledIn(file: Uint8Array, typed: readonly string[]): Uint8Array {
  const parts = unzipSync(file);
  const name = 'xl/worksheets/sheet1.xml';
  const styles = strFromU8(parts['xl/styles.xml'] ?? new Uint8Array());
  expect(styles).toMatch(/<numFmt numFmtId="100" formatCode="@"\/>/);
  const formats = [...styles.matchAll(/<xf ([^>]*)>/g)].map(([, attributes]) => attributes);
  const sheet = typed.reduce(
    (text, value, index) => {
      const place = `${'ABCDEFG'.charAt(index)}2`;
      const [cell = '', style] = new RegExp(`<c r="${place}" s="(\\d+)"[^>]*/>`).exec(text) ?? [];
      expect(formats[Number(style)]).toContain('numFmtId="100"');
      return text.replace(cell, `<c r="${place}" s="${style}" t="inlineStr"><is><t>${value}</t></is></c>`);
    },
    strFromU8(parts[name] ?? new Uint8Array()),
  );
  return zipSync({ ...parts, [name]: strToU8(sheet) });
}
async function upload(agent: Agent, id: string, file: Uint8Array) {
  const { version = '' } = fieldsOf((await agent.get(`/en/requests/${id}/vehicles`)).text);
  return agent
    .post(`/en/requests/${id}/sheet`)
    .field('version', version)
    .field('how', 'replace')
    .attach('file', Buffer.from(file), 'list.xlsx');
}

let seed = 8_000;
async function draft(agent = exporter): Promise<string> {
  const page = await agent.get('/en/requests/new');
  const made = await post(agent, '/en/requests', { ...fieldsOf(page.text), manufacturer: 'test-maker' });
  expect([made.status, made.headers.location]).toEqual([303, expect.stringMatching(/\/vehicles$/)]);
  return requestOf(made.headers.location);
}
async function withVehicles(count: number, id: string): Promise<readonly string[]> {
  const { vehicles } = install.request(++seed, count);
  const rows = vehicles.map((one) =>
    [one.vin, one.brand, one.model, one.firstRegistration, one.transferForExport, one.destination].join('\t'),
  );
  const pasted = `VIN\tBrand\tModel\tFirst registration\tTransfer for export\tDestination\n${rows.join('\n')}`;
  const { version } = fieldsOf((await exporter.get(`/en/requests/${id}/vehicles`)).text);
  expect((await post(exporter, `/en/requests/${id}/pasted`, { version, pasted, how: 'replace' })).status).toBe(303);
  return vehicles.map(({ vin }) => vin);
}
async function submitted(count = 1): Promise<{ readonly id: string; readonly vins: readonly string[] }> {
  const id = await draft();
  const vins = await withVehicles(count, id);
  const check = await exporter.get(`/en/requests/${id}/check`);
  // Submitting declares that both dates are those of the certificate: both are there to be read.
  expect(check.text.match(/Transfer for export \d/g)).toHaveLength(count);
  const { version } = fieldsOf(check.text);
  const done = await post(exporter, `/en/requests/${id}/check`, { version });
  expect(done.headers.location).toBe(`/en/requests/${id}?done=submitted`);
  return { id, vins };
}
/** Issues what was asked for, as a batch would. */
async function issued(id: string): Promise<string> {
  const actor = operatorActor();
  const store = await openStore(dataPaths(install.folder), SYSTEM_CLOCK, {});
  const record = await store.collections.find('requests', id);
  if (record === null) throw new Error('no such request');
  const { manufacturerId, exporter: named, lines } = readRequest(record);
  const asked = {
    manufacturer: manufacturerId,
    exporter: { name: named.name, uscc: named.uscc },
    vehicles: lines.map(({ vehicle }) => vehicle),
  };
  const { number } = expectDone(await install.issue(asked, { by: actor })).confirmation;
  await store.collections.change([requestKey(id)], ([found]) => {
    if (found === null || found === undefined) throw new Error('gone');
    const request = readRequest(found);
    const mark = { state: 'issued', batchId: null, number } as const;
    const marked = withLinesMarked(
      request,
      request.lines.map(({ line }) => line),
      mark,
      { by: actor, at: new Date().toISOString() },
    );
    return { put: [requestRecord({ ...marked, form: request.form })], remove: [], entries: [], answer: null };
  });
  await store.close();
  return number;
}

describe('an exporter', () => {
  test('makes a request with a form, is told what is wrong at each field, and mends it in place', async () => {
    const id = await draft();
    const [vehicle] = install.request(++seed).vehicles;
    const page = await exporter.get(`/en/requests/${id}/vehicles`);
    const typed = {
      'vin-0': vehicle?.vin.slice(0, 16),
      'brand-0': vehicle?.brand,
      'model-0': vehicle?.model,
      'firstRegistration-0': vehicle?.firstRegistration,
      'destination-0': 'Казахстан',
    };
    const saved = await post(exporter, `/en/requests/${id}/vehicles`, {
      ...fieldsOf(page.text),
      ...typed,
      next: 'stay',
    });
    expect(saved.status).toBe(303);
    const again = await exporter.get(saved.headers.location ?? '');
    expect(again.text).toContain('href="#vin-0">Line 1, VIN: A VIN has 17 characters');
    expect(again.text).toContain('A VIN has 17 characters; this one has 16.');
    expect(fieldsOf(again.text)).toMatchObject({ 'destination-0': 'KZ', 'line-0': '1' });
    const check = await exporter.get(`/en/requests/${id}/check`);
    expect(check.text).toContain('1 vehicle needs a look');
    expect(check.text).toContain('VIN: A VIN has 17 characters; this one has 16.</p>');
    expect(check.text).not.toContain('>Submit<');
    const mended = { ...fieldsOf(again.text), 'vin-0': vehicle?.vin, next: 'check' };
    const next = await post(exporter, `/en/requests/${id}/vehicles`, mended);
    expect(next.headers.location).toBe(`/en/requests/${id}/check`);
    const ready = await exporter.get(next.headers.location ?? '');
    expect(ready.text).toContain('Needed up to and including');
    const { version } = fieldsOf(ready.text);
    // Twice, as a double click does.
    for (let count = 0; count < 2; count += 1) {
      const done = await post(exporter, `/en/requests/${id}/check`, { version });
      expect([done.status, done.headers.location]).toEqual([303, `/en/requests/${id}?done=submitted`]);
    }
    expect((await exporter.get(`/en/requests/${id}`)).text).toContain('Submitted');
    const late = await exporter.get(`/en/requests/${id}/vehicles`);
    expect([late.status, late.headers.location]).toEqual([303, `/en/requests/${id}`]);
    const refused = await post(exporter, `/en/requests/${id}/vehicles`, mended);
    expect([refused.status, refused.text.includes(`href="/en/requests/${id}">Back to the request`)]).toEqual([
      409,
      true,
    ]);
  });

  test('chooses the languages of the document, which stay until they are changed', async () => {
    const page = await exporter.get('/en/requests/new');
    const fields = { ...fieldsOf(page.text), manufacturer: 'test-maker', languages: 'zh ru' };
    const refused = await post(exporter, '/en/requests', { ...fields, manufacturer: '' });
    expect(refused.text).toContain('<option value="zh ru" selected>Chinese and Russian</option>');
    const id = requestOf((await post(exporter, '/en/requests', fields)).headers.location);
    await withVehicles(1, id);
    const vehicles = await exporter.get(`/en/requests/${id}/vehicles`);
    expect(vehicles.text).toContain('<option value="zh ru" selected>');
    expect((await exporter.get(`/en/requests/${id}/check`)).text).toContain('>Chinese and Russian<');
    await post(exporter, `/en/requests/${id}/vehicles`, { ...fieldsOf(vehicles.text), languages: '', next: 'stay' });
    expect((await exporter.get(`/en/requests/${id}`)).text).toContain('As the destinations need');
    const now = await exporter.get(`/en/requests/${id}/vehicles`);
    await post(exporter, `/en/requests/${id}/vehicles`, { ...fieldsOf(now.text), languages: 'ru', next: 'stay' });
    expect((await exporter.get(`/en/requests/${id}/vehicles`)).text).toContain('href="#languages"');
  });

  test('makes one request of one form, and is told what the form lacks', async () => {
    const fields = fieldsOf((await exporter.get('/zh/requests/new')).text);
    const refused = await post(exporter, '/zh/requests', {
      ...fields,
      manufacturer: '',
      applicationDate: '2026-07-01',
    });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('href="#manufacturer"');
    expect(refused.text).toContain('value="2026-07-01"');
    const places = await Promise.all(
      [1, 2].map(() => post(exporter, '/zh/requests', { ...fields, manufacturer: 'test-maker' })),
    );
    expect(new Set(places.map(({ headers }) => headers.location)).size).toBe(1);
  });

  test('uploads a spreadsheet, sees the rows at fault, and what was not taken', async () => {
    const id = await draft();
    const { vehicles } = install.request(++seed, 30);
    const rows: TestCell[][] = vehicles.map(({ vin, brand, model, firstRegistration }, index) => [
      vin,
      brand,
      model,
      index === 27 ? 'yesterday' : firstRegistration,
      'KZ',
      'E1',
    ]);
    const file = workbook([['车架号', '品牌', '型号', '注册登记日期', '目的国', '<b>发动机</b>'], ...rows]);
    const { version = '' } = fieldsOf((await exporter.get(`/en/requests/${id}/vehicles`)).text);
    const sent = await exporter
      .post(`/en/requests/${id}/sheet`)
      .field('version', version)
      .field('how', 'replace')
      .attach('file', Buffer.from(file), 'list.xlsx');
    expect(sent.status).toBe(303);
    const page = await exporter.get(sent.headers.location ?? '');
    expect(page.text).toContain('30 vehicles were added.');
    expect(page.text).toContain('&lt;b&gt;发动机&lt;/b&gt;');
    expect(page.text).toContain('?show=faulty');
    const faulty = await exporter.get(`/en/requests/${id}/vehicles?show=faulty`);
    expect(faulty.text).toContain('Line 28 (row 29 of the sheet)');
    const fields = { ...fieldsOf(faulty.text), 'firstRegistration-0': '46174', next: 'stay' };
    await post(exporter, `/en/requests/${id}/vehicles?show=faulty`, fields);
    const all = await exporter.get(`/en/requests/${id}/vehicles?page=2`);
    expect(all.text).toContain('30 vehicles. ');
    expect(fieldsOf(all.text)['firstRegistration-7']).toBe('2026-06-01');
    const reloaded = await exporter.get(`/en/requests/${id}/sheet`);
    expect(reloaded.headers.location).toBe(`/en/requests/${id}/vehicles`);
  });

  test('fills in the workbook of each language, whose cells are texts, and gets the rows as typed', async () => {
    for (const language of ['zh', 'en', 'ru']) {
      const id = await draft();
      const template = await exporter.get(`/${language}/requests/template.xlsx`).responseType('blob');
      const empty = await upload(exporter, id, template.body);
      expect([empty.status, empty.text.includes('no vehicle below them')]).toEqual([422, true]);
      const [vehicle] = install.request(++seed).vehicles;
      const typed = [vehicle?.vin, '=1+1', '0012', '2026-06-01', '', 'KZ', '01'].map((text) => text ?? '');
      expect((await upload(exporter, id, filledIn(template.body, typed))).status).toBe(303);
      const { text } = await exporter.get(`/en/requests/${id}/vehicles`);
      expect(fieldsOf(text)).toMatchObject({
        ...{ 'vin-0': typed[0], 'brand-0': '=1+1', 'model-0': '0012', 'firstRegistration-0': '2026-06-01' },
        ...{ 'destination-0': 'KZ', 'outlets-0': '01', 'vin-1': '' },
      });
      expect(text).toContain('Line 1 (row 2 of the sheet)');
    }
  });

  test.each([
    ['bomb.xlsx', () => Buffer.from('PK'), 'The file cannot be read as a spreadsheet.'],
    ['other.csv', () => Buffer.from('a,b\n1,2'), 'No row of headings with a VIN column was found'],
  ])('is told why %s is not taken, beside its form', async (name, bytes, text) => {
    const id = await draft();
    const { version = '' } = fieldsOf((await exporter.get(`/en/requests/${id}/vehicles`)).text);
    const sent = await exporter
      .post(`/en/requests/${id}/sheet`)
      .field('version', version)
      .attach('file', bytes(), name);
    expect(sent.status).toBe(422);
    expect(sent.text).toContain(text);
    expect(sent.text).toContain('href="#file"');
  });

  test('loses no vehicle to a list without rows, and is told what a list added, replaced and removed', async () => {
    const id = await draft();
    const [kept = ''] = await withVehicles(2, id);
    const before = await exporter.get(`/en/requests/${id}/vehicles`);
    expect(before.text).toMatch(/value="add" checked/);
    expect(before.text).not.toMatch(/value="replace" checked/);
    const { version = '' } = fieldsOf(before.text);
    const empty = await exporter
      .post(`/en/requests/${id}/sheet`)
      .field('version', version)
      .field('how', 'replace')
      .attach('file', Buffer.from('VIN,Brand,Model\n'), 'empty.csv');
    expect([empty.status, empty.text.includes('no vehicle below them')]).toEqual([422, true]);
    expect((await exporter.get(`/en/requests/${id}/vehicles`)).text).toContain(kept);
    const fresh = install.request(++seed).vehicles[0]?.vin ?? '';
    const pasted = `${kept}\n${fresh}`;
    const sent = await post(exporter, `/en/requests/${id}/pasted`, { version, pasted, how: 'replace' });
    const replaced = await exporter.get(sent.headers.location ?? '');
    expect(replaced.text).toContain('1 vehicle was added, 1 replaced, 1 removed.');
    // A new list is counted from 1, with its rows beside; what was just sent is told before what is wrong with the rows.
    expect(replaced.text).toContain('Line 2 (row 2 of the sheet)');
    expect(replaced.text).toContain('href="#brand-0">Line 1 (row 1 of the sheet), Brand: Write the brand');
    const check = await exporter.get(`/en/requests/${id}/check`);
    expect(check.text).toMatch(/<th scope="row"[^>]*>1<br><span[^>]*>row 1</);
    expect(check.text).toContain('Vinseal TEST Automobile Manufacturing');
    const { version: now = '' } = fieldsOf(replaced.text);
    const wrong = await exporter
      .post(`/en/requests/${id}/sheet`)
      .field('version', now)
      .attach('file', Buffer.from('a,b\n1,2'), 'other.csv');
    expect(wrong.text.indexOf('href="#file"')).toBeLessThan(wrong.text.indexOf('href="#brand-0"'));
    const long = `VIN,Brand\n\n${fresh},${'x'.repeat(121)}`;
    const tooLong = await post(exporter, `/en/requests/${id}/pasted`, { version: now, pasted: long });
    expect(tooLong.text).toContain(
      'Row 3 of the sheet, Brand: This is over the limit; the most is 120. Write the brand',
    );
  });

  test('attaches scans, which come back as downloads that open nothing', async () => {
    const id = await draft();
    const scan = Buffer.from('%PDF-1.7 <script>alert(1)</script>');
    const sent = await exporter
      .post(`/en/requests/${id}/attachments`)
      .attach('file', scan, '"><img src=x onerror=alert(1)>.pdf');
    expect(sent.headers.location).toBe(`/en/requests/${id}#attachments`);
    const page = await exporter.get(`/en/requests/${id}`);
    expect(page.text).not.toContain('<img src=x');
    const [, address = ''] = /href="([^"]*\/attachments\/[^"]*)"/.exec(page.text) ?? [];
    const file = await exporter.get(address);
    expect(file.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
      'content-disposition': expect.stringMatching(/^attachment/),
      'cache-control': 'no-store',
    });
    expect((await other.get(address)).status).toBe(404);
    expect((await supertest(app).get(address)).status).toBe(303);
    const refused = await exporter
      .post(`/en/requests/${id}/attachments`)
      .attach('file', Buffer.from('<svg/>'), 'a.pdf');
    expect([refused.status, refused.text.includes('neither a PDF nor a JPEG or PNG')]).toEqual([422, true]);
    await post(exporter, `${address}/remove`, {});
    expect((await exporter.get(address)).status).toBe(404);
  });

  test('cancels after being asked once more', async () => {
    const { id } = await submitted();
    const { version } = fieldsOf((await exporter.get(`/en/requests/${id}/cancel`)).text);
    expect((await post(exporter, `/en/requests/${id}/cancel`, { version, reason: 'sold' })).status).toBe(303);
    expect((await exporter.get(`/en/requests/${id}`)).text).toContain('sold');
  });

  test('sees nothing of others, and no form of another site does anything', async () => {
    const { id, vins } = await submitted();
    for (const path of ['', '/vehicles', '/check', '/cancel', '/confirmations.zip', '/lines/1/share'])
      expect([path, (await other.get(`/en/requests/${id}${path}`)).status]).toEqual([path, 404]);
    expect((await post(other, `/en/requests/${id}/cancel`, { version: '3' })).status).toBe(404);
    expect((await other.get(`/en/requests?text=${vins[0]}`)).text).toContain('No request fits.');
    const forged = await exporter
      .post(`/en/requests/${id}/cancel`)
      .set('Sec-Fetch-Site', 'cross-site')
      .type('form')
      .send({ version: '3' });
    expect(forged.status).toBe(403);
    expect((await exporter.get(`/en/requests/${id}`)).text).toContain('Cancel the request');
  });
});

describe('a clerk', () => {
  test('finds what waits, sees what the checks say, asks back, rejects and proposes', async () => {
    const { id, vins } = await submitted(3);
    const queue = await clerk.get(`/en/requests?undecided=1&state=submitted&text=${vins[1]}`);
    expect(queue.text).toContain('name="undecided" type="checkbox" value="1" checked');
    expect(queue.text).toContain(`/en/requests/${id}"`);
    const page = await clerk.get(`/en/requests/${id}`);
    expect(page.text).toContain('formaction="/en/batches/new"');
    const { version } = fieldsOf(page.text);
    const none = await post(clerk, `/en/requests/${id}/decide`, { version, decision: 'refuse', reason: 'not ours' });
    expect([
      none.status,
      none.text.includes('Tick at least one vehicle.'),
      none.text.includes('value="not ours"'),
    ]).toEqual([422, true, true]);
    const refused = await post(clerk, `/en/requests/${id}/decide`, {
      version,
      decision: 'refuse',
      lines: ['2'],
      reason: '=1+1 <b>',
    });
    expect(refused.status).toBe(303);
    expect((await clerk.get(refused.headers.location ?? '')).text).toContain('=1+1 &lt;b&gt;');
    const stale = await post(clerk, `/en/requests/${id}/decide`, { version, decision: 'reopen', lines: ['2'] });
    expect(stale.status).toBe(409);
    const { version: next } = fieldsOf((await clerk.get(`/en/requests/${id}`)).text);
    await post(clerk, `/en/requests/${id}/decide`, { version: next, decision: 'ask-back', question: 'Which trim?' });
    const asked = await exporter.get(`/en/requests/${id}`);
    expect(asked.text).toContain('Which trim?');
    const form = fieldsOf((await exporter.get(`/en/requests/${id}/check`)).text);
    const silent = await post(exporter, `/en/requests/${id}/check`, { version: form.version });
    expect([silent.status, silent.text.includes('href="#answer"')]).toEqual([422, true]);
    expect(
      (await post(exporter, `/en/requests/${id}/check`, { version: form.version, answer: 'The A7.' })).status,
    ).toBe(303);
    expect((await clerk.get(`/en/requests/${id}`)).text).toContain('The A7.');
    const csv = await clerk.get('/en/requests/list.csv');
    expect(csv.text).toContain(`"'=1+1 <b>"`);
    expect(csv.text).toContain(vins[0]);
  });

  test('keeps her ticks where a reason lacks, and the Enter key does what was typed', async () => {
    const { id } = await submitted(3);
    const page = await clerk.get(`/en/requests/${id}`);
    const [first = ''] = /<button[^>]*type="submit"[^>]*>/.exec(page.text.slice(page.text.indexOf('/decide"'))) ?? [];
    expect(first).toContain('name="decision" value="typed"');
    const { version } = fieldsOf(page.text);
    const decide = (fields: object) => post(clerk, `/en/requests/${id}/decide`, { version, ...fields });
    const silent = await decide({ decision: 'refuse', lines: ['1', '3'], reason: '' });
    expect([silent.status, silent.text.includes('href="#reason"')]).toEqual([422, true]);
    expect(silent.text.match(/name="lines" value="\d" checked/g)).toEqual([
      'name="lines" value="1" checked',
      'name="lines" value="3" checked',
    ]);
    const unclear = await decide({ decision: 'typed', lines: ['1'], reason: '', outlets: '' });
    expect([unclear.status, unclear.text.includes('Press the button')]).toEqual([422, true]);
    const entered = await decide({ decision: 'typed', lines: ['1'], reason: 'not ours', outlets: '' });
    expect(entered.headers.location).toBe(`/en/requests/${id}?done=refuse`);
  });

  test('is told of an outlet that is unknown beside its field', async () => {
    const { id } = await submitted();
    const { version } = fieldsOf((await clerk.get(`/en/requests/${id}`)).text);
    const set = { version, decision: 'set-outlets', lines: ['1'], outlets: 'XX99' };
    const refused = await post(clerk, `/en/requests/${id}/decide`, set);
    expect([refused.status, refused.text.includes('href="#outlets"'), refused.text.includes('value="XX99"')]).toEqual([
      422,
      true,
      true,
    ]);
  });

  test('is answered also where a vehicle needs a look', async () => {
    const { id } = await submitted();
    const { version } = fieldsOf((await clerk.get(`/en/requests/${id}`)).text);
    await post(clerk, `/en/requests/${id}/decide`, { version, decision: 'ask-back', question: 'Which trim?' });
    const vehicles = fieldsOf((await exporter.get(`/en/requests/${id}/vehicles`)).text);
    await post(exporter, `/en/requests/${id}/vehicles`, { ...vehicles, 'outlets-0': 'XX99', next: 'check' });
    const page = await exporter.get(`/en/requests/${id}/check`);
    expect(page.text).toContain('Outlets: There is no active overseas after-sales outlet XX99.');
    expect(page.text).toContain('>Submit</button>');
    const answer = { version: fieldsOf(page.text).version, answer: 'The A7.' };
    expect((await post(exporter, `/en/requests/${id}/check`, answer)).status).toBe(303);
    expect((await clerk.get(`/en/requests/${id}`)).text).toContain('outlet XX99');
  });

  test('makes a request for an exporter that has no account', async () => {
    const fields = fieldsOf((await clerk.get('/en/requests/new')).text);
    const wrong = await post(clerk, '/en/requests', {
      ...fields,
      exporterName: 'TEST',
      exporterUscc: '91350200M0000TEX1J',
    });
    expect([wrong.status, wrong.text.includes('href="#exporterUscc"')]).toEqual([422, true]);
    const made = await post(clerk, '/en/requests', {
      ...fields,
      exporterName: 'TEST',
      exporterUscc: '91350200M0000TEX1H',
    });
    expect(made.status).toBe(303);
  });

  test('keeps the outlets, one by one and by a file', async () => {
    const page = await clerk.get('/en/outlets');
    expect(page.text).toContain('TEST Service Almaty');
    const form = fieldsOf((await clerk.get('/en/outlets/form')).text);
    const typed = {
      id: 'KG01',
      country: 'Kyrgyzstan',
      name: 'TEST Bishkek',
      provider: 'TEST',
      address: 'Bishkek 1',
      phone: '+996',
      from: '2026/1/1',
    };
    const lacking = await post(clerk, '/en/outlets/form', { ...form, ...typed });
    expect([
      lacking.status,
      lacking.text.includes('href="#services"'),
      lacking.text.includes('value="TEST Bishkek"'),
    ]).toEqual([422, true, true]);
    const saved = await post(clerk, '/en/outlets/form', { ...form, ...typed, services: ['repair', 'warranty'] });
    expect(saved.headers.location).toBe('/en/outlets?saved=1');
    const csv = await clerk.get('/en/outlets/list.csv');
    expect(csv.text).toContain('"KG01","KG","TEST Bishkek"');
    const { seen = '' } = fieldsOf((await clerk.get('/en/outlets')).text);
    const changed = csv.text.replace('TEST Bishkek', 'TEST Bishkek 2');
    const back = await clerk
      .post('/en/outlets/import')
      .field('seen', seen)
      .attach('file', Buffer.from(changed), 'outlets.csv');
    expect(back.headers.location).toMatch(/saved=\d+$/);
    expect((await clerk.get('/en/outlets')).text).toContain('TEST Bishkek 2');
    const { seen: now = '' } = fieldsOf((await clerk.get('/en/outlets')).text);
    const wrong = await clerk
      .post('/en/outlets/import')
      .field('seen', now)
      .attach('file', Buffer.from(changed.replace('"KG"', '"Atlantis"')), 'outlets.csv');
    expect([wrong.status, wrong.text.includes('Country: ')]).toEqual([422, true]);
    for (const language of ['zh', 'en', 'ru']) {
      const list = await clerk.get(`/${language}/outlets/list.xlsx`).responseType('blob');
      const taken = await clerk
        .post('/en/outlets/import')
        .field('seen', now)
        .attach('file', Buffer.from(list.body), 'outlets.xlsx');
      // What comes back as it was is the same state.
      expect(taken.headers.location).toMatch(/saved=\d+$/);
      expect(fieldsOf((await clerk.get('/en/outlets')).text).seen).toBe(now);
    }
    expect((await exporter.get('/en/outlets')).status).toBe(403);
  });
});

describe('what was issued', () => {
  test('is downloaded singly and together with a manifest, and shared with a buyer by a link that ends', async () => {
    const { id, vins } = await submitted(2);
    const number = await issued(id);
    const page = await exporter.get(`/en/requests/${id}`);
    expect(page.text).toContain(number);
    const pdf = await exporter.get(`/en/requests/${id}/confirmations/${number}`).responseType('blob');
    expect(pdf.headers['content-disposition']).toContain(`${number}.pdf`);
    const zip = await exporter.get(`/en/requests/${id}/confirmations.zip`).responseType('blob');
    const files = unzipSync(new Uint8Array(zip.body));
    expect(Object.keys(files)).toEqual([`${number}.pdf`, 'manifest.csv']);
    const sha256 = createHash('sha256')
      .update(files[`${number}.pdf`] ?? '')
      .digest('hex');
    expect(new TextDecoder().decode(files['manifest.csv'])).toContain(
      `"${number}.pdf","${number}","${sha256}","2","${vins.join(' ')}"`,
    );
    expect(Buffer.from(files[`${number}.pdf`] ?? '').equals(pdf.body)).toBe(true);

    const share = `/en/requests/${id}/lines/1/share`;
    const made = await post(exporter, share, { ...fieldsOf((await exporter.get(share)).text), days: '7' });
    const cookie = /__Host-vinseal-shared=[^;]+/.exec(made.headers['set-cookie']?.[0] ?? '')?.[0] ?? '';
    expect(made.headers['set-cookie']?.[0]).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    const withCookie = (path: string) => {
      const session = exporter.get(path);
      const own = (session as unknown as { get: (name: string) => string }).get('Cookie');
      return session.set('Cookie', `${own}; ${cookie}`);
    };
    // In another tab the page of another vehicle is loaded first.
    const elsewhere = await withCookie(`/en/requests/${id}/lines/2/share`);
    expect(elsewhere.status).toBe(200);
    expect(elsewhere.text).not.toContain('/ru/shared/');
    expect(elsewhere.headers['set-cookie']).toBeUndefined();
    const shown = await withCookie(share);
    const [, address = ''] = /https:\/\/check\.example(\/ru\/shared\/[\w-]+)/.exec(shown.text) ?? [];
    expect(shown.headers['set-cookie']?.[0]).toContain('vinseal-shared=;');
    expect((await exporter.get(share)).text).not.toContain('/ru/shared/');
    const buyer = await supertest(app).get(address);
    expect(buyer.status).toBe(200);
    expect(buyer.text).toContain('Проверено');
    expect(buyer.text).toContain('lang="ar" dir="rtl"');
    expect(buyer.text).not.toContain(vins[1]);
    expect(buyer.headers['cache-control']).toBe('no-store');
    const [, end = ''] = /action="([^"]*\/links\/[^"]*\/end)"/.exec((await exporter.get(share)).text) ?? [];
    expect((await post(other, end, {})).status).toBe(404);
    expect((await supertest(app).get(address)).status).toBe(200);
    expect((await post(exporter, end, {})).status).toBe(303);
    expect((await supertest(app).get(address)).status).toBe(404);
    const missing = await supertest(app).get('/en/shared/x');
    expect([missing.status, missing.text.includes('lang="ar" dir="rtl"')]).toEqual([404, true]);
    expect((await supertest(app).get('/ar/shared/x')).headers.location).toBe('/en/shared/x');
  });

  test('and was withdrawn is shown so, shared no more, and told in the manifest', async () => {
    const { id, vins } = await submitted(2);
    const number = await issued(id);
    const [gone = ''] = vins;
    const form = fieldsOf((await exporter.get(`/en/requests/${id}/lines/1/share`)).text);
    const fresh = fieldsOf((await exporter.get(`/en/requests/ask-change?number=${number}`)).text);
    const asked = await post(exporter, '/en/requests/ask-change', {
      ...{ ...fresh, kind: 'withdrawal', reason: 'scrapped', vins: gone, confirmed: '1' },
    });
    const place = asked.headers.location?.replace('?done=submitted', '') ?? '';
    const before = await clerk.get(place);
    expect(before.text).toContain(`href="${place}/confirmations/${number}"`);
    expect(before.text).toContain('A person of yours who seals withdraws these vehicles');
    expect(before.text).not.toContain('value="set-outlets"');
    expect(before.text).not.toContain(`/confirmations/${number}/withdraw"`);
    expectDone(await install.withdraw(number, { vins: [gone], reason: 'other' }, operatorActor()));
    const { version } = fieldsOf((await clerk.get(place)).text);
    await post(clerk, `${place}/decide`, { version, decision: 'close', closing: 'done' });
    const closed = await exporter.get(place);
    expect(closed.text).toContain('>Withdrawn</strong>');
    expect(closed.text).not.toContain('>Open</strong>');
    const page = await exporter.get(`/en/requests/${id}`);
    expect(page.text).toContain('>Withdrawn</strong>');
    expect(page.text).not.toContain('/lines/1/share"');
    expect(page.text).toContain('/lines/2/share"');
    const share = await post(exporter, `/en/requests/${id}/lines/1/share`, { ...form, days: '7' });
    expect(share.status).toBe(409);
    expect((await exporter.get(`/en/requests/${id}/lines/1/share`)).text).not.toContain('name="days"');
    const zip = await exporter.get(`/en/requests/${id}/confirmations.zip`).responseType('blob');
    const manifest = new TextDecoder().decode(unzipSync(new Uint8Array(zip.body))['manifest.csv']);
    expect(manifest).toContain(`"partly-in-force","${gone} withdrawn"`);
  });

  test('is asked to be withdrawn for some of its vehicles, after being shown them', async () => {
    const { id, vins } = await submitted(2);
    await issued(id);
    const [, second = ''] =
      (await exporter.get(`/en/requests/${id}`)).text.match(/\/en\/requests\/ask-change[^"]+/g) ?? [];
    expect(second).not.toContain(vins[1]);
    const page = await exporter.get(second.replaceAll('&amp;', '&'));
    expect((await other.get(second.replaceAll('&amp;', '&'))).text).not.toContain(vins[1]);
    expect(page.text).toMatch(new RegExp(`value="${vins[1]}" checked`));
    expect(page.text).not.toMatch(new RegExp(`value="${vins[0]}" checked`));
    const form = { ...fieldsOf(page.text), kind: 'withdrawal', reason: 'scrapped' };
    const none = await post(exporter, '/en/requests/ask-change', form);
    expect([none.status, none.text.includes('href="#vins"')]).toEqual([422, true]);
    const again = await post(exporter, '/en/requests/ask-change', { ...form, vins: vins[1] });
    expect([again.status, again.text.includes('1 vehicle of 2 in force')]).toEqual([200, true]);
    const done = await post(exporter, '/en/requests/ask-change', fieldsOf(again.text));
    expect(done.status).toBe(303);
    const made = await clerk.get(done.headers.location ?? '');
    expect([made.text.includes('id="line-1"'), made.text.includes('id="line-2"')]).toEqual([true, false]);
  });

  test('is asked to be replaced or withdrawn', async () => {
    const { id } = await submitted();
    const number = await issued(id);
    const form = fieldsOf((await exporter.get(`/en/requests/ask-change?number=${number}`)).text);
    const lacking = await post(exporter, '/en/requests/ask-change', { ...form, kind: '' });
    expect([lacking.status, lacking.text.includes('href="#kind"'), lacking.text.includes('href="#reason"')]).toEqual([
      422,
      true,
      true,
    ]);
    const draftOf = await post(exporter, '/en/requests/ask-change', {
      ...form,
      kind: 'replacement',
      reason: 'other country',
    });
    expect(draftOf.headers.location).toMatch(/\/vehicles$/);
    const fresh = fieldsOf((await exporter.get(`/en/requests/ask-change?number=${number}`)).text);
    const again = await post(exporter, '/en/requests/ask-change', {
      ...fresh,
      kind: 'withdrawal',
      reason: 'not exported',
    });
    expect([again.status, fieldsOf(again.text).reason]).toEqual([200, 'not exported']);
    const asked = await post(exporter, '/en/requests/ask-change', fieldsOf(again.text));
    expect((await clerk.get(asked.headers.location ?? '')).text).toContain('not exported');
  });
});

test('every page is there in every language', async () => {
  const { id } = await submitted();
  const unfinished = await draft();
  const paths = [
    'requests',
    'requests/new',
    'requests/ask-change',
    `requests/${id}`,
    `requests/${unfinished}/vehicles`,
    `requests/${unfinished}/check`,
    `requests/${id}/cancel`,
  ];
  for (const language of ['zh', 'en', 'ru'])
    for (const path of paths) expect([path, (await exporter.get(`/${language}/${path}`)).status]).toEqual([path, 200]);
});
