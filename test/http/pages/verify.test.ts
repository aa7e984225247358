import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { MAX_FILE_BYTES, MAX_FILES } from '../../../server/http/middleware/uploads.ts';
import { PAGE_VIN } from '../../support/page-evidence.ts';
import { pageDocument, pagesApp, WORDS } from '../../support/pages-app.ts';

function upload(words: readonly string[], fields: Readonly<Record<string, string>> = {}, locale = 'en') {
  const post = request(pagesApp()).post(`/${locale}/verify`).redirects(1);
  for (const [name, value] of Object.entries(fields)) post.field(name, value);
  for (const word of words) post.attach('file', pageDocument(word), { filename: `${word}.pdf` });
  return post;
}

/** The class of the panel that stands first: which verdict the page shows. */
function verdictOf(html: string): string | undefined {
  return /vinseal-verdict vinseal-verdict--([a-z-]+)/.exec(html)?.[1];
}

describe('POST verify', () => {
  it.each([
    ['valid', 'valid', { vin: PAGE_VIN }, 'valid-matched'],
    ['valid', 'valid', {}, 'valid-not-compared'],
    ['valid', 'not-valid', { vin: '1M8GDM9A1KP042789' }, 'not-valid-other-vehicle'],
    ['valid', 'not-valid', { vin: PAGE_VIN, destination: 'RU' }, 'not-valid-other-destination'],
    ['altered', 'not-valid', {}, 'not-valid-altered'],
    ['unsigned', 'unsigned', {}, 'not-valid-unsigned'],
    ['rubbish', 'unsigned', {}, 'not-valid-unsigned'],
    ['withdrawn', 'withdrawn', {}, 'withdrawn'],
    ['undecided', 'undecided', {}, 'undecided'],
  ])('answers %s with %s', async (word, verdict, fields, headline) => {
    const response = await upload([word], fields);
    expect(response.status).toBe(200);
    expect(verdictOf(response.text)).toBe(verdict);
    expect(response.text).toContain(WORDS.en.text(`verdicts.${headline}.headline`));
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('takes a VIN in any typing and a date in any usual form', async () => {
    const response = await upload(['valid'], { vin: ' 1м8-gdm9ах kр042788 ', applicationDate: '2026年7月1日' });
    expect(verdictOf(response.text)).toBe('valid');
    expect(response.text).toContain('data-check="confirmation-needed"');
    expect(response.text).toContain('2026-07-01');
  });

  it('shows what a document claims only once it is established, and never as markup', async () => {
    const established = await upload(['valid']);
    expect(established.text).toContain('ASC-TST-2026-0000001J');
    expect(established.text).toContain('XH-7 &lt;b&gt;');
    expect(established.text).not.toContain('XH-7 <b>');
    const altered = await upload(['altered']);
    expect(altered.text).not.toContain('ASC-TST-2026-0000001J');
    expect(altered.text).not.toContain(PAGE_VIN);
  });

  it('shows no sign of a file name that steers, breaks or hides text', async () => {
    const name = "filename*=UTF-8''%E2%80%AEa%00%0D%0Ab%1B%5B31m%E2%81%A6%E2%80%A8.pdf";
    const head = `--b\r\nContent-Disposition: form-data; name="file"; ${name}\r\nContent-Type: application/pdf\r\n\r\n`;
    const body = Buffer.concat([Buffer.from(head), pageDocument('valid'), Buffer.from('\r\n--b--\r\n')]);
    const post = request(pagesApp()).post('/en/verify').redirects(1);
    const response = await post.set('Content-Type', 'multipart/form-data; boundary=b').send(body);
    expect(verdictOf(response.text)).toBe('valid');
    expect(response.text).toContain('�a���b�[31m��.pdf');
  });

  it('opens the checks that did not pass and leaves the others folded', async () => {
    const response = await upload(['altered']);
    expect(response.text).toMatch(/data-check="content-unchanged">\s*<details open>/);
    expect(response.text).toMatch(/data-check="file-readable">\s*<details>/);
  });

  it('describes the signatures of a file that is no confirmation, and takes no name for markup', async () => {
    const { text } = await upload(['stranger']);
    expect(verdictOf(text)).toBe('not-valid');
    expect(text).toContain('测试陌生签名人 Stranger &lt;b&gt;');
    expect(text).toContain(WORDS.en.text('inspections.trust.untrusted'));
    expect(text).toContain(WORDS.en.text('inspections.times.claimed', { beijing: '2026-01-05 17:30:00' }));
    expect(text).toContain(WORDS.en.text('inspections.times.stamped', { beijing: '2026-01-06 09:00:00' }));
    expect(text).toContain(WORDS.en.text('inspections.problems.page-changed'));
    expect(text).toContain(WORDS.en.text('inspections.problems.duplicate-key'));
    expect(text.match(/action="\/en\/signed-revision"/g)).toHaveLength(1);
    expect(text.match(/name="signature" value="0"/g)).toHaveLength(1);
  });

  it('says nothing of changes after a signature whose end is not known', async () => {
    const { text } = await upload(['stranger']);
    const changes = WORDS.en.text('inspections.rows.changes');
    expect(text.split(`>${changes}<`).length - 1).toBe(2);
  });

  it('says what stands behind the seal, with its ground', async () => {
    const response = await upload(['valid']);
    expect(response.text).toContain('data-seal="test"');
    expect(response.text).toContain(WORDS.en.text('pages.result.seal.test.ground'));
  });

  it('marks documents of a TEST issuer', async () => {
    const response = await upload(['valid'], {}, 'ru');
    expect(response.text).toContain(WORDS.ru.text('pages.result.test.title'));
  });

  it('lists of a large document every VIN, folded where one was asked for, and all data of that vehicle alone', async () => {
    const asked = await upload(['many'], { vin: PAGE_VIN });
    expect(asked.text.match(/<li[^>]*><span class="vinseal-list__line">/g)).toHaveLength(60);
    expect(asked.text).toContain('<details class="vinseal-fold">');
    expect(asked.text).toContain(
      WORDS.en.text('pages.result.facts.country-count', { country: 'Uzbekistan', count: 20 }),
    );
    const open = await upload(['many']);
    expect(open.text).toContain('<details class="vinseal-fold" open>');
    const few = await upload(['few']);
    expect(few.text).not.toContain('vinseal-fold');
    expect(few.text).toContain('KP100001');
  });

  it('judges several files by the worst, and lists them', async () => {
    const response = await upload(['valid', 'undecided', 'withdrawn']);
    expect(verdictOf(response.text)).toBe('withdrawn');
    for (const id of ['file-1', 'file-2', 'file-3']) {
      expect(response.text).toContain(`id="${id}"`);
    }
  });

  it('keeps a file name in any script', async () => {
    const response = await request(pagesApp())
      .post('/zh/verify')
      .redirects(1)
      .attach('file', pageDocument('valid'), { filename: '确认书 подтверждение.pdf' });
    expect(response.text).toContain('确认书 подтверждение.pdf');
  });
});

describe('POST verify of what carries no signature', () => {
  it('says first that it proves nothing, and asks for what is registered instead of listing checks', async () => {
    const response = await upload(['unsigned'], { vin: PAGE_VIN });
    expect(response.text).toContain('action="/en/number"');
    expect(response.text).toContain(`value="${PAGE_VIN}"`);
    expect(response.text).not.toContain('data-check=');
    expect(response.text).not.toContain('vinseal-verdict--not-valid');
  });

  it('never hides a file that is not valid, and is never valid', async () => {
    expect(verdictOf((await upload(['unsigned', 'altered'])).text)).toBe('not-valid');
    const mixed = await upload(['valid', 'unsigned', 'rubbish']);
    expect(verdictOf(mixed.text)).toBe('unsigned');
    expect(mixed.text.split('action="/en/number"')).toHaveLength(2);
  });
});

describe('POST verify, refused', () => {
  it('asks for a file where none was chosen, and keeps what was typed', async () => {
    const response = await upload([], { vin: PAGE_VIN, destination: 'KZ' });
    expect(response.status).toBe(400);
    expect(response.text).toContain('href="#file"');
    expect(response.text).toContain(`value="${PAGE_VIN}"`);
    expect(response.text).toMatch(/<option value="KZ"\s+selected/);
    expect(response.text).toContain('<title>Error:');
  });

  it.each([
    [{ vin: '1'.repeat(61) }, 'vin', 'too-long'],
    [{ vin: '123' }, 'vin', 'vin-length'],
    [{ vin: 'OOOOOOOOOOOOOOOOO' }, 'vin', 'vin-characters'],
    [{ vin: `I${PAGE_VIN}` }, 'vin', 'vin-scanned'],
    [{ destination: 'XX' }, 'destination', 'country-unknown'],
    [{ applicationDate: '07/01/2026' }, 'applicationDate', 'date-not-valid'],
    [{ applicationDate: '2026-02-30' }, 'applicationDate', 'date-not-valid'],
  ])('names the wrong field for %j', async (fields, field, code) => {
    const response = await upload(['valid'], fields);
    expect(response.status).toBe(422);
    expect(response.text).toContain(`href="#${field}"`);
    expect(response.text).toContain(`id="${field}-error"`);
    expect(response.text).toContain(WORDS.en.text(`errors.${code}.remedy`));
  });

  it('asks back what was perhaps meant by a VIN, before any verdict', async () => {
    const response = await upload(['valid'], { vin: PAGE_VIN.replace('1M8', 'IM8') });
    expect([response.status, verdictOf(response.text)]).toEqual([422, undefined]);
    expect(response.text).toContain(WORDS.en.text('pages.site.did-you-mean', { suggestions: PAGE_VIN }));
    expect(response.text).toContain(`value="${PAGE_VIN}"`);
  });

  it('names every fault at once', async () => {
    const response = await upload([], { vin: '1'.repeat(61), applicationDate: 'x', destination: 'XX' });
    expect(response.status).toBe(400);
    for (const field of ['file', 'vin', 'destination', 'applicationDate']) {
      expect(response.text).toContain(`href="#${field}"`);
    }
  });

  it('refuses a file above the limit', async () => {
    const response = await request(pagesApp())
      .post('/en/verify')
      .attach('file', Buffer.alloc(MAX_FILE_BYTES + 1), { filename: 'large.pdf' });
    expect(response.status).toBe(413);
    expect(response.text).toContain(WORDS.en.text('errors.file-too-large.sentence', { most: 20 }));
  });

  it('refuses more files than the limit', async () => {
    const response = await upload(Array.from({ length: MAX_FILES + 1 }, () => 'valid'));
    expect(response.status).toBe(413);
    expect(response.text).toContain(WORDS.en.text('errors.too-many-files.sentence', { most: MAX_FILES }));
  });

  it('refuses an upload that says it is too large before reading it', async () => {
    const response = await request(pagesApp())
      .post('/en/verify')
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .set('Content-Length', String(101 * 1024 * 1024))
      .send('--x--\r\n')
      .timeout({ deadline: 60_000 });
    expect(response.status).toBe(413);
  });

  it.each([
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\nabc',
    ],
    ['multipart/form-data', 'abc'],
  ])('says that a broken upload of %s is broken', async (type, body) => {
    const response = await request(pagesApp()).post('/ru/verify').set('Content-Type', type).send(body);
    expect(response.status).toBe(400);
    expect(response.text).toContain(WORDS.ru.text('errors.upload-broken.sentence'));
  });

  it('refuses what is no form', async () => {
    const response = await request(pagesApp()).post('/ru/verify').set('Content-Type', 'text/plain').send('abc');
    expect(response.status).toBe(415);
    expect(response.text).toContain('multipart/form-data');
  });

  it('says so when the service is busy', async () => {
    const response = await upload(['busy']);
    expect(response.status).toBe(503);
    expect(response.text).toContain(WORDS.en.text('errors.busy.sentence'));
  });
});
