import { describe, expect, it } from '@jest/globals';
import type { Express } from 'express';
import request from 'supertest';
import type { LineStatus } from '#core/confirmation/confirmation.ts';
import { csvCell } from '../../../server/http/csv.ts';
import { PAGE_NUMBER, PAGE_VIN } from '../../support/page-evidence.ts';
import { PAGE_NOW, pageDocument, pageResults, pagesApp, recordOf, WORDS } from '../../support/pages-app.ts';

const OTHER = '1M8GDM9AXKP100001';
const WITHDRAWN: LineStatus = { status: 'withdrawn', at: '2026-07-02T02:00:00Z', by: 'test', reason: 'other' };

function upload(app: Express, words: readonly string[], fields: Readonly<Record<string, string>> = {}) {
  const post = request(app).post('/en/verify');
  for (const [name, value] of Object.entries(fields)) post.field(name, value);
  for (const [index, word] of words.entries())
    post.attach('file', pageDocument(word), { filename: `${index + 1}-${word}.pdf` });
  return post;
}

/** The address of the result of a check. */
async function checked(app: Express, words: readonly string[], fields: Readonly<Record<string, string>> = {}) {
  const response = await upload(app, words, fields);
  expect(response.status).toBe(303);
  return String(response.headers.location);
}

const panelOf = (html: string) => /vinseal-verdict vinseal-verdict--([a-z-]+)/.exec(html)?.[1];

/** The lines of the first panel, without markup. */
function aboutOf(html: string): string {
  const [, list = ''] = /<dl class="vinseal-about">(.*?)<\/dl>/s.exec(html) ?? [];
  return list.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
}

