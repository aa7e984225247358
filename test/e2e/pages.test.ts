import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { formatConfirmationNumber } from '#core/confirmation/confirmation-number.ts';
import { LANGUAGES } from '../../server/http/pages/languages.ts';
import { browserIsHere, launchBrowser, serveApp, warmContext } from '../support/browser.ts';
import { violations } from '../support/page-barriers.ts';
import { PAGE_NUMBER, PAGE_VIN } from '../support/page-evidence.ts';
import { pageDocument, pagesApp, WORDS } from '../support/pages-app.ts';
import { isFullRun } from '../support/test-share.ts';

const WIDE = { width: 1280, height: 900 };
/** A 1280 px screen at 400 % (WCAG 2.2, 1.4.10). */
const NARROW = { width: 320, height: 640 };

const UNKNOWN_NUMBER = formatConfirmationNumber({ makerCode: 'TST', year: 2026, sequence: 9 });

/** A4 with margins of 10 mm, in CSS pixels. */
const PAPER = 718;

/** What must be right on each page: nothing refused by the content security policy, no script error. */
type Watched = { readonly page: Page; readonly complaints: string[] };
type Step = readonly [name: string, go: (page: Page, segment: string) => Promise<unknown>];

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

const PAGES: readonly Step[] = [
  ['check', (page, segment) => page.goto(`${base}/${segment}/`)],
  ['samples', (page, segment) => page.goto(`${base}/${segment}/samples`)],
  ['about', (page, segment) => page.goto(`${base}/${segment}/about`)],
  ['docs', (page, segment) => page.goto(`${base}/${segment}/docs`)],
  ['problems', (page, segment) => page.goto(`${base}/${segment}/problems`)],
  ['problem', (page, segment) => page.goto(`${base}/${segment}/problems/request-not-valid`)],
  ['not found', (page, segment) => page.goto(`${base}/${segment}/nowhere`)],
  ['form with errors', (page, segment) => verify(page, segment, [], { destination: 'x', applicationDate: 'x' })],
  ['valid', (page, segment) => verify(page, segment, ['valid'], { vin: PAGE_VIN, applicationDate: '2026-07-01' })],
  ['not valid', (page, segment) => verify(page, segment, ['altered'], {})],
  ['not a confirmation', (page, segment) => verify(page, segment, ['stranger'], {})],
  ['many vehicles', (page, segment) => verify(page, segment, ['many'], { applicationDate: '2026-07-01' })],
  ['wrong vehicle', (page, segment) => verify(page, segment, ['few'], { vin: '1M8GDM9A1KP042789' })],
  ['refused', (page, segment) => verify(page, segment, ['foreign'], {})],
  ['several', (page, segment) => verify(page, segment, ['few', 'many', 'withdrawn', 'undecided', 'unsigned'], {})],
  ['number form', (page, segment) => page.goto(`${base}/${segment}/number`)],
  ['number', (page, segment) => lookUp(page, segment, PAGE_NUMBER)],
  ['number with the whole VIN', (page, segment) => lookUp(page, segment, PAGE_NUMBER, PAGE_VIN)],
  ['no such number', (page, segment) => lookUp(page, segment, UNKNOWN_NUMBER)],
  ['mistyped number', (page, segment) => lookUp(page, segment, 'ASC-1')],
];

async function open({ viewport, javaScriptEnabled = true }: Wanted): Promise<Watched> {
  const opened = await watched(await contextWith(javaScriptEnabled));
  await opened.page.setViewportSize(viewport);
  return opened;
}

type Wanted = { readonly viewport: typeof WIDE; readonly javaScriptEnabled?: boolean };

/** One for all pages with scripts, and one for those without: they keep style sheets and scripts, and nothing else lasts. */
const contexts = new Map<boolean, Promise<BrowserContext>>();
function contextWith(javaScriptEnabled: boolean): Promise<BrowserContext> {
  const known = contexts.get(javaScriptEnabled) ?? warmContext(browser, `${base}/en/about`, { javaScriptEnabled });
  contexts.set(javaScriptEnabled, known);
  return known;
}

