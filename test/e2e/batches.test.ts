/** A clerk proposes, a sealer approves with a code, and the page follows the batch to its end, in a real browser. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectDone } from '../support/actors.ts';
import { browserIsHere, launchBrowser, serveApp } from '../support/browser.ts';
import { expectFitting, expectSound } from '../support/expect-sound.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { makePerson, TEST_PASSWORD, type TestPerson, totpCode } from '../support/people.ts';
import { addPeoplesOrganisations, REQUESTER } from '../support/request-people.ts';
import { isFullRun } from '../support/test-share.ts';

const SHOTS = process.env.VINSEAL_TEST_SHOTS;
const ORGANISATION = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
const ORIGIN = 'http://127.0.0.1';
const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let install: TestInstall;
let served: Awaited<ReturnType<typeof serveApp>>;

beforeAll(async () => {
  if (!here) return;
  // Its address is http here: cookies without `Secure`, and forms whose browsers tell `Sec-Fetch-Site`.
  install = await openTestInstall({ publicUrl: ORIGIN });
  await addPeoplesOrganisations(install.folder);
  served = await serveApp(testApp(install));
  browser = await launchBrowser();
});
afterAll(async () => {
  if (!here) return;
  await browser.close();
  await served.close();
  await install.dispose();
});

const complaints: string[] = [];

/** Signs somebody in, with a code of that time step where one is asked for. */
async function signIn(person: TestPerson, language: string, width: number, offset: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${served.base}/${language}/sign-in`);
  await page.fill('#email', person.email);
  await page.fill('#password', TEST_PASSWORD);
  await page.click('main button[type=submit]');
  if (person.secret !== null) {
    await page.fill('#code', totpCode(person.secret, offset));
    await page.click('main button[type=submit]');
  }
  await page.waitForURL(/home$/);
  return page;
}

/**
 * Nothing that axe finds, and nothing beyond the edge; a picture where one is asked for. The elements are the same at both widths
 * and in both languages: axe is asked about the narrow ones, and in a full run about all.
 */
async function expectShown(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined)
    await page.screenshot({ path: `${SHOTS}/${name}-${page.viewportSize()?.width}.png`, fullPage: true });
  const isNarrow = (page.viewportSize()?.width ?? 0) <= 320;
  await (isNarrow || isFullRun() ? expectSound : expectFitting)(page, name);
}

withBrowser('batches in a browser', () => {
  it.each([
    ['zh', 320, 61_000],
    ['en', 1440, 61_100],
  ] as const)(
    '%s at %d px: proposed, looked at, approved, followed to the end',
    async (language, width, seed) => {
      const asked = {
        form: `form-in-the-browser-${seed}`,
        manufacturer: 'test-maker',
        vehicles: install.request(seed, 3).vehicles,
      };
      const made = expectDone(await install.requests.make(asked, REQUESTER));
      const { id } = expectDone(
        await install.requests.submit({ id: made.id, version: made.version, actor: REQUESTER }),
      );
      const clerk = await signIn(
        await makePerson(install, { organisation: ORGANISATION, roles: ['clerk'] }),
        language,
        width,
        0,
      );
      await clerk.goto(`${served.base}/${language}/requests/${id}`);
      await clerk.check('#all');
      await clerk.click(`button[formaction="/${language}/batches/new"]`);
      await clerk.waitForURL(/batches\/new\?/);
      await expectShown(clerk, `${language}-new`);
      await clerk.check('input[value="one-each"]');
      await clerk.click('main button[type=submit]');
      await clerk.waitForURL(/batches\/[\w-]{14}$/);
      await expectShown(clerk, `${language}-proposed`);
      const address = clerk.url();
      const person = await makePerson(install, { organisation: ORGANISATION, roles: ['sealer'] });
      const sealer = await signIn(person, language, width, 0);
      await sealer.goto(`${served.base}/${language}/batches`);
      await expectShown(sealer, `${language}-list`);
      await sealer.goto(`${address}/review`);
      await sealer.check('#exclude-1');
      await expectShown(sealer, `${language}-review`);
      await sealer.fill('#code', '000000');
      await sealer.click('form[action$="/approve"] button[type=submit]');
      await expectShown(sealer, `${language}-review-refused`);
      expect(await sealer.isChecked('#exclude-1')).toBe(true);
      await sealer.fill('#code', totpCode(person.secret ?? '', 1));
      await sealer.click('form[action$="/approve"] button[type=submit]');
      await sealer.waitForURL(address);
      await expectShown(sealer, `${language}-running`);
      for (let looks = 0; looks < 3; looks += 1) {
        await install.batchRunner.look();
        await install.batchRunner.idle();
      }
      // The events tell that it ended, and the page is loaded anew.
      await sealer.waitForSelector('.vinseal-batch-state--finished');
      await expectShown(sealer, `${language}-finished`);
      expect(await sealer.locator('a[href*="/issued/ASC-"]').count()).toBe(2);
      expect(complaints).toEqual([]);
    },
    60_000,
  );
});
