import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { pageDocument, pagesApp, WORDS } from '../../support/pages-app.ts';

describe('the error pages', () => {
  it.each([
    ['/ru/nowhere', 'ru'],
    ['/zh/nowhere', 'zh-CN'],
  ] as const)('answer %s in the language of the address', async (address, locale) => {
    const response = await request(pagesApp()).get(address);
    expect(response.status).toBe(404);
    expect(response.text).toContain(WORDS[locale].text('errors.not-found.remedy'));
    expect(response.text).toContain('request-1');
  });

  it('answer an unknown language in that of the reader', async () => {
    const response = await request(pagesApp()).get('/fr/').set('Accept-Language', 'ru');
    expect(response.status).toBe(404);
    expect(response.text).toContain('<html lang="ru"');
  });

  it('tell of a fault its request id and nothing else', async () => {
    const logged: unknown[] = [];
    const app = pagesApp({ log: { error: (entry: unknown) => void logged.push(entry) } });
    const response = await request(app).post('/en/verify').attach('file', pageDocument('throw'), { filename: 'a.pdf' });
    expect(response.status).toBe(500);
    expect(response.text).toContain(WORDS.en.text('errors.internal-error.sentence'));
    expect(response.text).toContain('request-1');
    expect(response.text).not.toContain('reader broken');
    expect(logged).toMatchObject([{ id: 'request-1', err: { message: 'reader broken' } }]);
  });

  it('answer a form that is too large', async () => {
    const response = await request(pagesApp())
      .post('/en/number')
      .type('form')
      .send(`number=${'x'.repeat(20_000)}`);
    expect(response.status).toBe(400);
    expect(response.text).toContain('<html lang="en"');
  });

  it.each(['/samples/%E0%A4%A', '/nowhere/%FF', '/ru/%'])('answer %s, which is not encoded well', async (address) => {
    const response = await request(pagesApp()).get(address).set('Accept-Language', 'kk');
    expect(response.status).toBe(400);
    expect(response.text).toContain(WORDS.ru.text('errors.address-not-valid.sentence'));
  });
});
