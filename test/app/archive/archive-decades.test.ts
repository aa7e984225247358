import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '#core/confirmation/verdict.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import type { InstallOptions } from '../../../server/compose/install-options.ts';
import { type Install, openInstall } from '../../../server/compose/open-install.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { copyInstall, readSampleOf, testOptions } from '../../support/install.ts';
import { movedClock } from '../../support/moved-clock.ts';
import { issueCrl, type TestCertificate, testRoot } from '../../support/pki.ts';
import { putLists, refreshRevocationList } from '../../support/stored-lists.ts';
import { putAnchors, trustAnchor } from '../../support/trust.ts';
import { answerWith, testTsa } from '../../support/tsa.ts';
import { openWebServer } from '../../support/web-server.ts';

/**
 * Two decades of one confirmation: its signer's certificate ends after three years, its CA and the first time-stamp
 * authority with it after ten, the second authority after that. The original goes with them; the archive copy that was
 * renewed in time does not. The clock is the test's.
 */
const NO_QUESTION = { vin: null, destination: null, applicationDate: null };
const copy = copyInstall();
const clock = movedClock();
const { number } = readSampleOf(copy.folder, 'valid');
const server = openServer();
let authorities: readonly Authority[];

type Authority = { readonly name: string; readonly root: TestCertificate; readonly tsa: TestCertificate };

/** The authorities that follow that of the install, each with an anchor on the trust list. */
beforeAll(async () => {
  const years = { notBefore: '2020-01-01T00:00:00Z' };
  authorities = await Promise.all(
    [
      ['second', '2041-01-01T00:00:00Z'],
      ['third', '2048-01-01T00:00:00Z'],
    ].map(async ([name = '', notAfter = '']) => {
      const root = await testRoot({ name: `${name}-root`, ...years, notAfter });
      return { name, root, tsa: await testTsa(root, name, { ...years, notAfter }) };
    }),
  );
  await putAnchors(copy.folder, ...authorities.map(({ name, root }) => trustAnchor(name, root.der)));
});
afterAll(async () => {
  await (await server).close();
  copy.remove();
});

let stamping: Authority;
function openServer() {
  return openWebServer((asked) => answerWith(stamping.tsa, { genTime: Date.parse(clock.now()) })(asked));
}

async function using<Value>(work: (install: Install) => Promise<Value>, change: Partial<InstallOptions> = {}) {
  const install = await openInstall(testOptions(copy.folder, { clock, ...change }));
  try {
    return await work(install);
  } finally {
    await install.close();
  }
}

/** Fresh lists of those authorities that still publish any. */
async function publish(now: string): Promise<void> {
  if (now < '2036') await refreshRevocationList(copy.folder, now);
  for (const { name, root } of authorities) {
    const nextUpdate = new Date(Date.parse(now) + 7 * 86_400_000).toISOString();
    await putLists(copy.folder, { [name]: await issueCrl({ signer: root, thisUpdate: now, nextUpdate }) });
  }
}

/** Renews what is due on that day with the authority that stamps then; null for that of the install. */
async function renew(day: string, authority: Authority | null) {
  await publish(clock.to(day));
  if (authority !== null) stamping = authority;
  const over = authority === null ? {} : { timeStampAddresses: [`http://${(await server).host}/tsa`] };
  return using(
    async (install) => expectDone(await install.renew({ numbers: [number], by: operatorActor('test') })),
    over,
  );
}

async function judged(day: string): Promise<{ readonly original: Verdict; readonly archive: Verdict }> {
  await publish(clock.to(day));
  return using(async (install) => {
    const verdictOf = async (found: Awaited<ReturnType<Install['pdf']>>) => {
      if (!found.ok) throw new Error(found.problem.code);
      const verdict = await install.verify({ pdf: found.value.pdf, ...NO_QUESTION });
      if (!verdict.ok) throw new Error(verdict.problem.code);
      return verdict.value;
    };
    return {
      original: await verdictOf(await install.pdf(number, operatorActor())),
      archive: await verdictOf(await install.archivePdf(number, operatorActor())),
    };
  });
}

const RENEWED = { renewed: 1, notDue: 0, failed: 0 };
const NOT_DUE = { renewed: 0, notDue: 1, failed: 0 };
/** Genuine perhaps, but nobody can prove it any more: nothing that the file claims is shown. */
const ENDED = ['undecided', ['chain-ended'], null];
const said = ({ verdict, checks, confirmation }: Verdict) => [
  verdict,
  checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided').map(({ code }) => code),
  confirmation,
];
const KEPT = { verdict: 'valid', level: 'B-LTA', confirmation: { copy: 'archive' } };

describe('year by year', () => {
  test('2026: both are valid', async () => {
    expect(await renew('2026-12-24T00:00:00Z', null)).toMatchObject(RENEWED);
    const { original, archive } = await judged('2026-12-25T00:00:00Z');
    expect(original).toMatchObject({ verdict: 'valid', level: 'B-T', confirmation: { copy: 'original' } });
    expect(archive).toMatchObject(KEPT);
  });

  test('2029: renewed before the signer’s certificate ends, and not again', async () => {
    expect(await renew('2028-06-01T00:00:00Z', null)).toMatchObject(NOT_DUE);
    expect(await renew('2029-10-01T00:00:00Z', null)).toMatchObject(RENEWED);
    expect(await renew('2031-01-01T00:00:00Z', null)).toMatchObject(NOT_DUE);
    const { original, archive } = await judged('2031-01-02T00:00:00Z');
    // Its time-stamp still proves when it was signed.
    expect(original).toMatchObject({ verdict: 'valid', level: 'B-T' });
    expect(archive).toMatchObject(KEPT);
  });

  test('2036: renewed by another authority before the CA and its authority end', async () => {
    const [second] = authorities;
    expect(await renew('2036-11-01T00:00:00Z', second ?? null)).toMatchObject(RENEWED);
    const { original, archive } = await judged('2037-06-01T00:00:00Z');
    expect(said(original)).toEqual(ENDED);
    expect(archive).toMatchObject(KEPT);
  });

  test('2040: renewed by the third before the second ends, and valid years after', async () => {
    const [, third] = authorities;
    expect(await renew('2040-11-01T00:00:00Z', third ?? null)).toMatchObject(RENEWED);
    const { original, archive } = await judged('2046-06-01T00:00:00Z');
    expect(said(original)).toEqual(ENDED);
    expect(archive).toMatchObject(KEPT);
  });

  test('2048: the third has ended and nobody renewed it: that is said, too', async () => {
    const { archive } = await judged('2048-06-01T00:00:00Z');
    expect(said(archive)).toEqual(ENDED);
  });

  test('the copy has a time-stamp of each renewal, and begins with the original', async () => {
    await using(async (install) => {
      const [original, archive] = [
        await install.pdf(number, operatorActor()),
        await install.archivePdf(number, operatorActor()),
      ];
      if (!original.ok || !archive.ok) throw new Error('not stored');
      const { signatures, findings, revisions } = readPdfFacts(archive.value.pdf);
      expect(signatures).toHaveLength(5);
      expect([findings, revisions]).toEqual([[], 9]);
      const { pdf } = original.value;
      expect(Buffer.from(archive.value.pdf.subarray(0, pdf.length)).equals(pdf)).toBe(true);
    });
  });
});