async function watched(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text);
  });
  return { page, complaints };
}

async function verify(page: Page, segment: string, words: readonly string[], fields: Readonly<Record<string, string>>) {
  await page.goto(`${base}/${segment}/`);
  const files = words.map((word) => ({ name: `${word}.pdf`, mimeType: 'application/pdf', buffer: pageDocument(word) }));
  await page.setInputFiles('input[type=file]', files);
  await page.$$eval('form[enctype] details', (all) => all.map((details) => details.setAttribute('open', '')));
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await submit(page, 'form[enctype]');
}

async function lookUp(page: Page, segment: string, number: string, vinTail = '042788') {
  await page.goto(`${base}/${segment}/`);
  await page.fill('[name=number]', number);
  await page.fill('[name=vinTail]', vinTail);
  await submit(page, 'form[action$=number]');
}

async function submit(page: Page, form: string) {
  await answered(page, () => page.click(`${form} button[type=submit]`));
}

/** Waits for the page that an act leads to, loaded or shown in place of this one. */
async function answered(page: Page, act: () => Promise<unknown>) {
  await page.$eval('#main-content', (main) => main.setAttribute('data-left', ''));
  await act();
  await page.waitForSelector('#main-content:not([data-left])');
}

/** How many sheets of A4 the page takes. */
async function printedPages(page: Page): Promise<number> {
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

withBrowser('the pages in a browser', () => {
  describe.each(LANGUAGES)('$locale', ({ segment }) => {
    // One page for all of them, which a person has open as long: each of them loads another document into it.
    let tab: Watched;
    beforeAll(async () => {
      tab = await open({ viewport: WIDE });
    });
    afterAll(() => tab.page.close());

    // English, between the others in length, on every third page only.
    const tried = segment === 'en' && !isFullRun() ? PAGES.filter((_page, index) => index % 3 === 0) : PAGES;
    it.each(tried)('%s: no violation, nothing refused by the policy, no scrolling sideways', async (_name, go) => {
      const { page, complaints } = tab;
      complaints.length = 0;
      await page.setViewportSize(WIDE);
      await go(page, segment);
      // The same elements in every language: their names differ, which `locales.test.ts` asks for.
      if (segment === 'zh' || isFullRun()) expect(await violations(page)).toEqual([]);
      await page.setViewportSize(NARROW);
      await page.$$eval('details', (all) => all.map((details) => details.setAttribute('open', '')));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(NARROW.width);
      expect(complaints).toEqual([]);
    });
  });

  it('has no violation on a narrow screen with everything unfolded', async () => {
    const { page } = await open({ viewport: NARROW });
    await verify(page, 'ru', ['few'], { vin: PAGE_VIN });
    await page.$$eval('details', (all) => all.map((details) => details.setAttribute('open', '')));
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('does the main job by keyboard alone', async () => {
    const { page } = await open({ viewport: WIDE });
    await page.goto(`${base}/en/`);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('A#main-content');
    await page.keyboard.press('Enter');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), tabTo(page, 'BUTTON#file', 'Enter')]);
    await chooser.setFiles({ name: 'valid.pdf', mimeType: 'application/pdf', buffer: pageDocument('valid') });
    await tabTo(page, 'INPUT#vin');
    await page.keyboard.type(PAGE_VIN);
    await tabTo(page, 'INPUT#destination');
    await page.keyboard.type('Kazakh');
    await page.keyboard.press('Enter');
    await tabTo(page, 'SUMMARY#', 'Enter');
    await tabTo(page, 'INPUT#applicationDate');
    await answered(page, () => page.keyboard.press('Enter'));
    expect(await page.title()).toContain(WORDS.en.text('verdicts.valid-matched.headline'));
    await tabTo(page, 'SUMMARY#', 'Enter');
    expect(await page.locator('details[open]').count()).toBe(1);
    await page.close();
  });

  it('moves the focus to the errors, and from there to the field', async () => {
    const { page } = await open({ viewport: WIDE });
    await verify(page, 'ru', ['valid'], { destination: 'x' });
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary');
    await page.click('a[href="#destination"]');
    expect(await focused(page)).toBe('INPUT#destination');
    expect(await page.getAttribute('#destination', 'aria-describedby')).toContain('destination-error');
    await page.close();
  });

  it('works without scripts', async () => {
    const { page } = await open({ viewport: WIDE, javaScriptEnabled: false });
    await verify(page, 'zh', ['withdrawn'], {});
    expect(await page.title()).toContain(WORDS['zh-CN'].text('verdicts.withdrawn.headline'));
    expect(await page.locator('[data-vinseal-print]').isVisible()).toBe(false);
    await page.close();
  });

  it('says that it is checking, and sends a form once', async () => {
    const { page } = await open({ viewport: WIDE });
    await page.goto(`${base}/en/`);
    // Counts what would be sent, and stays on the page to see what it says meanwhile.
    await page.evaluate(() => {
      document.querySelector('form[enctype]')?.addEventListener('submit', (event) => {
        const sent = Number(document.body.dataset.sent ?? 0);
        document.body.dataset.sent = String(event.defaultPrevented ? sent : sent + 1);
        event.preventDefault();
      });
    });
    const button = page.locator('form[enctype] button[type=submit]');
    await button.click();
    await button.dispatchEvent('click');
    expect(await page.getAttribute('body', 'data-sent')).toBe('1');
    expect(await page.locator('#upload-status').textContent()).toBe(WORDS.en.text('pages.check.checking'));
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.close();
  });

  it('names every chosen file', async () => {
    const { page } = await open({ viewport: WIDE });
    await page.goto(`${base}/zh/`);
    const files = ['甲.pdf', '乙.pdf'].map((name) => ({
      name,
      mimeType: 'application/pdf',
      buffer: pageDocument('valid'),
    }));
    await page.setInputFiles('input[type=file]', files);
    expect(await page.locator('#chosen-files li').allTextContents()).toEqual(['甲.pdf', '乙.pdf']);
    expect(await page.locator('.govuk-file-upload-button__status').textContent()).toContain('2');
    await page.close();
  });

  it('prints the verdict, where it was given and every check, without what only screens need', async () => {
    const { page } = await open({ viewport: WIDE });
    await verify(page, 'en', ['valid'], { vin: PAGE_VIN });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.vinseal-print-only').textContent()).toContain('https://check.example/en/results/');
    expect(await page.locator('.vinseal-print-only').isVisible()).toBe(true);
    expect(await page.locator('.vinseal-verdict').isVisible()).toBe(true);
    expect(await page.locator('.govuk-service-navigation').isVisible()).toBe(false);
    for (const part of await page.locator('.vinseal-no-print').all()) expect(await part.isVisible()).toBe(false);
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('details.govuk-details:not([open])').count()).toBe(0);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await printedPages(page)).toBe(2);
    await page.close();
  });

  it('shows vehicles one below the other on a narrow screen, as a table to those who hear it', async () => {
    const { page } = await open({ viewport: { width: 360, height: 640 } });
    await verify(page, 'zh', ['few'], {});
    const cells = page.locator('.vinseal-vehicles tbody tr').first().locator('th, td');
    for (const cell of await cells.all()) {
      const box = await cell.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(360);
    }
    expect(await page.getByRole('table').getByRole('row').count()).toBe(7);
    expect(await page.getByRole('rowheader').count()).toBe(6);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each(LANGUAGES)('$locale: the table of vehicles is never wider than its column', async ({ segment }) => {
    const { page } = await open({ viewport: WIDE });
    await verify(page, segment, ['few'], {});
    const fitsAt = async (width: number) => {
      await page.setViewportSize({ width, height: 900 });
      const room = await page.$eval('.vinseal-vehicles', (table) => {
        const column = table.parentElement?.getBoundingClientRect().width ?? 0;
        return column - table.getBoundingClientRect().width;
      });
      return { width, fits: room > -0.5 };
    };
    for (const width of [768, 800, 1000, 1024, 1100, 1280]) expect(await fitsAt(width)).toEqual({ width, fits: true });
    await page.emulateMedia({ media: 'print' });
    expect(await fitsAt(PAPER)).toEqual({ width: PAPER, fits: true });
    await page.close();
  });

  it('keeps a result through language, reload and back', async () => {
    const { page } = await open({ viewport: WIDE });
    await verify(page, 'en', ['valid'], { vin: PAGE_VIN });
    const result = new URL(page.url()).pathname;
    await page.getByRole('link', { name: 'Русский' }).click();
    expect(new URL(page.url()).pathname).toBe(result.replace('/en/', '/ru/'));
    expect(await page.title()).toContain(WORDS.ru.text('verdicts.valid-matched.headline'));
    await page.reload();
    expect(await page.title()).toContain(WORDS.ru.text('verdicts.valid-matched.headline'));
    await page.goto(`${base}/ru/about`);
    await page.goBack();
    expect(await page.title()).toContain(WORDS.ru.text('verdicts.valid-matched.headline'));
    await page.close();
  });

  it('compares another vehicle without scripts and without the file', async () => {
    const { page } = await open({ viewport: NARROW, javaScriptEnabled: false });
    await verify(page, 'en', ['few'], {});
    await page.fill('[name=vin]', PAGE_VIN);
    await submit(page, 'form[action$=vehicle]');
    expect(await page.title()).toContain(WORDS.en.text('verdicts.valid-matched.headline'));
    await page.close();
  });

  it('filters and copies the VINs of a long confirmation', async () => {
    const { page } = await open({ viewport: WIDE });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await verify(page, 'en', ['many'], {});
    await page.fill('#file-1-filter', 'kp10000');
    expect(await page.locator('.vinseal-list li:visible').count()).toBe(9);
    expect(await page.locator('.vinseal-list__count').textContent()).toBe('9 / 60');
    await page.click('.vinseal-list__tools button');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(9);
    expect(copied).toMatch(/^1M8GDM9AXKP100001\n/);
    await page.close();
  });

  it('shows twenty files on two screens, each of which unfolds by keyboard', async () => {
    const { page } = await open({ viewport: { width: 1366, height: 768 } });
    await verify(page, 'ru', [...Array.from({ length: 18 }, () => 'valid'), 'altered', 'unsigned'], { vin: PAGE_VIN });
    const list = await page.locator('.vinseal-files').boundingBox();
    expect((list?.y ?? 0) + (list?.height ?? 9_999)).toBeLessThanOrEqual(2 * 768);
    await page.locator('.vinseal-files__row').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#file-19 .vinseal-files__details').isVisible()).toBe(true);
    await page.close();
  });

  it('copies a VIN without the spaces between its groups', async () => {
    const { page } = await open({ viewport: WIDE });
    await verify(page, 'en', ['valid'], { vin: PAGE_VIN });
    expect(await page.locator('.vinseal-vin').first().evaluate(selectedText)).toBe(PAGE_VIN);
    await page.close();
  });

  it('switches the language and keeps the page', async () => {
    const { page } = await open({ viewport: WIDE });
    await page.goto(`${base}/en/about`);
    await page.getByRole('link', { name: 'Русский' }).click();
    expect(new URL(page.url()).pathname).toBe('/ru/about');
    expect(await page.getAttribute('html', 'lang')).toBe('ru');
    await page.close();
  });
});

/** What would be copied of an element. */
function selectedText(element: Element): string {
  getSelection()?.selectAllChildren(element);
  return String(getSelection());
}

async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const target = element instanceof HTMLAnchorElement ? element.hash.slice(1) : (element?.id ?? '');
    return `${element?.tagName}#${target}`;
  });
}

/** Presses Tab until that element has the focus, then perhaps another key. */
async function tabTo(page: Page, wanted: string, key?: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if ((await focused(page)) === wanted) return key === undefined ? undefined : page.keyboard.press(key);
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}
