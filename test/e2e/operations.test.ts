/** docs/operations.md leads to a production confirmation: its files and its commands, as they stand there. */
import { createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import { bytesOfBase64 } from '#core/bytes/base64.ts';
import { guideBlocks, runGuide } from '../support/guide.ts';
import { issueCrl, LEAF_EXTENSIONS, pem, testLeaf, testRoot } from '../support/pki.ts';
import { dropLists } from '../support/stored-lists.ts';
import { answerWith, testTsa } from '../support/tsa.ts';
import { openWarmCommands, type WarmCommands } from '../support/warm-commands.ts';
import { openWebServer, type WebServer } from '../support/web-server.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DAY_MS = 86_400_000;

let scratch: string;
let server: WebServer;
let guide: string;
let warm: WarmCommands;
const place = (name: string) => path.join(scratch, name);
beforeAll(async () => {
  warm = await openWarmCommands();
  scratch = mkdtempSync(path.join(tmpdir(), 'vinseal-operations-'));
  for (const folder of ['etc', 'data', 'journal']) mkdirSync(place(folder), { mode: 0o700 });
  const ca = await testRoot({ name: 'operations-ca' });
  const tsaCa = await testRoot({ name: 'operations-tsa-ca' });
  const tsa = await testTsa(tsaCa, 'operations-tsa');
  const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
  const lists = new Map<string, Uint8Array>();
  for (const [name, signer] of [
    ['example-ca', ca],
    ['tsa-ca', tsaCa],
  ] as const)
    lists.set(`/${name}.crl`, await issueCrl({ signer, thisUpdate: day(-1), nextUpdate: day(6) }));
  server = await openWebServer(async (asked) => {
    if (asked.method === 'POST') return answerWith(tsa, { genTime: Date.now() })(asked);
    const octets = lists.get(asked.path);
    return octets === undefined ? { status: 404, octets: new Uint8Array() } : { status: 200, octets };
  });
  writeFileSync(place('etc/example-ca.pem'), pem('CERTIFICATE', ca.der));
  writeFileSync(place('etc/tsa-ca.pem'), pem('CERTIFICATE', tsaCa.der));
  authority = async (csr) => {
    const request = pkijs.CertificationRequest.fromBER(
      bytesOfBase64(csr.replaceAll(/-----[^-]+-----|\s/g, '')).slice(),
    );
    const key = createPublicKey({
      key: Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false)),
      format: 'der',
      type: 'spki',
    });
    const subject = Object.fromEntries(
      request.subject.typesAndValues.map(({ type, value }) => [type, String(value.valueBlock.value)]),
    );
    const { [OID.commonName]: commonName = '', ...others } = subject;
    return pem(
      'CERTIFICATE',
      (await testLeaf(ca, { key, commonName, subject: others, extensions: LEAF_EXTENSIONS, serial: 4712 })).der,
    );
  };
  guide = readFileSync(path.join(ROOT, 'docs/operations.md'), 'utf8');
});
afterAll(async () => {
  await warm.close();
  await server.close();
  rmSync(scratch, { recursive: true });
});

/** What the CA answers to a request. */
let authority: (csr: string) => Promise<string>;

/** The places and hosts of the guide, on this machine. */
function onThisMachine(text: string): string {
  return text
    .replaceAll('/etc/vinseal', place('etc'))
    .replaceAll('/var/lib/vinseal', place('data'))
    .replaceAll('/var/lib/restored', place('restored'))
    .replaceAll('/srv/', `${scratch}/`)
    .replaceAll(/http:\/\/(?:ca|tsa)\.example/g, `http://${server.host}`);
}

function run(commands: string) {
  const settings = existsSync(place('etc/vinseal.env')) ? `set -a; . ${place('etc/vinseal.env')}; set +a` : ':';
  return runGuide(commands, { prelude: `${warm.prelude}\n${settings}`, home: scratch, cwd: ROOT });
}

test('from an empty folder to a confirmation that is valid, backed up and restored', async () => {
  const blocks = guideBlocks(onThisMachine(guide));
  expect(blocks.length).toBeGreaterThan(12);
  let said = '';
  for (const { file, content } of blocks) {
    if (file !== null) {
      writeFileSync(file, content);
      continue;
    }
    // Nobody is trusted yet: the list is empty, and says so.
    if (content.includes('import-certificate'))
      writeFileSync(
        place('etc/example-2026.pem'),
        await authority(readFileSync(place('etc/example-2026.csr'), 'utf8')),
      );
    const ran = await run(content);
    expect(ran).toEqual({ code: 0, said: ran.said });
    said += ran.said;
    if (content.includes('vinseal doctor')) expect(ran.said).toContain('maker-can-issue');
  }
  expect(said).toContain('ASC-EXAMPLE-');
}, 240_000);

/** The folder that was restored goes on; the one before changes nothing any more. */
test('without its time-stamp authority, or revocation data, nothing is issued', async () => {
  const request = place('etc/second.json');
  const content = readFileSync(place('etc/request.json'), 'utf8').replace('L0XAEXMP1TT000001', 'L0XAEXMP3TT000002');
  writeFileSync(request, content);
  const without = await run(
    `export VINSEAL_DATA=${place('restored')} VINSEAL_TIME_STAMP_URLS=\nvinseal issue ${request} --out ${place('etc/second.pdf')}`,
  );
  expect(without.code).toBe(1);
  expect(without.said).toContain('time-stamp-unavailable');
  await dropLists(place('restored'));
  const unproven = await run(
    `export VINSEAL_DATA=${place('restored')}\nvinseal issue ${request} --out ${place('etc/second.pdf')}`,
  );
  expect(unproven.code).toBe(1);
  expect(unproven.said).toContain('revocation-unavailable');
  const former = await run(`vinseal issue ${request} --out ${place('etc/second.pdf')}`);
  expect(former.said).toContain('store-set-back');
}, 60_000);
