import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';

/** The shell without any surface of a browser starts pages in a fifth of the time: it comes first. */
const INSTALLED = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
const EXECUTABLE = process.env.CHROMIUM_PATH ?? INSTALLED.find(existsSync) ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of one address share a process, and what it has compiled; pictures are drawn without a process of their own.
  '--process-per-site',
  '--in-process-gpu',
];

/** Whether a real browser is here; says loudly where none is, for then the tests that need it are skipped. */
export function browserIsHere(): boolean {
  const here = existsSync(EXECUTABLE);
  if (!here) console.warn(`SKIPPED: no browser at ${EXECUTABLE} (set CHROMIUM_PATH): the pages were not tried in one`);
  return here;
}

/** Starts the browser without a head. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
}

/** A context with a page that stays open at that address: the process of its pages, and what they share, lasts as long as it does. */
export async function warmContext(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await (await context.newPage()).goto(address);
  return context;
}

/** Serves an application on a port of this machine, a free one where none is given. */
export async function serveApp(
  app: Express,
  wanted = 0,
): Promise<{ readonly base: string; readonly close: () => Promise<void> }> {
  const server = app.listen(wanted, '127.0.0.1');
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { base: `http://127.0.0.1:${port}`, close };
}
