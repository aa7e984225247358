import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { LANGUAGES } from '../../server/http/pages/languages.ts';
import { browserIsHere, launchBrowser, serveApp, warmContext } from '../support/browser.ts';
import { violations } from '../support/page-barriers.ts';
import { PAGE_NUMBER, PAGE_VIN } from '../support/page-evidence.ts';
import { pageDocument, pagesApp, WORDS } from '../support/pages-app.ts';
import { isFullRun } from '../support/test-share.ts';

const LAPTOP = { width: 1366, height: 768 };
const SEND = '#check-form button[type=submit]';

const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let base = '';
let close: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  if (!here) return;
  ({ base, close } = await serveApp(pagesApp()));
  browser = await launchBrowser();
});

afterAll(async () => {
  if (!here) return;
  await browser.close();
  await close();
});

/** Runs a test on a page, which must neither throw nor have anything refused by the content security policy. */
async function onPage(address: string, test: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
  const context = await contextWith(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text());
  });
  await page.goto(address);
  await test(page);
  expect(complaints).toEqual([]);
  await page.close();
}

/** One for each kind of options: it keeps style sheets and scripts. */
const contexts = new Map<string, Promise<BrowserContext>>();
function contextWith(options: BrowserContextOptions): Promise<BrowserContext> {
  const kind = JSON.stringify(options);
  const known = contexts.get(kind) ?? warmContext(browser, `${base}/en/about`, { viewport: LAPTOP, ...options });
  contexts.set(kind, known);
  return known;
}

async function choose(page: Page, size = 0) {
  const buffer = Buffer.concat([pageDocument('valid'), Buffer.alloc(size, '\n')]);
  await page.setInputFiles('input[type=file]', { name: 'valid.pdf', mimeType: 'application/pdf', buffer });
}

/** Waits for the page that an act leads to, loaded or shown in place of this one. */
async function answered(page: Page, act: () => Promise<unknown>) {
  await page.$eval('#main-content', (main) => main.setAttribute('data-left', ''));
  await act();
  await page.waitForSelector('#main-content:not([data-left])');
}

const chosenFile = (page: Page) =>
  page.$eval('input[type=file]', (input) => (input as HTMLInputElement).files?.[0]?.name ?? null);
const isValid = async (page: Page) =>
  expect(await page.title()).toContain(WORDS.en.text('verdicts.valid-matched.headline'));

