import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createInstall } from '../../server/compose/install/create-install.ts';
import { prepareDataFolder } from '../../server/compose/install/prepare-data-folder.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { serviceApp } from '../../server/compose/service-app.ts';
import { LANGUAGES } from '../../server/http/pages/languages.ts';
import { testApprovers } from './batches.ts';
import { browserIsHere, launchBrowser, serveApp } from './browser.ts';
import { type Demonstration, makeDemonstration, type Player } from './demonstration.ts';
import { testOptions } from './install.ts';
import { violations } from './page-barriers.ts';
import { pictureName, type ShownPage, screenshotPages } from './screenshot-pages.ts';

/**
 * `npm run screenshots [FOLDER [LANGUAGES [PART-OF-PATH]]]`: takes every page of a demonstration as each role sees it, in three
 * languages at two widths, into a folder (`.screenshots/`). Says which pages are wider than their window, what a browser
 * complained of, and what axe found; the exit code is 1 where there was any.
 */
const [folder = '.screenshots', languages = 'zh,en,ru', part = ''] = process.argv.slice(2);
const WIDTHS = [320, 1440] as const;
const PUBLIC = 'http://127.0.0.1';

async function main(): Promise<void> {
  if (!browserIsHere()) return;
  const data = mkdtempSync(path.join(tmpdir(), 'vinseal-screenshots-'));
  try {
    await prepareDataFolder(data, (into) => createInstall(testOptions(into), new Date().toISOString()));
    const install = await openInstall(testOptions(data, { publicUrl: PUBLIC, approvers: testApprovers() }));
    try {
      const begun = Date.now();
      const demonstration = await makeDemonstration(install);
      say(`the demonstration was made in ${Math.round((Date.now() - begun) / 1_000)} s`);
      await photograph(install, data, demonstration);
    } finally {
      await install.close();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function photograph(install: Install, data: string, demonstration: Demonstration): Promise<void> {
  const options = { data, publicUrl: PUBLIC, checksPerMinute: 100_000, trustedProxies: [] };
  const served = await serveApp(serviceApp(install, { ...options, log: pino({ level: 'silent' }) }));
  const browser = await launchBrowser();
  try {
    const pages = screenshotPages(demonstration).filter((page) => page.path.includes(part));
    let complaints = 0;
    for (const { segment } of LANGUAGES.filter((language) => languages.split(',').includes(language.segment)))
      complaints += await photographAll(browser, `${served.base}/${segment}`, segment, pages, demonstration);
    say(`${pages.length} pages; ${complaints} complaints`);
    if (complaints > 0) process.exitCode = 1;
  } finally {
    await browser.close();
    await served.close();
  }
}

async function photographAll(
  browser: Browser,
  base: string,
  segment: string,
  pages: readonly ShownPage[],
  demonstration: Demonstration,
): Promise<number> {
  const into = path.join(folder, segment);
  mkdirSync(into, { recursive: true });
  const contexts = new Map<ShownPage['who'], BrowserContext>();
  let complaints = 0;
  for (const shown of pages) {
    const context =
      contexts.get(shown.who) ?? (await contextOf(browser, shown.who && demonstration.players[shown.who]));
    contexts.set(shown.who, context);
    const page = await context.newPage();
    const heard = listenTo(page);
    const answer = await page.goto(`${base}/${shown.path}`);
    if ((answer?.status() ?? 500) >= 500) heard.push(`answered ${answer?.status()}`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) heard.push(`${wide} px wide in a window of ${width} px`);
      await page.screenshot({
        path: path.join(into, `${pictureName(shown, demonstration)}-${width}.png`),
        fullPage: true,
      });
    }
    heard.push(...(await violations(page)));
    for (const complaint of heard) say(`${segment}/${shown.path} (${shown.who ?? 'anybody'}): ${complaint}`);
    complaints += heard.length;
    await page.close();
  }
  for (const context of contexts.values()) await context.close();
  return complaints;
}

/** A browser in which this person is signed in. */
async function contextOf(browser: Browser, player: Player | null): Promise<BrowserContext> {
  const context = await browser.newContext();
  if (player === null) return context;
  const cookies = player.cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: PUBLIC };
  });
  await context.addCookies(cookies);
  return context;
}

/** What the page complains of from now on. */
function listenTo(page: Page): string[] {
  const heard: string[] = [];
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(message.text());
  });
  return heard;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
