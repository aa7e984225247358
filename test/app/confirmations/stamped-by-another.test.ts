import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSecurityStore } from '#core/pdf/document/security-store.ts';
import { openPdf } from '#core/pdf/syntax/open-pdf.ts';
import { openInstall } from '../../../server/compose/open-install.ts';
import { operatorActor } from '../../../server/model/access/actor.ts';
import { expectDone } from '../../support/actors.ts';
import { copyInstall, readSampleOf, testOptions } from '../../support/install.ts';
import { movedClock } from '../../support/moved-clock.ts';
import { issueCrl, type TestCertificate, testRoot } from '../../support/pki.ts';
import { putLists, refreshRevocationList } from '../../support/stored-lists.ts';
import { putAnchors, trustAnchor } from '../../support/trust.ts';
import { answerWith, testTsa } from '../../support/tsa.ts';
import { openWebServer } from '../../support/web-server.ts';

/** The authority that was asked for its certificates is not the one that stamps: the update is built again for the latter. */
const copy = copyInstall();
const clock = movedClock();
const { number } = readSampleOf(copy.folder, 'valid');
const answered: string[] = [];
type Authority = { readonly name: string; readonly root: TestCertificate; readonly tsa: TestCertificate };
let authorities: readonly Authority[];
const server = openWebServer((asked) => {
  const stamping = authorities[Math.min(answered.length, authorities.length - 1)] as Authority;
  answered.push(stamping.name);
  return answerWith(stamping.tsa, { genTime: Date.parse(clock.now()) })(asked);
});

beforeAll(async () => {
  const years = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2048-01-01T00:00:00Z' };
  const now = clock.days(1);
  await refreshRevocationList(copy.folder, now);
  authorities = await Promise.all(
    ['asked', 'stamping'].map(async (name) => {
      const root = await testRoot({ name: `${name}-root`, ...years });
      const nextUpdate = new Date(Date.parse(now) + 7 * 86_400_000).toISOString();
      await putAnchors(copy.folder, trustAnchor(name, root.der));
      await putLists(copy.folder, { [name]: await issueCrl({ signer: root, thisUpdate: now, nextUpdate }) });
      return { name, root, tsa: await testTsa(root, name, years) };
    }),
  );
});
afterAll(async () => {
  await (await server).close();
  copy.remove();
});

test('the copy holds the proofs of the authority that stamped, and none of the other', async () => {
  const timeStampAddresses = [`http://${(await server).host}/tsa`];
  const install = await openInstall(testOptions(copy.folder, { clock, timeStampAddresses }));
  try {
    const report = expectDone(await install.renew({ numbers: [number], by: operatorActor('test') }));
    expect(report).toMatchObject({ renewed: 1 });
    expect(answered).toEqual(['asked', 'stamping', 'stamping']);
    const found = await install.archivePdf(number, operatorActor());
    if (!found.ok) throw new Error(found.problem.code);
    const { pdf } = found.value;
    const verdict = await install.verify({ pdf, vin: null, destination: null, applicationDate: null });
    expect(verdict).toMatchObject({ ok: true, value: { verdict: 'valid', confirmation: { copy: 'archive' } } });
    const held = readSecurityStore(openPdf(pdf)).flatMap(({ certificates }) => certificates);
    const holds = authorities.map(({ root }) => held.some((der) => Buffer.from(der).equals(root.der)));
    expect(holds).toEqual([false, true]);
  } finally {
    await install.close();
  }
});
