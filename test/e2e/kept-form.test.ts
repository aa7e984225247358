/** Forms in a browser without scripts: what is typed survives a change of the language and the end of a session. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TEST_EXPORTERS } from '../../server/development/test-manufacturer.ts';
import { browserIsHere, launchBrowser, serveApp } from '../support/browser.ts';
import { expectSound } from '../support/expect-sound.ts';
import { freePort } from '../support/free-port.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { makePerson, TEST_PASSWORD } from '../support/people.ts';

const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let install: TestInstall;
let served: Awaited<ReturnType<typeof serveApp>>;

beforeAll(async () => {
  if (!here) return;
  const port = await freePort();
  install = await openTestInstall({ publicUrl: `http://127.0.0.1:${port}` });
  served = await serveApp(testApp(install), port);
  browser = await launchBrowser();
});
afterAll(async () => {
  if (!here) return;
  await browser.close();
  await served.close();
  await install.dispose();
});

const withoutScripts = () => browser.newContext({ javaScriptEnabled: false });

withBrowser('a form without scripts', () => {
  it('comes along when the language is changed, and Enter sends it in the language that is shown', async () => {
    const context = await withoutScripts();
    const page = await context.newPage();
    await page.goto(`${served.base}/en/register`);
    await page.fill('#company', 'Typed <company>');
    await page.fill('#purpose', 'two\nlines');
    await page.click('button[lang=ru]');
    expect(new URL(page.url()).pathname).toBe('/ru/register');
    expect([await page.inputValue('#company'), await page.inputValue('#purpose')]).toEqual([
      'Typed <company>',
      'two\nlines',
    ]);
    expect(await page.locator('.govuk-error-summary').count()).toBe(0);
    await page.press('#company', 'Enter');
    await page.waitForSelector('.govuk-error-summary');
    expect(new URL(page.url()).pathname).toBe('/ru/register');
    await context.close();
  });

  it('is sent again from the page that says that the session has ended', async () => {
    const exporter = { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] } as const;
    const { email } = await makePerson(install, { organisation: exporter, roles: ['requester'] });
    // A request to a manufacturer without people would wait for nobody.
    const maker = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
    await makePerson(install, { organisation: maker, roles: ['clerk'] });
    const context = await withoutScripts();
    const signIn = async (page: Awaited<ReturnType<typeof context.newPage>>) => {
      await page.fill('#email', email);
      await page.fill('#password', TEST_PASSWORD);
      await page.click('main button[type=submit]');
      await page.waitForURL(/home$/);
    };
    const page = await context.newPage();
    await page.goto(`${served.base}/en/sign-in`);
    await signIn(page);
    await page.goto(`${served.base}/en/requests/new`);
    await page.selectOption('#manufacturer', 'test-maker');
    await page.fill('#applicationDate', '2026-09-01');
    await context.clearCookies();
    await page.click('main button[type=submit]');
    await page.waitForSelector('a[target=_blank]');
    const [other] = await Promise.all([context.waitForEvent('page'), page.click('a[target=_blank]')]);
    await signIn(other);
    await page.click('main button[type=submit]');
    await page.waitForURL(/\/vehicles$/);
    expect(await page.inputValue('#applicationDate')).toBe('2026-09-01');
    await context.close();
  });
});

withBrowser('at 320 px', () => {
  it.each(['zh/problems', 'zh/register'])('%s is sound, and a wide table shows that it scrolls', async (path) => {
    const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    await page.goto(`${served.base}/${path}`);
    await expectSound(page, path);
    const regions = await page.$$eval('.vinseal-wide, .vinseal-scroll', (all) =>
      all.map((one) => ({
        isNamed: one.getAttribute('role') === 'region' && one.getAttribute('aria-label') !== '',
        isReached: (one as HTMLElement).tabIndex === 0,
        shadows: getComputedStyle(one).backgroundAttachment,
      })),
    );
    for (const region of regions)
      expect(region).toEqual({ isNamed: true, isReached: true, shadows: 'local, local, scroll, scroll' });
    expect(regions.length > 0).toBe(path.endsWith('problems'));
    await context.close();
  });
});
