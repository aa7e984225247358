import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { LineStatus } from '#core/confirmation/confirmation.ts';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { succeed } from '#core/confirmation/errors.ts';
import { PAGE_NUMBER, PAGE_VIN } from '../../support/page-evidence.ts';
import { pagesApp, WORDS } from '../../support/pages-app.ts';

const UNKNOWN_NUMBER = formatConfirmationNumber({ makerCode: 'TST', year: 2026, sequence: 9 });

function ask(fields: Readonly<Record<string, string>>, app = pagesApp()) {
  return request(app).post('/en/number').type('form').send(fields);
}

describe('POST number', () => {
  it('shows how the line stands, and that it proves no document', async () => {
    const response = await ask({ number: PAGE_NUMBER, vinTail: '042788' });
    expect(response.status).toBe(200);
    expect(response.text).toContain(WORDS.en.text('pages.number.result.live'));
    expect(response.text).toContain('Kazakhstan');
    expect(response.text).toContain(WORDS.en.text('pages.number.only-registry'));
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('takes the whole VIN too', async () => {
    const response = await ask({ number: PAGE_NUMBER, vinTail: PAGE_VIN.toLowerCase() });
    expect(response.status).toBe(200);
    expect(response.text).toContain(WORDS.en.text('pages.number.registered.lead'));
    for (const value of ['XH-7 &lt;b&gt;', '2026-05-10', '测试远航汽车出口有限公司', 'Test avenue 1, KZ'])
      expect(response.text).toContain(value);
  });

  it.each<[LineStatus, string]>([
    [{ status: 'withdrawn', at: '2026-06-20T02:00:00Z', by: 'x', reason: 'lost' }, 'The document was lost'],
    [{ status: 'superseded', at: '2026-06-20T02:00:00Z', by: 'x', supersededBy: 'ASC-NEW' }, 'ASC-NEW'],
  ])('says what ended a line: %j', async (standing, detail) => {
    const lookUpConfirmation = async () =>
      succeed({ number: PAGE_NUMBER, standing, destination: 'KZ', test: false, model: 'XH-7', registered: null });
    const response = await ask({ number: PAGE_NUMBER, vinTail: '042788' }, pagesApp({ lookUpConfirmation }));
    expect(response.text).toContain('vinseal-verdict--withdrawn');
    expect(response.text).toContain(detail);
    expect(response.text).toContain('2026-06-20 10:00:00');
  });

  it('answers every miss alike', async () => {
    const wrongTail = await ask({ number: PAGE_NUMBER, vinTail: '000000' });
    const wrongNumber = await ask({ number: UNKNOWN_NUMBER, vinTail: '042788' });
    const withoutValues = (html: string) => html.replaceAll(/value="[^"]*"/g, '');
    expect([wrongTail.status, wrongNumber.status]).toEqual([404, 404]);
    expect(withoutValues(wrongTail.text)).toBe(withoutValues(wrongNumber.text));
    expect(wrongTail.text).toContain('href="#number"');
  });

  it('asks back a number and a VIN that cannot be, with what was perhaps meant', async () => {
    const typed = { number: PAGE_NUMBER.replace('2026', '2O26'), vinTail: 'O42788' };
    const response = await ask(typed);
    expect(response.status).toBe(422);
    expect(response.text).toContain(WORDS.en.text('pages.site.did-you-mean', { suggestions: PAGE_NUMBER }));
    expect(response.text).toContain(WORDS.en.text('pages.site.did-you-mean', { suggestions: '042788' }));
  });

  it('asks for what is missing', async () => {
    const response = await ask({ vinTail: '12345' });
    expect(response.status).toBe(422);
    expect(response.text).toContain('href="#number"');
    expect(response.text).toContain('href="#vinTail"');
  });
});
