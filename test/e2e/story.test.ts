/**
 * From the spreadsheet of an exporter to the link of a buyer, in a browser, by the people whose work it is: once in each language,
 * and on each store once while an instance that begins to seal the batch is killed. In a full run each language on both stores,
 * killed each time.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { createConnection } from 'mongoose';
import { pino } from 'pino';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { HOLD_MS } from '../../server/app/batches/hold-batch.ts';
import { type Install, openInstall } from '../../server/compose/open-install.ts';
import { serviceApp } from '../../server/compose/service-app.ts';
import { TEST_EXPORTERS } from '../../server/development/test-manufacturer.ts';
import type { Role } from '../../server/model/access/roles.ts';
import { LEASE_MS } from '../../server/ports/reservation-leases.ts';
import { createMemoryLimits } from '../../server/stores/limits/memory-limits.ts';
import { passTimeAfterKill } from '../stores/mongo/mongo-fixture.ts';
import { describeWithMongo } from '../stores/mongo/mongo-suite.ts';
import { BATCH_CHILD } from '../support/batches.ts';
import { browserIsHere, launchBrowser, serveApp } from '../support/browser.ts';
import { copyInstall, seededRequest, testOptions } from '../support/install.ts';
import { copyInstallOnto } from '../support/mongo-install.ts';
import { violations } from '../support/page-barriers.ts';
import { WORDS } from '../support/pages-app.ts';
import {
  makePerson,
  signInCookie,
  TEST_PASSWORD,
  type TestOrganisation,
  type TestPerson,
  totpCode,
} from '../support/people.ts';
import { runNode } from '../support/run-node.ts';
import { isFullRun } from '../support/test-share.ts';
import { workbook } from '../support/xlsx.ts';

const EXPORTER = { kind: 'exporter', id: 'exporter-1', ...TEST_EXPORTERS[0] } as const;
const MAKER = { kind: 'manufacturer', id: 'maker', manufacturer: 'test-maker' } as const;
const OFFICE = { kind: 'authority', id: 'office', name: 'TEST Office' } as const;
/** Its address is http here: cookies without `Secure`, and forms whose browsers tell `Sec-Fetch-Site`. */
const PUBLIC = 'http://127.0.0.1';
const ROWS = 60;
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const HEADINGS = {
  zh: ['车架号', '品牌', '型号', '注册登记日期', '转让登记待出口日期', '出口目的国'],
  en: ['VIN', 'Brand', 'Model', 'First registration', 'Transfer for export', 'Destination'],
  ru: ['VIN', 'Марка', 'Модель', 'Дата первичной регистрации', 'Дата переоформления для вывоза', 'Страна назначения'],
} as const;
type Language = keyof typeof HEADINGS;
const LANGUAGES = ['zh', 'en', 'ru'] as const satisfies readonly Language[];
const LOCALES = { zh: 'zh-CN', en: 'en', ru: 'ru' } as const;

/** An install in a folder; also what kills another instance that begins to seal, and lets its leases end. */
type Stage = { readonly install: Install; readonly folder: string; readonly remove: () => void };
type Killing = { readonly url: string | null; readonly passLeases: () => Promise<void> };

const here = browserIsHere();
const withBrowser = here ? describe : describe.skip;
let browser: Browser;
let install: Install;
let folder: string;
let killing: Killing;
/** By which leases of batches end, beside the time that goes by. */
let skew = 0;
const monotonic = () => performance.now() + skew;
const log = pino({ level: 'silent' });
let served: Awaited<ReturnType<typeof serveApp>>;
let remove: () => void = () => undefined;
let looks: NodeJS.Timeout | undefined;
let complaints: string[] = [];
let contexts: BrowserContext[] = [];

/** Seals what is approved, as a service does; where it is to be killed, after another instance was in the middle of it. */
async function beginSealing(isKilled: boolean): Promise<void> {
  if (isKilled) {
    const child = [folder, 'store', '1', ...(killing.url === null ? [] : [killing.url])];
    expect((await runNode(BATCH_CHILD, child)).signal).toBe('SIGKILL');
    // A lease ends a while after it was seen.
    await install.batchRunner.look();
    await killing.passLeases();
  }
  const look = () => void install.batchRunner.look();
  look();
  looks = setInterval(look, 1_000);
}

/** Nothing that axe finds. The elements are the same in every language: it is asked about those of one, and of all in a full run. */
async function expectNoBarrier(page: Page, language: Language): Promise<void> {
  if (language === 'zh' || isFullRun()) expect([page.url(), await violations(page)]).toEqual([page.url(), []]);
}

/**
 * A browser of somebody, who signed in unless nobody is named: by the pages in one language and, in a full run, in each; else with
 * the cookie that the same sign-in gives.
 */