withBrowser('the form that checks a file', () => {
  it.each(LANGUAGES)('$locale: shows file, VIN and button at once on a small laptop', async ({ segment }) =>
    onPage(`${base}/${segment}/`, async (page) => {
      for (const selector of ['button#file', '#vin', SEND]) {
        const box = await page.locator(selector).boundingBox();
        expect((box?.y ?? 999) + (box?.height ?? 999)).toBeLessThan(700);
      }
    }),
  );

  it('asks a mistyped VIN back, and keeps the file', async () =>
    onPage(`${base}/en/`, async (page) => {
      const sent: string[] = [];
      page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
      await choose(page);
      await page.fill('#vin', PAGE_VIN.slice(1));
      await page.click(SEND);
      expect(await page.textContent('#vin-typed')).toContain('16');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('vin');
      expect(await page.getAttribute('#vin', 'aria-invalid')).toBe('true');
      expect(await page.getAttribute('#vin', 'aria-describedby')).toContain('vin-typed');
      expect(await violations(page)).toEqual([]);
      await page.fill('#vin', PAGE_VIN.replace('0', 'O'));
      expect(await page.textContent('#upload-status')).toBe('');
      await page.click('#vin-typed button');
      expect(await page.inputValue('#vin')).toBe(PAGE_VIN);
      expect(await page.textContent('#vin-typed')).toBe('');
      expect([sent, await chosenFile(page)]).toEqual([[], 'valid.pdf']);
      await answered(page, () => page.click(SEND));
      await isValid(page);
    }));

  it('asks a wrong check digit back once, and believes who insists', async () =>
    onPage(`${base}/en/`, async (page) => {
      await choose(page);
      await page.fill('#vin', `${PAGE_VIN.slice(0, 8)}1${PAGE_VIN.slice(9)}`);
      await page.press('#vin', 'Enter');
      expect(await page.textContent('#vin-typed')).toBe(WORDS.en.text('pages.check.vin.typed.check-digit'));
      await answered(page, () => page.press('#vin', 'Enter'));
      expect(await page.title()).toContain(WORDS.en.text('verdicts.not-valid-other-vehicle.headline'));
    }));

  it('keeps what was typed where a link within the page is followed', async () =>
    onPage(`${base}/en/`, async (page) => {
      await choose(page);
      await page.fill('#vin', PAGE_VIN);
      await page.press('.govuk-skip-link', 'Enter');
      await page.waitForURL(/#main-content$/);
      await page.waitForTimeout(200);
      expect([await page.inputValue('#vin'), await chosenFile(page)]).toEqual([PAGE_VIN, 'valid.pdf']);
      await answered(page, () => page.click(SEND));
      await page.press('.govuk-skip-link', 'Enter');
      await page.waitForURL(/#main-content$/);
      await page.waitForTimeout(200);
      await isValid(page);
    }));

  it('keeps the file when the server finds another field wrong, and on the way back', async () =>
    onPage(`${base}/en/`, async (page) => {
      await choose(page);
      await page.fill('#vin', PAGE_VIN);
      await page.fill('#destination', 'Nowhere');
      await answered(page, () => page.click(SEND));
      expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary');
      expect(await page.inputValue('#destination')).toBe('Nowhere');
      expect([await chosenFile(page), await page.locator('[data-vinseal-files-lost]').count()]).toEqual([
        'valid.pdf',
        0,
      ]);
      await page.fill('#destination', 'Kazakhstan');
      await answered(page, () => page.click(SEND));
      await isValid(page);
      await page.goBack();
      await page.waitForSelector('#check-form');
      expect([await page.inputValue('#destination'), await chosenFile(page)]).toEqual(['Kazakhstan', 'valid.pdf']);
      await answered(page, () => page.click(SEND));
      await isValid(page);
    }));

  it('shows how much has been sent', async () =>
    onPage(`${base}/en/`, async (page) => {
      const session = await page.context().newCDPSession(page);
      const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 400_000 };
      await session.send('Network.emulateNetworkConditions', slow);
      await choose(page, 800_000);
      await page.fill('#vin', PAGE_VIN);
      await answered(page, async () => {
        await page.click(SEND);
        await page.waitForFunction(() =>
          /[1-9]\d?%/.test(document.getElementById('upload-progress')?.textContent ?? ''),
        );
        expect(await page.textContent('#upload-status')).toBe(WORDS.en.text('pages.check.uploading'));
        expect(await page.getAttribute(SEND, 'aria-disabled')).toBe('true');
        expect(await violations(page)).toEqual([]);
      });
    }));

  it('goes to the address where an answer lies', async () => {
    const app = express();
    app.post('/en/verify', (request, response) => {
      request.resume();
      request.once('end', () => response.redirect(303, '/en/about'));
    });
    app.use(pagesApp());
    const elsewhere = await serveApp(app);
    await onPage(`${elsewhere.base}/en/`, async (page) => {
      await choose(page);
      await Promise.all([page.waitForURL('**/en/about'), page.click(SEND)]);
      expect(await page.textContent('h1')).toBe(WORDS.en.text('pages.about.title'));
    });
    await elsewhere.close();
  });

  it.each([
    ['the connection breaks off', (page: Page) => page.route('**/verify', (route) => route.abort(), { times: 1 })],
    [
      'something on the way answers',
      (page: Page) => page.route('**/verify', (route) => route.fulfill({ status: 502, body: 'proxy' }), { times: 1 }),
    ],
  ])('says when %s, and sends again as a plain form', async (_name, disturb) =>
    onPage(`${base}/en/`, async (page) => {
      await disturb(page);
      await choose(page);
      await page.fill('#vin', PAGE_VIN);
      await page.click(SEND);
      await page.waitForFunction(() => 'plain' in (document.getElementById('check-form')?.dataset ?? {}));
      expect(await page.textContent('#upload-status')).toBe(WORDS.en.text('pages.check.upload-broken'));
      expect(await chosenFile(page)).toBe('valid.pdf');
      await Promise.all([page.waitForEvent('load'), page.click(SEND)]);
      await isValid(page);
    }),
  );
});

withBrowser('the field for a country', () => {
  it.each(['哈萨', 'kazakh', 'КАЗАХ', 'kz', 'KAZ'])('finds by %s', async (typed) =>
    onPage(`${base}/zh/`, async (page) => {
      await page.click('#destination');
      await page.keyboard.type(typed);
      const first = page.locator('#destination-list [role=option]').first();
      expect(await first.getAttribute('data-text')).toBe('哈萨克斯坦');
      expect(await page.getAttribute('#destination', 'aria-activedescendant')).toBe(await first.getAttribute('id'));
      if (typed === '哈萨' || isFullRun()) expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Enter');
      expect(await page.inputValue('#destination')).toBe('哈萨克斯坦');
      expect(await page.locator('#destination-list').isVisible()).toBe(false);
    }),
  );

  it('offers the frequent destinations first, and is closed by Escape', async () =>
    onPage(`${base}/en/`, async (page) => {
      await page.click('#destination');
      const options = page.locator('#destination-list [role=option]');
      expect([await options.count(), await options.first().getAttribute('data-text')]).toEqual([249, 'Russia']);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await page.inputValue('#destination')).toBe('Kazakhstan');
      await page.click('#destination');
      await page.keyboard.press('Escape');
      expect(await page.locator('#destination-list').isVisible()).toBe(false);
      await page.keyboard.press('Escape');
      expect(await page.inputValue('#destination')).toBe('');
    }));

  it('makes the name of a code, and leaves what it does not know to the server', async () =>
    onPage(`${base}/en/`, async (page) => {
      await page.fill('#destination', 'niger');
      await page.keyboard.press('Tab');
      expect(await page.inputValue('#destination')).toBe('Niger');
      await page.fill('#destination', 'ni');
      await page.keyboard.press('Tab');
      expect(await page.inputValue('#destination')).toBe('Nicaragua');
      await page.fill('#destination', 'nig');
      await page.keyboard.press('Tab');
      expect(await page.inputValue('#destination')).toBe('nig');
    }));
});

