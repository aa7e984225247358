/** A passkey is made, signs in and is removed, with an authenticator that Chromium plays. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { browserIsHere, launchBrowser, serveApp } from '../support/browser.ts';
import { expectSound } from '../support/expect-sound.ts';
import { freePort } from '../support/free-port.ts';
import { testApp } from '../support/http-app.ts';
import { openTestInstall, type TestInstall } from '../support/install.ts';
import { makePerson, signInCookie, type TestPerson, totpCode } from '../support/people.ts';

const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let install: TestInstall;
let served: Awaited<ReturnType<typeof serveApp>>;
let base: string;
let person: TestPerson;
let page: Page;
let device: CDPSession;
let authenticatorId: string;

beforeAll(async () => {
  if (!here) return;
  const port = await freePort();
  // A passkey belongs to a name, not to an address of the network.
  base = `http://localhost:${port}`;
  install = await openTestInstall({ publicUrl: base });
  served = await serveApp(testApp(install), port);
  browser = await launchBrowser();
  person = await makePerson(install, { organisation: { kind: 'operator' }, roles: ['administrator'] });
  page = await (await browser.newContext({ viewport: { width: 320, height: 800 } })).newPage();
  page.setDefaultTimeout(10_000);
  device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  const kind = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const options = { ...kind, isUserVerified: true, automaticPresenceSimulation: true };
  ({ authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', { options }));
});
afterAll(async () => {
  if (!here) return;
  await browser.close();
  await served.close();
  await install.dispose();
});

async function signInWithPasskey(): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${base}/en/sign-in?to=/en/people`);
  await page.click('a[href*="/sign-in/passkey"]');
}

withBrowser('a passkey', () => {
  it('is added by password and code, signs in in place of both, and no more once it is removed', async () => {
    const [name = '', value = ''] = (await signInCookie(install, person)).split('; ')[0]?.split(/=(.*)/s) ?? [];
    await page.context().addCookies([{ name, value, url: base }]);
    await page.goto(`${base}/en/account/passkeys`);
    await expectSound(page, 'passkeys');
    await page.fill('#name', 'Test device');
    await page.fill('#password', person.password);
    await page.fill('#code', totpCode(person.secret ?? '', 1));
    await page.click('main form[action$="/passkeys"] button[type=submit]');
    await expectSound(page, 'add');
    await page.click('#passkey');
    await page.waitForURL(/done=added$/);
    expect(await page.textContent('main')).toContain('Test device');

    await signInWithPasskey();
    await expectSound(page, 'sign-in');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.click('#passkey');
    await page.waitForURL(/\/en\/people$/);
    // The same answer again is none.
    const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join('; ');
    const form = new URLSearchParams((await sent).postData() ?? '');
    const replayed = await fetch(`${base}/en/sign-in/passkey`, {
      ...{ method: 'POST', body: form, redirect: 'manual' },
      headers: { cookie, origin: base },
    });
    expect([form.get('answer')?.length ?? 0, replayed.status]).toEqual([expect.any(Number), 401]);

    // A device that did not ask who holds it.
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await signInWithPasskey();
    await page.evaluate(() => {
      const asked = document.querySelector<HTMLFormElement>('form[data-vinseal-passkey]');
      if (asked !== null)
        asked.dataset.options = asked.dataset.options?.replace(
          '"userVerification":"required"',
          '"userVerification":"discouraged"',
        );
    });
    await page.click('#passkey');
    await page.waitForSelector('.govuk-error-summary');
    await expectSound(page, 'refused');
    await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });

    await signInWithPasskey();
    await page.click('#passkey');
    await page.waitForURL(/\/en\/people$/);
    await page.goto(`${base}/en/account/passkeys`);
    await page.click('form[action$="/remove"] button');
    await page.waitForURL(/done=removed$/);
    await signInWithPasskey();
    await page.click('#passkey');
    await page.waitForSelector('.govuk-error-summary');
    await install.mail.settled();
    const letters = ((await install.mail.outbox?.list(100)) ?? []).filter(({ to }) => to === person.email);
    expect(letters.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['passkey-added', 'passkey-removed']));
  });
});