async function browserOf(language: Language, person: TestPerson | null): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  contexts.push(context);
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load')) complaints.push(message.text());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  if (person === null) return page;
  if (language !== 'zh' && !isFullRun()) {
    await context.addCookies(cookiesFor(served.base, await signInCookie(install, person)));
    return page;
  }
  await page.goto(`${served.base}/${language}/sign-in`);
  await page.fill('#email', person.email);
  await page.fill('#password', TEST_PASSWORD);
  await page.click('main button[type=submit]');
  if (person.secret !== null) {
    await page.waitForURL(/sign-in\/code/);
    await page.fill('#code', totpCode(person.secret));
    await page.click('main button[type=submit]');
  }
  await page.waitForURL(/\/home$/);
  return page;
}

function cookiesFor(url: string, cookie: string) {
  return cookie.split('; ').map((pair) => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    return { name, value, url };
  });
}

function personOf(organisation: TestOrganisation, role: Role): Promise<TestPerson> {
  return makePerson(install, { organisation, roles: [role] });
}

type Sheet = {
  readonly bytes: Uint8Array;
  readonly vins: readonly string[];
  readonly mended: ReadonlyMap<number, Mend>;
};
type Mend = { readonly field: string; readonly value: string };

/** Sixty vehicles, and what is wrong with five of them. */
function faultySheet(language: Language, seed: number): Sheet {
  const rows = seededRequest(seed, ROWS).vehicles.map((one) => [
    ...[one.vin, String(one.brand), String(one.model), one.firstRegistration],
    ...[String(one.transferForExport), one.destination],
  ]);
  const vins = rows.map(([vin = '']) => vin);
  const faults: readonly (readonly [row: number, column: number, field: string, wrong: string])[] = [
    [3, 0, 'vin', `${vins[3]?.slice(0, 16)}O`],
    [17, 1, 'brand', ''],
    [29, 3, 'firstRegistration', '2026-13-45'],
    [41, 4, 'transferForExport', '2020-01-01'],
    [58, 5, 'destination', 'Atlantis'],
  ];
  const mended = new Map(faults.map(([row, column, field]) => [row + 1, { field, value: rows[row]?.[column] ?? '' }]));
  for (const [row, column, , wrong] of faults) rows[row]?.splice(column, 1, wrong);
  return { bytes: workbook([HEADINGS[language], ...rows]), vins, mended };
}

/** Uploads the sheet, mends what the page says is wrong, and submits. Gives the address of the request below the language. */
async function askFor(exporter: Page, language: Language, sheet: Sheet): Promise<string> {
  await exporter.goto(`${served.base}/${language}/requests/new`);
  await exporter.selectOption('#manufacturer', 'test-maker');
  await exporter.click('main button[type=submit]');
  await exporter.waitForURL(/\/vehicles$/);
  const file = { name: 'vehicles.xlsx', mimeType: SPREADSHEET, buffer: Buffer.from(sheet.bytes) };
  await exporter.setInputFiles('#file', file);
  await exporter.click('form[action$="/sheet"] button');
  await exporter.waitForURL(/added=60/);
  await exporter.click('a[href$="show=faulty"]');
  const faulty = exporter.locator('fieldset:has(input[name^="line-"])');
  await faulty.nth(4).waitFor();
  expect(await faulty.count()).toBe(5);
  for (const row of await faulty.all()) {
    const mend = sheet.mended.get(Number(await row.locator('input[name^="line-"]').getAttribute('value')));
    const field = row.locator(`input[name^="${mend?.field}-"]`);
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(mend?.value ?? '');
  }
  await exporter.click('button[name=next][value=check]');
  await exporter.waitForURL(/\/check$/);
  await exporter.click('form[action$="/check"] button[type=submit]');
  await exporter.waitForURL(/done=submitted/);
  return `requests/${/requests\/([\w-]+)/.exec(exporter.url())?.[1]}`;
}

/** Proposes all lines as one document. Gives the address of the batch below the language. */
async function propose(clerk: Page, language: Language, request: string): Promise<string> {
  await clerk.goto(`${served.base}/${language}/requests`);
  await clerk.click(`a[href$="/${request}"]`);
  await clerk.check('#all');
  await clerk.click('button[formaction$="/batches/new"]');
  await clerk.waitForURL(/batches\/new\?/);
  await clerk.check('input[name=documents][value=one]');
  await clerk.click('form[action$="/batches"] button[type=submit]');
  await clerk.waitForURL(/\/batches\/(?!new)[\w-]+$/);
  return new URL(clerk.url()).pathname.slice(language.length + 2);
}

