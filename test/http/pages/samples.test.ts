import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { pageDocument, pagesApp, WORDS } from '../../support/pages-app.ts';

describe('the samples', () => {
  it('are listed with what they are and what to expect', async () => {
    const response = await request(pagesApp()).get('/en/samples');
    expect(response.status).toBe(200);
    expect(response.text).toContain(WORDS.en.text('pages.samples.kinds.altered.title'));
    expect(response.text).toContain(WORDS.en.text('pages.samples.kinds.unknown-issuer.title'));
    expect(response.text).toContain('vinseal-tag--withdrawn');
  });

  it('say so where there are none', async () => {
    const app = pagesApp({ hasSamples: () => false, samples: async () => [] });
    const response = await request(app).get('/zh/samples');
    expect(response.text).toContain(WORDS['zh-CN'].text('pages.samples.none'));
    expect((await request(app).get('/zh/')).text).not.toContain('/zh/samples');
    expect((await request(pagesApp()).get('/zh/')).text).toContain('/zh/samples');
  });

  it('are checked on the spot, with their VIN', async () => {
    const response = await request(pagesApp())
      .post('/en/samples')
      .redirects(1)
      .type('form')
      .send({ file: 'valid.pdf' });
    expect(response.status).toBe(200);
    expect(response.text).toContain(WORDS.en.text('verdicts.valid-matched.headline'));
  });

  it('can be downloaded', async () => {
    const response = await request(pagesApp())
      .get(`/samples/${encodeURIComponent('новый.pdf')}`)
      .buffer(true);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/pdf');
    expect(response.headers['content-disposition']).toContain('attachment');
    expect(response.body).toEqual(pageDocument('новый'));
  });

  it.each(['unlisted.pdf', '..%2Fregistry.sqlite', '%2Fetc%2Fpasswd'])(
    'are nothing but what is listed: %s',
    async (file) => {
      expect((await request(pagesApp()).get(`/samples/${file}`)).status).toBe(404);
      const posted = await request(pagesApp()).post('/en/samples').type('form').send(`file=${file}`);
      expect(posted.status).toBe(404);
    },
  );
});
