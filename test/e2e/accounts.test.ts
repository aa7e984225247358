import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { operatorActor } from '../../server/model/access/actor.ts';
import { browserIsHere, launchBrowser, serveApp } from '../support/browser.ts';
import { expectFitting, expectSound } from '../support/expect-sound.ts';
import { freePort } from '../support/free-port.ts';
import { testApp } from '../support/http-app.ts';
import { openTestProvider, providerSettings, type TestProvider } from '../support/identity-provider.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { fromBase32, makePerson, TEST_PASSWORD, totpCode } from '../support/people.ts';
import { isFullRun } from '../support/test-share.ts';

const SHOTS = process.env.VINSEAL_TEST_SHOTS;
const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let install: TestInstall;
let served: Awaited<ReturnType<typeof serveApp>>;
let provider: TestProvider;

beforeAll(async () => {
  if (!here) return;
  // Its address is http here: cookies without `Secure`, and forms whose browsers tell `Sec-Fetch-Site`.
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  // Another site: cookies that do not come along from there would show.
  provider = await openTestProvider(['office'], publicUrl, 'localhost');
  const identityProviders = [providerSettings('office', provider.issuer, { domains: ['office.example'] })];
  install = await openTestInstall({ publicUrl, identityProviders });
  served = await serveApp(testApp(install), port);
  browser = await launchBrowser();
});
afterAll(async () => {
  if (!here) return;
  await browser.close();
  await served.close();
  await install.dispose();
  await provider.close();
});

/**
 * Nothing that axe finds, and nothing beyond the edge; a picture where one is asked for. The elements are the same at both widths
 * and in both languages: axe is asked about the narrow ones, and in a full run about all.
 */
async function expectShown(page: Page, name: string): Promise<void> {
  const isNarrow = (page.viewportSize()?.width ?? 0) <= 320;
  await (isNarrow || isFullRun() ? expectSound : expectFitting)(page, name);
  if (SHOTS === undefined) return;
  const path = `${SHOTS}/${name.replaceAll('/', '-')}-${page.viewportSize()?.width}.png`;
  await page.screenshot({ path, fullPage: true });
}

async function signIn(context: BrowserContext, language: string, email: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${served.base}/${language}/sign-in`);
  await page.fill('#email', email);
  await page.fill('#password', TEST_PASSWORD);
  await page.click('main button[type=submit]');
  return page;
}

withBrowser('accounts in a browser', () => {
  it.each([
    ['zh', 320],
    ['en', 1440],
  ] as const)('%s at %d px: sign in, set up the second factor, administer', async (language, width) => {
    const asked = { organisation: { kind: 'operator' }, roles: ['auditor'] } as const;
    const { email, id } = await makePerson(install, asked);
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    context.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text());
    });
    const page = await signIn(context, language, email);
    await page.waitForURL(/home$/);
    await expectShown(page, `${language}/home-auditor`);
    const promoted = await install.accounts.people.changeRoles(id, { roles: ['administrator'] }, operatorActor());
    expect(promoted.ok).toBe(true);
    await page.goto(`${served.base}/${language}/people`);
    expect(new URL(page.url()).pathname).toBe(`/${language}/account/second-factor`);
    await expectShown(page, `${language}/second-factor`);
    await page.fill('#password', TEST_PASSWORD);
    await page.click('main button[type=submit]');
    await expectShown(page, `${language}/offer`);
    const shown = (await page.textContent('.vinseal-secret'))?.replaceAll(' ', '') ?? '';
    await page.fill('#code', '000000');
    await page.click('main button[type=submit]');
    expect(await page.textContent('.vinseal-secret')).toContain(shown.slice(0, 4));
    await page.fill('#code', totpCode(fromBase32(shown)));
    await page.click('main button[type=submit]');
    await page.waitForURL(/done=second-factor$/);
    await expectShown(page, `${language}/account`);
    for (const path of [
      'home',
      'people',
      'people/invite',
      'organisations',
      'organisations/add',
      'access-keys',
      'access-keys/create',
      'outbox',
      'account/password',
    ]) {
      await page.goto(`${served.base}/${language}/${path}`);
      await expectShown(page, `${language}/${path}`);
    }
    await page.click('.vinseal-account__form button');
    await page.waitForURL(/sign-in\?done=out$/);
    await expectShown(page, `${language}/sign-in`);
    await page.goto(`${served.base}/${language}/home`);
    expect(page.url()).toContain(`/sign-in?to=%2F${language}%2Fhome`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('works without scripts', async () => {
    const organisation = { kind: 'authority', id: 'office-6', name: 'Office Six' } as const;
    const { email } = await makePerson(install, { organisation, roles: ['officer'] });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await signIn(context, 'en', email);
    await page.waitForURL(/home$/);
    await page.click('.vinseal-account__link a');
    await page.waitForURL(/account$/);
    await context.close();
  });

  it('goes to the provider of an organisation and back, whatever the policies of pages and cookies', async () => {
    const organisation = { kind: 'authority', id: 'office', name: 'Office' } as const;
    const email = 'one@office.example';
    await makePerson(install, { organisation, roles: ['officer'], email });
    provider.next({ subject: 's-1', email });
    const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
    page.setDefaultTimeout(10_000);
    await page.goto(`${served.base}/zh/sign-in?to=/zh/account`);
    await page.click('a[href^="/zh/sign-in/with"]');
    await expectShown(page, 'zh/choose-provider');
    await page.fill('#organisation', email);
    await page.click('main button[type=submit]');
    await page.waitForURL(/with\/office/);
    await expectShown(page, 'zh/provider');
    await page.click('#go');
    await page.waitForURL(/zh\/account$/);
    expect(await page.textContent('main')).toContain('单位身份系统');
  });
});