describe('the address of a result', () => {
  it('opens the result in every language, for whoever knows it, and tells nobody else', async () => {
    const app = pagesApp();
    const address = await checked(app, ['valid'], { vin: PAGE_VIN });
    expect(address).toMatch(/^\/en\/results\/[\w-]{22}$/);
    for (const locale of ['zh', 'en', 'ru']) {
      const response = await request(app).get(address.replace('/en/', `/${locale}/`));
      expect([response.status, panelOf(response.text)]).toEqual([200, 'valid']);
      expect(response.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(response.text).toContain(`https://check.example${address.replace('/en/', `/${locale}/`)}`);
      for (const other of ['zh', 'en', 'ru'].filter((one) => one !== locale))
        expect(response.text).toContain(`href="${address.replace('/en/', `/${other}/`)}" rel="alternate"`);
    }
  });

  it('holds neither VIN nor number', async () => {
    const address = await checked(pagesApp(), ['valid'], { vin: PAGE_VIN });
    expect(address).not.toContain(PAGE_VIN);
    expect(address).not.toContain(PAGE_NUMBER);
  });

  it('of no result says so', async () => {
    const app = pagesApp();
    for (const id of ['x'.repeat(22), 'short', '..%2f..'])
      for (const address of [`/ru/results/${id}`, `/ru/results/${id}/files.csv`]) {
        const response = await request(app).get(address);
        expect(response.status).toBe(404);
        expect(response.text).toContain(WORDS.ru.text('errors.result-not-found.remedy'));
      }
  });

  it('is none where results are not kept: the answer shows the result at once', async () => {
    const response = await upload(pagesApp({ results: pageResults({ days: 0 }) }), ['valid'], { vin: PAGE_VIN });
    expect([response.status, panelOf(response.text)]).toEqual([200, 'valid']);
    expect(response.text).not.toContain('/results/');
    expect(response.headers['cache-control']).toBe('no-store');
  });

  it('is none where the store fails: the check is answered all the same, and the fault is logged', async () => {
    const logged: unknown[] = [];
    const results = { ...pageResults(), keep: () => Promise.reject(new Error('disk full')) };
    const app = pagesApp({ results, log: { error: (entry: unknown) => void logged.push(entry) } });
    const response = await upload(app, ['valid']);
    expect([response.status, panelOf(response.text)]).toEqual([200, 'valid']);
    expect(logged).toMatchObject([{ err: { message: 'disk full' } }]);
  });

  it('leads back from the address of its form', async () => {
    const app = pagesApp();
    const address = await checked(app, ['valid']);
    expect((await request(app).get(`${address}/vehicle`)).headers.location).toBe(address);
  });
});

describe('a result that is opened again', () => {
  it('says when the file was checked and when the registry was asked', async () => {
    let now = PAGE_NOW;
    const app = pagesApp({ results: pageResults({ now: () => now }) });
    const address = await checked(app, ['valid']);
    expect((await request(app).get(address)).text).not.toContain('data-again');
    now = '2026-07-05T00:00:00.000Z';
    const { text } = await request(app).get(address);
    expect(text).toContain('data-again="same"');
    expect(text).toContain('datetime="2026-07-01T06:05:09.000Z"');
    expect(text).toContain('2026-07-05 08:00:00');
  });

  it('says what changed since, and never more than then', async () => {
    let standing: LineStatus = { status: 'live' };
    const record = recordOf('few');
    const registry = {
      find: async () => record && { ...record, lines: record.lines.map((line) => ({ ...line, standing })) },
    };
    const app = pagesApp({ results: pageResults({ registry }) });
    const address = await checked(app, ['few']);
    expect(panelOf((await request(app).get(address)).text)).toBe('valid');
    standing = WITHDRAWN;
    const { text } = await request(app).get(address);
    expect(panelOf(text)).toBe('withdrawn');
    expect(text).toContain('data-again="changed"');
    const before = WORDS.en.text('verdicts.valid-not-compared.headline');
    expect(text).toContain(WORDS.en.text('pages.result.reopened.before', { headline: before }));
  });

  it('cannot be decided while the registry does not answer', async () => {
    let isDown = false;
    const record = recordOf('valid');
    const find = async () => (isDown ? Promise.reject(new Error('down')) : record);
    const app = pagesApp({ results: pageResults({ registry: { find } }) });
    const address = await checked(app, ['valid'], { vin: PAGE_VIN });
    isDown = true;
    expect(panelOf((await request(app).get(address)).text)).toBe('undecided');
  });
});

describe('another vehicle of the same document', () => {
  const compare = (app: Express, address: string, fields: Readonly<Record<string, string>>) =>
    request(app).post(`${address}/vehicle`).type('form').send(fields);

  it('is compared without the file, and has a result of its own', async () => {
    const app = pagesApp();
    const address = await checked(app, ['few'], { vin: PAGE_VIN, applicationDate: '2026-07-01' });
    const first = await request(app).get(address);
    expect(first.text).toContain('name="applicationDate" value="2026-07-01"');
    const moved = await compare(app, address, { vin: ` ${OTHER.toLowerCase()}`, destination: 'KZ' });
    expect(moved.status).toBe(303);
    expect(moved.headers.location).not.toBe(address);
    const { text } = await request(app).get(String(moved.headers.location));
    expect(panelOf(text)).toBe('valid');
    expect(aboutOf(text)).toContain('KP100001');
    expect(panelOf((await request(app).get(address)).text)).toBe('valid');
  });

  it.each([
    [{ vin: '1M8GDM9A1KP042789' }, 'not-valid-other-vehicle'],
    [{ vin: OTHER, destination: 'RU' }, 'not-valid-other-destination'],
  ])('does not fit: %j', async (fields, headline) => {
    const app = pagesApp();
    const address = await checked(app, ['few']);
    const response = await compare(app, address, fields).redirects(1);
    expect(response.text).toContain(WORDS.en.text(`verdicts.${headline}.headline`));
  });

  it('is asked back where it cannot be a VIN, above the same result', async () => {
    const app = pagesApp();
    const address = await checked(app, ['few']);
    const response = await compare(app, address, { vin: PAGE_VIN.replace('1M8', 'IM8') });
    expect([response.status, panelOf(response.text)]).toEqual([422, 'valid']);
    expect(response.text).toContain('href="#vin"');
    expect(response.text).toContain(`value="${PAGE_VIN}"`);
    expect((await compare(app, address, {})).status).toBe(422);
  });

  it('is not offered where nothing is established, nor where nothing is kept', async () => {
    const app = pagesApp();
    const altered = await request(app).get(await checked(app, ['altered']));
    expect(altered.text).not.toContain('/vehicle"');
    const off = await upload(pagesApp({ results: pageResults({ days: 0 }) }), ['valid']);
    expect(off.text).not.toContain('/vehicle"');
    const gone = await compare(app, `/en/results/${'x'.repeat(22)}`, { vin: OTHER });
    expect(gone.status).toBe(404);
  });
});

describe('the headline', () => {
  const shown = async (word: string, fields: Readonly<Record<string, string>>) => {
    const app = pagesApp();
    return (await request(app).get(await checked(app, [word], fields))).text;
  };

  it('says whose document, which vehicle, which country and as of when', async () => {
    const about = aboutOf(await shown('few', { vin: PAGE_VIN }));
    for (const part of [PAGE_NUMBER, 'Test Xinghe Automobile', 'KP042788', 'Kazakhstan', '2026-07-01 14:05:09'])
      expect(about).toContain(part);
  });

  it('names both countries where another one was asked for, and no tick stands beside', async () => {
    const text = await shown('valid', { vin: PAGE_VIN, destination: 'RU' });
    const countries = { listed: 'Kazakhstan', asked: 'Russia' };
    expect(aboutOf(text)).toContain(WORDS.en.text('pages.result.about.country.differs', countries));
    expect(text.split('data-check=')[0]).not.toContain('vinseal-tag--passed');
    expect(text).not.toMatch(/\bRU\b(?!")/);
  });

  it('answers the 180-day rule beside the vehicle, in the check too', async () => {
    const needed = await shown('valid', { vin: PAGE_VIN, applicationDate: '2026-07-01' });
    const data = { date: '2026-07-01', lastDay: '2026-11-06', registration: '2026-05-10' };
    const answer = (reason: string, date: string) =>
      WORDS.en.text(`pages.result.need.reasons.${reason}`, { ...data, date });
    expect(aboutOf(needed)).toContain(answer('within-threshold', '2026-07-01'));
    const tagOf = (html: string) => /data-check="confirmation-needed">.*?<\/strong>/s.exec(html)?.[0];
    expect(tagOf(needed)).toContain(WORDS.en.text('pages.result.need.tags.needed'));
    const beyond = await shown('valid', { vin: PAGE_VIN, applicationDate: '2026-12-01' });
    expect(aboutOf(beyond)).toContain(answer('beyond-threshold', '2026-12-01'));
    expect(tagOf(beyond)).toContain(WORDS.en.text('pages.result.need.tags.not-needed'));
    const before = await shown('valid', { vin: PAGE_VIN, applicationDate: '2026-05-01' });
    expect(tagOf(before)).toContain(WORDS.en.text('pages.result.need.tags.date-wrong'));
    const many = await shown('few', { applicationDate: '2026-07-01' });
    expect(aboutOf(many)).toContain(
      WORDS.en.text('pages.result.need.count', { date: '2026-07-01', count: 6, total: 6 }),
    );
  });

  it('repeats nothing that a file claims before it is established, and only what was asked', async () => {
    const about = aboutOf(await shown('altered', { vin: PAGE_VIN, destination: 'KZ' }));
    expect(about).not.toContain(PAGE_NUMBER);
    expect(about).toContain(WORDS.en.text('pages.result.about.states.not-compared').replace('– ', '').slice(0, 12));
    expect(about).not.toContain(WORDS.en.text('pages.result.about.states.matched'));
  });
});

describe('a verdict and its reasons', () => {
  const textOf = async (word: string, fields: Readonly<Record<string, string>> = {}) => {
    const app = pagesApp();
    return (await request(app).get(await checked(app, [word], fields))).text;
  };

  it('say each remedy once', async () => {
    for (const [word, fields] of [
      ['altered', {}],
      ['valid', { vin: PAGE_VIN, destination: 'RU' }],
      ['undecided', { vin: PAGE_VIN }],
    ] as const) {
      const text = await textOf(word, fields);
      const remedies = [...text.matchAll(/vinseal-lead">[^<]*<\/strong>([^<]*)</g)].map(([, remedy]) => remedy);
      expect(remedies.length).toBeGreaterThan(0);
      expect(new Set(remedies).size).toBe(remedies.length);
    }
  });

  it('show a VIN that differs from the nearest one character by character', async () => {
    const text = await textOf('valid', { vin: PAGE_VIN.replace('42788', '42789') });
    expect(text.match(/<mark>[89]<\/mark>/g)).toEqual(['<mark>9</mark>', '<mark>8</mark>']);
  });

  it('tell an altered file from a signer who is not entitled', async () => {
    expect(await textOf('altered')).toContain(WORDS.en.text('pages.result.facts.withheld.not-established'));
    const foreign = await textOf('foreign');
    expect(foreign).toContain(WORDS.en.text('verdicts.not-valid-not-entitled.headline'));
    expect(foreign).toContain(WORDS.en.text('pages.result.facts.withheld.refused'));
    expect(foreign).not.toContain('vinseal-inspection');
  });

  it('of a confirmation that is partly withdrawn name the vehicles', async () => {
    const text = await textOf('partly');
    expect(panelOf(text)).toBe('withdrawn');
    expect(text).toContain(WORDS.en.text('verdicts.partly-withdrawn.headline'));
    const row = text.slice(text.indexOf('vinseal-vehicles'));
    expect(row.match(/vinseal-tag--withdrawn/g)).toHaveLength(1);
    const ended = await textOf('partly', { vin: OTHER });
    expect(panelOf(ended)).toBe('withdrawn');
    expect(ended).toContain(WORDS.en.text('pages.result.this-vehicle.withdrawn'));
    expect(ended).not.toContain(WORDS.en.text('verdicts.withdrawn.headline'));
    expect(panelOf(await textOf('partly', { vin: PAGE_VIN }))).toBe('valid');
  });
});

describe('several files', () => {
  const rowsOf = (html: string) =>
    [...html.matchAll(/vinseal-files__item--([a-z-]+)" id="file-(\d+)"/g)].map(([, shown, id]) => [Number(id), shown]);

  it('count what covers the VIN; genuine ones of other vehicles are neither red nor in the way', async () => {
    const app = pagesApp();
    const vin = OTHER;
    const { text } = await request(app).get(await checked(app, ['valid', 'few', 'valid'], { vin }));
    expect(panelOf(text)).toBe('valid');
    expect(text).toContain(WORDS.en.text('pages.result.overall.covers', { covering: 1, count: 3, vin }));
    expect(rowsOf(text)).toEqual([
      [2, 'valid'],
      [1, 'other-vehicle'],
      [3, 'other-vehicle'],
    ]);
    expect(text).not.toContain('vinseal-verdict--not-valid');
  });

  it('stand with the worst first, and each can be unfolded', async () => {
    const app = pagesApp();
    const words = ['valid', 'unsigned', 'undecided', 'altered', 'withdrawn'];
    const { text } = await request(app).get(await checked(app, words));
    expect(panelOf(text)).toBe('not-valid');
    expect(rowsOf(text)).toEqual([
      [4, 'not-valid'],
      [5, 'withdrawn'],
      [3, 'undecided'],
      [2, 'unsigned'],
      [1, 'valid'],
    ]);
    expect(text.match(/<details class="vinseal-file-details">/g)).toHaveLength(5);
  });

  it('say of one of other vehicles whether it is still in force', async () => {
    const app = pagesApp();
    const { text } = await request(app).get(await checked(app, ['valid', 'withdrawn'], { vin: '1M8GDM9A1KP042789' }));
    expect(rowsOf(text).map(([, shown]) => shown)).toEqual(['other-vehicle', 'other-vehicle']);
    for (const code of ['other-vehicle', 'other-vehicle-ended'])
      expect(text.split(`>${WORDS.en.text(`pages.result.short.${code}`)}<`)).toHaveLength(2);
  });

  it('none of which is for the vehicle are no green', async () => {
    const app = pagesApp();
    const { text } = await request(app).get(await checked(app, ['valid', 'valid'], { vin: '1M8GDM9A1KP042789' }));
    expect(panelOf(text)).toBe('other-vehicle');
  });

  it('one of which was altered are told so, whatever covers the VIN', async () => {
    const app = pagesApp();
    const { text } = await request(app).get(await checked(app, ['valid', 'altered'], { vin: PAGE_VIN }));
    expect(panelOf(text)).toBe('not-valid');
    expect(text).toContain(WORDS.en.text('pages.result.overall.covers', { covering: 1, count: 2, vin: PAGE_VIN }));
  });

  it('can be downloaded as a table that starts no formula', async () => {
    const app = pagesApp();
    const post = request(app).post('/en/verify').field('vin', PAGE_VIN);
    for (const filename of ['=HYPERLINK("x").pdf', 'b,"c".pdf'])
      post.attach('file', pageDocument('valid'), { filename });
    const address = String((await post).headers.location);
    const page = await request(app).get(address);
    expect(page.text).toContain(`href="${address}/files.csv"`);
    const { text, headers } = await request(app).get(`${address}/files.csv`);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="?vinseal-[0-9A-Z-]{11}\.csv"?$/);
    const [head, first, second] = text.replace('\uFEFF', '').split('\r\n');
    expect(head?.split(',')).toHaveLength(10);
    expect(first).toMatch(/^"'=HYPERLINK/);
    expect(second).toContain('b,""c"".pdf');
    expect(first).toContain(PAGE_NUMBER);
  });
});

describe('csvCell', () => {
  it.each([
    ['a.pdf', '"a.pdf"'],
    ['=1+1', `"'=1+1"`],
    ['  +1', `"'  +1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['＝1', `"'＝1"`],
    ['\t=1', `"'\t=1"`],
    ['\ra', `"'\ra"`],
    ['a"b', '"a""b"'],
    ['1=1', '"1=1"'],
  ])('%j is %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});
