import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inspectDocument } from '#core/validation/inspect-document.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { copyInstall, seededRequest, testOptions } from '../../support/install.ts';
import { movedClock } from '../../support/moved-clock.ts';
import { issueCrl, type TestCertificate, testRoot } from '../../support/pki.ts';
import { putLists, refreshRevocationList } from '../../support/stored-lists.ts';
import { putAnchors, trustAnchor } from '../../support/trust.ts';
import { answerAsQualified, testTsa } from '../../support/tsa.ts';
import { openWebServer } from '../../support/web-server.ts';

/** An authority whose tokens hold extensions that need not be understood stamps seals and archive copies as any other. */
const copy = copyInstall();
const clock = movedClock();
const by = operatorActor('test');
let tsa: TestCertificate;
const server = openWebServer((asked) => answerAsQualified(tsa, () => clock.now())(asked));

const years = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2048-01-01T00:00:00Z' };
let root: TestCertificate;

async function refreshLists(now: string): Promise<void> {
  await refreshRevocationList(copy.folder, now);
  const nextUpdate = new Date(Date.parse(now) + 7 * 86_400_000).toISOString();
  const list = await issueCrl({ signer: root, thisUpdate: now, nextUpdate });
  await putLists(copy.folder, { qualified: list });
}

beforeAll(async () => {
  root = await testRoot({ name: 'qualified-root', ...years });
  tsa = await testTsa(root, 'qualified', years);
  await putAnchors(copy.folder, trustAnchor('qualified', root.der));
  await refreshLists(clock.now());
});
afterAll(async () => {
  await (await server).close();
  copy.remove();
});

const asked = { vin: null, destination: null, applicationDate: null };

test('a confirmation and its archive copy are valid', async () => {
  const timeStampAddresses = [`http://${(await server).host}/tsa`];
  const install = await openInstall(testOptions(copy.folder, { clock, timeStampAddresses }));
  try {
    const { number } = expectDone(await install.issue(seededRequest(4243), { by })).confirmation;
    const { pdf } = expectDone(await install.pdf(number, operatorActor()));
    expect(expectDone(await install.verify({ pdf, ...asked }))).toMatchObject({ verdict: 'valid', level: 'B-T' });
    const notes = (await inspectDocument(pdf)).notes.map(({ code }) => code);
    expect(notes).toEqual(['timestamp-extensions', 'timestamp-fraction-padded']);
    await refreshLists(clock.days(1));
    expect(expectDone(await install.renew({ numbers: [number], by }))).toMatchObject({ renewed: 1 });
    const archived = expectDone(await install.archivePdf(number, operatorActor())).pdf;
    const verdict = expectDone(await install.verify({ pdf: archived, ...asked }));
    expect(verdict).toMatchObject({ verdict: 'valid', confirmation: { copy: 'archive' } });
  } finally {
    await install.close();
  }
});
