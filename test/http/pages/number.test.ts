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
    expect(response.text).toContain('XH-7 &lt;b&gt;');
    expect(response.text).not.toContain('2026-05-10');
    expect(response.text).toContain(WORDS.en.text('pages.number.only-registry'));
    expect(response.text).toContain(WORDS.en.text('pages.number.looked-up-at'));
    expect(response.text).not.toContain(WORDS.en.text('pages.result.checked-at'));
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
    const withoutTyped = (html: string) =>
      [PAGE_NUMBER, UNKNOWN_NUMBER, '000000', '042788'].reduce((text, typed) => text.replaceAll(typed, ''), html);
    expect([wrongTail.status, wrongNumber.status]).toEqual([404, 404]);
    expect(withoutTyped(wrongTail.text)).toBe(withoutTyped(wrongNumber.text));
    expect(wrongTail.headers['cache-control']).toBe('no-store');
  });

  it('answers a miss with the alarm, not with an error of the form', async () => {
    const { text } = await ask({ number: UNKNOWN_NUMBER, vinTail: '042788' });
    expect(text).toContain('vinseal-verdict--not-valid');
    for (const key of ['title', 'lead', 'stop', 'ask', 'whole']) {
      expect(text).toContain(WORDS.en.text(`pages.number.missing.${key}`));
    }
    expect(text).not.toContain('govuk-error-summary');
    expect(text).toContain(`value="${UNKNOWN_NUMBER}"`);
  });

  it.each([
    [PAGE_VIN, false],
    [`${PAGE_VIN.slice(0, 8)}1${PAGE_VIN.slice(9)}`, true],
  ])('says of the VIN %s whether it was perhaps mistyped', async (vinTail, isDoubtful) => {
    const { text } = await ask({ number: UNKNOWN_NUMBER, vinTail });
    expect(text.includes(WORDS.en.text('pages.number.missing.doubtful'))).toBe(isDoubtful);
    expect(text).not.toContain(WORDS.en.text('pages.number.missing.whole'));
  });

  it('gives the answer again in another language, with nothing of it in an address', async () => {
    const { text } = await ask({ number: PAGE_NUMBER, vinTail: PAGE_VIN });
    expect(text).toContain('formaction="/ru/number"');
    expect(text).toContain(`<input type="hidden" name="vinTail" value="${PAGE_VIN}">`);
    expect(text).not.toMatch(new RegExp(`(?:href|action)="[^"]*${PAGE_VIN}`));
  });

  it('looks nothing up while the language of the form is changed', async () => {
    const lookUpConfirmation = () => Promise.reject(new Error('looked up'));
    const app = pagesApp({ lookUpConfirmation });
    const typed = { number: 'ASC-1', vinTail: '042788' };
    const asForm = await ask({ ...typed, kept: 'form' }, app);
    expect([asForm.status, asForm.text.includes('govuk-error-summary')]).toEqual([200, false]);
    const withErrors = await ask({ ...typed, kept: 'errors' }, app);
    expect(withErrors.text).toContain(WORDS.en.text('errors.number-mistyped.sentence'));
    expect(withErrors.text).toContain('value="ASC-1"');
  });

  it('asks back a number and a VIN that cannot be, with what was perhaps meant', async () => {
    const typed = { number: PAGE_NUMBER.replace('2026', '2O26'), vinTail: 'O42788' };
    const response = await ask(typed);
    expect(response.status).toBe(422);
    expect(response.text).toContain(WORDS.en.text('pages.site.did-you-mean', { suggestions: PAGE_NUMBER }));
    expect(response.text).toContain(WORDS.en.text('pages.site.did-you-mean', { suggestions: '042788' }));
  });

  it('stands at an address of its own, with the number that it brings along', async () => {
    const { status, text } = await request(pagesApp()).get(`/en/number?number=${PAGE_NUMBER}`);
    expect(status).toBe(200);
    expect(text).toContain(`value="${PAGE_NUMBER}"`);
    expect(text).toContain(`href="/zh/number?number=${PAGE_NUMBER}"`);
  });

  it('asks for what is missing', async () => {
    const response = await ask({ vinTail: '12345' });
    expect(response.status).toBe(422);
    expect(response.text).toContain('href="#number"');
    expect(response.text).toContain('href="#vinTail"');
  });
});
