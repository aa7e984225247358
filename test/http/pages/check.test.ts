import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { LANGUAGES } from '../../../server/http/pages/languages.ts';
import { PAGE_VIN } from '../../support/page-evidence.ts';
import { pageDocument, pagesApp, WORDS } from '../../support/pages-app.ts';

describe('the check page', () => {
  it.each(LANGUAGES)('stands under /$segment in $locale, with both forms', async ({ segment, locale }) => {
    const response = await request(pagesApp()).get(`/${segment}/`);
    expect(response.status).toBe(200);
    expect(response.text).toContain(`<html lang="${locale}"`);
    expect(response.text).toContain(`action="/${segment}/verify"`);
    expect(response.text).toContain(`action="/${segment}/number"`);
    expect(response.text).toContain('<option value="KZ">');
  });

  it('names itself in the other languages at the same address', async () => {
    const response = await request(pagesApp()).get('/en/about');
    expect(response.text).toMatch(/href="\/zh\/about"[^>]*lang="zh-CN"/);
    expect(response.text).toMatch(/href="\/ru\/about"[^>]*lang="ru"/);
  });

  it.each([
    ['zh-CN,zh;q=0.9', '/zh/'],
    ['ru-RU,ru;q=0.9', '/ru/'],
    ['en-GB', '/en/'],
    ['fr', '/en/'],
    ['fr, ru;q=0.5, en;q=0.8', '/en/'],
    ['zh-Hant-TW', '/zh/'],
    ['kk', '/ru/'],
    ['ky-KG, en;q=0.5', '/ru/'],
    ['uz-Cyrl-UZ', '/ru/'],
    ['be', '/ru/'],
    ['en, kk;q=0.5', '/en/'],
    ['*', '/en/'],
  ])('is where / leads for Accept-Language %s', async (accepted, target) => {
    const response = await request(pagesApp()).get('/').set('Accept-Language', accepted);
    expect([response.status, response.headers.location]).toEqual([302, target]);
    expect(response.headers.vary).toContain('Accept-Language');
  });

  it('takes the number of a QR code along, and nothing else', async () => {
    const app = pagesApp();
    const number = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 7 });
    const led = await request(app).get(`/?number=${number}`).set('Accept-Language', 'zh');
    expect(led.headers.location).toBe(`/zh/?number=${number}#by-number`);
    expect((await request(app).get(`/zh/?number=${number}`)).text).toContain(`value="${number}"`);
    for (const other of ['<script>', 'ASC-TEST-2026-0000007X', '//evil.example']) {
      const away = await request(app)
        .get(`/?number=${encodeURIComponent(other)}`)
        .set('Accept-Language', 'zh');
      expect(away.headers.location).toBe('/zh/');
    }
  });

  it('keeps the number of a QR code in the other languages', async () => {
    const number = formatConfirmationNumber({ makerCode: 'TEST', year: 2026, sequence: 7 });
    const { text } = await request(pagesApp()).get(`/zh/?number=${number}`);
    expect(text).toContain(`href="/ru/?number=${number}#by-number"`);
    expect(text).toContain(`href="/zh/number?number=${number}"`);
  });

  it('shows in another language what was filled in, and nothing of it in an address', async () => {
    const { status, text, headers } = await request(pagesApp())
      .post('/ru/')
      .type('form')
      .send({ vin: PAGE_VIN, destination: 'KZ', applicationDate: 'x', number: 'ASC', vinTail: '12', kept: 'form' });
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
    for (const value of [PAGE_VIN, 'x', 'ASC', '12']) expect(text).toContain(`value="${value}"`);
    expect(text).toMatch(/<option value="KZ" selected/);
    expect(text).not.toContain('govuk-error-summary');
    expect(text).not.toMatch(new RegExp(`(?:href|action)="[^"]*${PAGE_VIN}`));
  });

  it('shows the errors in another language where there were some', async () => {
    const sent = await request(pagesApp())
      .post('/en/verify')
      .field({ vin: '123', destination: 'Kazakhstan' })
      .attach('file', pageDocument('valid'), { filename: 'a.pdf' });
    expect(sent.status).toBe(422);
    const kept = Object.fromEntries(
      [...sent.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map((match) => [
        match[1],
        match[2],
      ]),
    );
    expect(kept).toEqual({ vin: '123', destination: 'Kazakhstan', kept: 'errors' });
    expect(sent.text).toContain('formaction="/zh/"');
    const { text } = await request(pagesApp()).post('/zh/').type('form').send(kept);
    expect(text).toContain(WORDS['zh-CN'].text('errors.vin-length.sentence', { length: 3 }));
  });

  it('has the frequent destinations first, and each once more among all', async () => {
    const { text } = await request(pagesApp()).get('/en/');
    expect([...text.matchAll(/<option value="(\w+)"/g)].map((match) => match[1]).slice(0, 2)).toEqual(['RU', 'KZ']);
    expect(text.match(/<option value="KZ"/g)).toHaveLength(2);
    const { text: chosen } = await request(pagesApp()).post('/en/').type('form').send({ destination: 'kaz' });
    expect(chosen.match(/ selected/g)).toHaveLength(1);
  });

  it.each(['KZ', 'kaz', 'Kazakhstan', '哈萨克斯坦', 'казахстан'])('takes %s for a country', async (destination) => {
    const response = await request(pagesApp())
      .post('/en/verify')
      .redirects(1)
      .field({ vin: PAGE_VIN, destination })
      .attach('file', pageDocument('valid'), { filename: 'a.pdf' });
    expect(response.text).toContain(WORDS.en.text('verdicts.valid-matched.headline'));
  });

  it.each([
    ['vin', PAGE_VIN],
    ['destination', 'KZ'],
  ])('asks a field back that came twice: %s', async (name, value) => {
    const response = await request(pagesApp())
      .post('/en/verify')
      .field(name, value)
      .field(name, value)
      .attach('file', pageDocument('valid'), { filename: 'a.pdf' });
    expect([response.status, response.text]).toEqual([422, expect.stringContaining(`id="${name}-error"`)]);
  });

  it('leads back from the address of a result, which cannot be reloaded', async () => {
    const response = await request(pagesApp()).get('/ru/verify');
    expect([response.status, response.headers.location]).toEqual([303, '/ru/']);
  });
});

describe('every page', () => {
  it('allows nothing but files of our own, and has nothing inline', async () => {
    for (const address of ['/zh/', '/en/samples', '/ru/about', '/en/nowhere']) {
      const response = await request(pagesApp()).get(address);
      const policy = response.headers['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(response.headers['referrer-policy']).toBe('no-referrer');
      expect(response.text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle="|\son[a-z]+="/);
    }
  });

  it('loads assets that are cached for good, without a typeface that is not ours', async () => {
    const app = pagesApp();
    const page = await request(app).get('/en/');
    const addresses = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(addresses).toHaveLength(4);
    for (const address of addresses) {
      const asset = await request(app).get(address).buffer(true);
      expect(asset.status).toBe(200);
      expect(asset.headers['cache-control']).toContain('immutable');
      expect(asset.headers['x-content-type-options']).toBe('nosniff');
      expect(asset.text ?? asset.body.toString()).not.toMatch(/GDS Transport|@font-face/);
    }
    expect((await request(app).get(`${addresses[0]}x`)).status).toBe(404);
  });
});