/** Looks at the document, approves with the next code of the authenticator, and waits until it is sealed. */
async function approve(sealer: Page, path: string, secret: string, isKilled: boolean): Promise<void> {
  await sealer.goto(`${served.base}${path}`);
  await sealer.click(`a[href$="${path}/review"]`);
  await sealer.waitForURL(/\/review$/);
  const preview = await sealer.context().request.get(`${served.base}${path}/rows/1.pdf`);
  expect((await preview.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await sealer.fill('#code', totpCode(secret, 1));
  await sealer.click('form[action$="/approve"] button[type=submit]');
  await sealer.waitForURL(new RegExp(`${path}$`));
  await beginSealing(isKilled);
  // The page is loaded anew by itself when the batch has ended.
  await sealer.waitForSelector(`a[href*="${path}/issued/"]`, { timeout: 60_000 });
}

type Confirmed = { readonly number: string; readonly pdf: Buffer };

/** The one document of the archive, as its list describes it. */
async function download(exporter: Page, language: Language, request: string, sheet: Sheet): Promise<Confirmed> {
  const link = exporter.locator('a[href$="/confirmations.zip"]');
  // The request is told of the batch with the next look of the service.
  for (let tries = 0; tries < 100 && (await link.count()) === 0; tries += 1) {
    await install.batchRunner.look();
    await install.batchRunner.idle();
    await exporter.goto(`${served.base}/${language}/${request}`);
  }
  const waiting = exporter.waitForEvent('download');
  await link.click();
  const files = unzipSync(new Uint8Array(readFileSync(await (await waiting).path())));
  const manifest = new TextDecoder().decode(files['manifest.csv']).replace('\uFEFF', '').replaceAll('"', '');
  const [head = '', row = ''] = manifest.split('\r\n');
  expect(head).toBe('file,number,sha256,vehicles,vins,issuedAt,status,vinsNotInForce');
  const [name = '', number = '', sha256 = '', vehicles = '', vins = ''] = row.split(',');
  expect(Object.keys(files).sort()).toEqual([name, 'manifest.csv'].sort());
  const pdf = files[name] ?? new Uint8Array();
  expect([createHash('sha256').update(pdf).digest('hex'), vehicles]).toEqual([sha256, String(ROWS)]);
  expect(vins.split(' ').sort()).toEqual([...sheet.vins].sort());
  return { number, pdf: Buffer.from(pdf) };
}

/** Checks the document for one vehicle, as it was uploaded; gives the heading of the answer. */
async function check(officer: Page, language: Language, { number, pdf }: Confirmed, vin: string): Promise<string> {
  await officer.goto(`${served.base}/${language}/`);
  const file = { name: `${number}.pdf`, mimeType: 'application/pdf', buffer: pdf };
  await officer.setInputFiles('input[type=file]', file);
  await officer.fill('[name=vin]', vin);
  await officer.click('form[enctype] button[type=submit]');
  await officer.waitForSelector('.vinseal-verdict');
  return officer.title();
}

/** Withdraws one vehicle: asked twice, since nothing undoes it. */
async function withdraw(sealer: Page, language: Language, request: string, number: string, vin: string): Promise<void> {
  await sealer.goto(`${served.base}/${language}/${request}?page=2`);
  await sealer.locator(`a[href*="/confirmations/${number}/withdraw"]`).first().click();
  await expectNoBarrier(sealer, language);
  await sealer.check(`input[name=vins][value="${vin}"]`);
  await sealer.check('input[name=reason][value=issued-in-error]');
  await sealer.click('form[action$="/withdraw"] button[type=submit]');
  await sealer.waitForSelector('button.govuk-button--warning');
  await expectNoBarrier(sealer, language);
  await sealer.click('button.govuk-button--warning');
  await sealer.waitForURL(/\/withdraw\?done=1&request=/);
  expect(await sealer.locator('.vinseal-state--withdrawn').count()).toBe(1);
}

/** Makes a link for the buyer of one vehicle; gives its address. */
async function share(exporter: Page, language: Language, request: string, line: number): Promise<string> {
  await exporter.goto(`${served.base}/${language}/${request}/lines/${line}/share`);
  await exporter.click('form[action$="/share"] button[type=submit]');
  const addresses = await exporter.locator('#new-link code').allTextContents();
  const address = addresses.find((one) => one.includes(`/${language}/shared/`)) ?? '';
  return address.replace(PUBLIC, served.base);
}

/** The forms that ask for a replacement and, once more, for a withdrawal: looked at, and not sent. */
async function askToEnd(exporter: Page, language: Language, number: string, vin: string): Promise<void> {
  for (const kind of ['replacement', 'withdrawal']) {
    await exporter.goto(`${served.base}/${language}/requests/ask-change?number=${number}&kind=${kind}`);
    await expectNoBarrier(exporter, language);
  }
  await exporter.check(`input[name=vins][value="${vin}"]`);
  await exporter.fill('[name=reason]', 'TEST');
  await exporter.click('main form button[type=submit]');
  await exporter.waitForSelector('input[name=confirmed]', { state: 'attached' });
  await expectNoBarrier(exporter, language);
}

function story(store: string, languages: readonly Language[], open: () => Promise<Stage>, killed: () => Killing): void {
  beforeAll(async () => {
    if (!here) return;
    const stage = await open();
    [install, folder, remove] = [stage.install, stage.folder, stage.remove];
    killing = killed();
    const limited = { ...install, limits: createMemoryLimits(Date.now) };
    const options = { data: folder, publicUrl: PUBLIC, checksPerMinute: 10_000, trustedProxies: [], log };
    served = await serveApp(serviceApp(limited, options));
    browser = await launchBrowser();
  }, 60_000);
  afterEach(async () => {
    clearInterval(looks);
    for (const context of contexts) await context.close();
    contexts = [];
  });
  afterAll(async () => {
    if (!here) return;
    await browser.close();
    await served.close();
    await install.close();
    remove();
  });

  withBrowser(`the story in a browser, on ${store}`, () => {
    test.each(isFullRun() ? LANGUAGES : languages)(
      '%s: list, four eyes, batch, archive, check, withdrawal, link',
      async (language) => {
        complaints = [];
        const words = WORDS[LOCALES[language]];
        const headline = (name: string) => words.text(`verdicts.${name}.headline`);
        const sealing = await personOf(MAKER, 'sealer');
        const sheet = faultySheet(language, 61_000 + language.charCodeAt(0));
        const [withdrawn = '', sold = ''] = sheet.vins;
        const exporter = await browserOf(language, await personOf(EXPORTER, 'requester'));
        const clerk = await browserOf(language, await personOf(MAKER, 'clerk'));
        const sealer = await browserOf(language, sealing);
        const officer = await browserOf(language, await personOf(OFFICE, 'officer'));

        const request = await askFor(exporter, language, sheet);
        const batch = await propose(clerk, language, request);
        await approve(sealer, `/${language}/${batch}`, sealing.secret ?? '', isFullRun() || language === languages[0]);
        const confirmed = await download(exporter, language, request, sheet);
        expect(await check(officer, language, confirmed, withdrawn)).toContain(headline('valid-matched'));
        // What is in force no more is shared with nobody; a link that was made before tells of it.
        const early = await share(exporter, language, request, 1);
        await withdraw(sealer, language, request, confirmed.number, withdrawn);
        expect(await check(officer, language, confirmed, withdrawn)).toContain(
          words.text('pages.result.this-vehicle.withdrawn'),
        );
        expect(await check(officer, language, confirmed, sold)).toContain(headline('valid-matched'));
        await officer.goto(`${served.base}/${language}/checks?about=${confirmed.number}`);
        expect(await officer.locator('main tbody tr').count()).toBe(3);

        await exporter.goto(`${served.base}/${language}/${request}`);
        expect(await exporter.locator('.vinseal-state--withdrawn').count()).toBe(1);
        const buyer = await browserOf(language, null);
        await buyer.goto(await share(exporter, language, request, 2));
        expect(await buyer.locator('.vinseal-shared--live').count()).toBe(1);
        await expectNoBarrier(buyer, language);
        await askToEnd(exporter, language, confirmed.number, sold);
        await buyer.goto(early);
        expect(await buyer.locator('.vinseal-shared--withdrawn').count()).toBe(1);
        expect(complaints).toEqual([]);
      },
      180_000,
    );
  });
}

describe('on SQLite', () =>
  story(
    'SQLite',
    ['zh'],
    async () => {
      const { folder: data, remove: removed } = copyInstall();
      const opened = await openInstall(testOptions(data, { publicUrl: PUBLIC, monotonic }));
      return { install: opened, folder: data, remove: removed };
    },
    () => ({
      url: null,
      passLeases: async () => {
        skew += HOLD_MS;
      },
    }),
  ));
describeWithMongo('on MongoDB', ({ mongo }) => {
  const url = () => mongo().url('vinseal-story');
  story(
    'MongoDB',
    ['en', 'ru'],
    async () => {
      const { folder: data, remove: removed } = await copyInstallOnto(url());
      const overrides = { publicUrl: PUBLIC, monotonic, mongo: { url: url(), migrates: false } };
      return { install: await openInstall(testOptions(data, overrides)), folder: data, remove: removed };
    },
    () => ({
      url: url(),
      passLeases: async () => {
        skew += HOLD_MS;
        const connection = await createConnection(url(), { autoIndex: false }).asPromise();
        await passTimeAfterKill(connection, LEASE_MS + 1);
        await connection.destroy();
      },
    }),
  );
});