withBrowser('a change of the language', () => {
  it('keeps what is typed and chosen, and puts none of it into an address', async () =>
    onPage(`${base}/en/?number=${PAGE_NUMBER}`, async (page) => {
      await choose(page);
      await page.fill('#vin', PAGE_VIN);
      await page.fill('#destination', 'Kazakhstan');
      await page.fill('#vinTail', '042788');
      await answered(page, () => page.getByText('Русский').click());
      expect(await page.getAttribute('html', 'lang')).toBe('ru');
      expect(page.url()).toBe(`${base}/ru/?number=${PAGE_NUMBER}#by-number`);
      const values = ['#vin', '#destination', '#number', '#vinTail'].map((field) => page.inputValue(field));
      expect(await Promise.all(values)).toEqual([PAGE_VIN, 'Казахстан', PAGE_NUMBER, '042788']);
      expect(await chosenFile(page)).toBe('valid.pdf');
      expect(await violations(page)).toEqual([]);
      await answered(page, () => page.getByText('English').click());
      await answered(page, () => page.click(SEND));
      await isValid(page);
    }));

  it('shows the errors again', async () =>
    onPage(`${base}/en/`, async (page) => {
      await choose(page);
      await page.fill('#destination', 'Nowhere');
      await answered(page, () => page.click(SEND));
      await answered(page, () => page.getByText('简体中文').click());
      expect(await page.textContent('.govuk-error-summary')).toContain('NOWHERE');
      expect(await chosenFile(page)).toBe('valid.pdf');
    }));

  it.each([true, false])('gives an answer by number again; with scripts: %s', async (javaScriptEnabled) =>
    onPage(
      `${base}/en/number`,
      async (page) => {
        await page.fill('#number', PAGE_NUMBER);
        await page.fill('#vinTail', PAGE_VIN);
        await answered(page, () => page.click('main button[type=submit]'));
        await answered(page, () => page.getByText('Русский').click());
        expect(await page.title()).toContain(WORDS.ru.text('pages.number.result.live'));
        expect(page.url()).toBe(`${base}/ru/number`);
      },
      { javaScriptEnabled },
    ),
  );

  it('keeps what was sent without scripts, too', async () =>
    onPage(
      `${base}/en/`,
      async (page) => {
        await choose(page);
        await page.fill('#vin', '123');
        await page.selectOption('#destination', 'KZ');
        await answered(page, () => page.click(SEND));
        await answered(page, () => page.getByText('Русский').click());
        expect([await page.inputValue('#vin'), await page.inputValue('#destination')]).toEqual(['123', 'KZ']);
        expect(await page.locator('#vin-error').isVisible()).toBe(true);
      },
      { javaScriptEnabled: false },
    ));
});
