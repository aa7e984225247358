import { randomInt } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import { vinCheckCharacter } from '#core/confirmation/vin.ts';
import { embedSignature } from '#core/pdf/additions/embed-signature.ts';
import { readPdfFacts } from '#core/pdf/document/read-signed-document.ts';
import type { ConfirmationRequest } from '../app/confirmations/confirmation-request.ts';
import { manufacturerFile } from '../app/manufacturers/manufacturer-schema.ts';
import { beginTrustList, readOwnAnchors } from '../compose/install/own-anchors.ts';
import { dataPaths, type InstallOptions } from '../compose/install-options.ts';
import { type Install, openInstall, SYSTEM_CLOCK } from '../compose/open-install.ts';
import { withSharedRecords } from '../compose/with-shared-records.ts';
import { KEY_RECORDS } from '../keys/key-index.ts';
import { DEMONSTRATION } from '../model/access/actor.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';
import { SAMPLE_KINDS, type Sample, type SampleKind } from '../model/samples/sample.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import { makeDocument } from '../sealing/make-document.ts';
import { createDemonstrationKeys } from './create-demonstration-keys.ts';
import { giveTestSeal } from './give-test-seal.ts';
import { sampleRequest } from './sample-request.ts';
import { OTHER_MAKERS_WMI, TEST_EXPORTERS, TEST_MANUFACTURER, TEST_OUTLETS, TEST_SEAL } from './test-manufacturer.ts';

type Made = { readonly confirmation: RegisteredConfirmation; readonly pdf: Uint8Array };

/**
 * Makes the six sample files, each by issuing and then doing to it what its name says; the two that a true install
 * refuses to issue come from throw-away installs that allow it. `index.json` beside the files lists them.
 */
export async function createSamples(install: Install, options: InstallOptions, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const valid = await issueSample(install, request(install, { destination: 'KZ' }));
  const withdrawn = await issueSample(install, request(install, { destination: 'UZ' }));
  await expectOk(install.withdraw(withdrawn.confirmation.number, { reason: 'issued-in-error' }, DEMONSTRATION));
  const superseded = await issueSample(install, request(install, { destination: 'RU' }, TEST_EXPORTERS[1]));
  await issueSample(install, replacement(superseded.confirmation));
  const made: Readonly<Record<SampleKind, Made>> = {
    valid,
    altered: await alterOneDigit(valid),
    withdrawn,
    superseded,
    'other-manufacturer': await issueForOtherMaker(options),
    'unknown-issuer': await issueByUnknownIssuer(options, install.clock.now()),
  };
  const samples = SAMPLE_KINDS.map((kind) => writeSample(folder, kind, made[kind]));
  writeFileSync(path.join(folder, 'index.json'), `${JSON.stringify(samples, null, 2)}\n`);
}

function writeSample(folder: string, kind: SampleKind, { confirmation, pdf }: Made): Sample {
  const file = `${kind}.pdf`;
  writeFileSync(path.join(folder, file), pdf);
  const verdict =
    kind === 'valid' ? 'valid' : kind === 'withdrawn' || kind === 'superseded' ? 'withdrawn' : 'not-valid';
  return { file, kind, verdict, vin: confirmation.lines[0]?.vin ?? '', number: confirmation.number };
}

function request(
  install: Install,
  wanted: { readonly destination: string; readonly wmi?: string },
  exporter: ConfirmationRequest['exporter'] = TEST_EXPORTERS[0],
): ConfirmationRequest {
  const today = shanghaiDate(install.clock.now());
  return { ...sampleRequest({ vehicles: 2, today, random: (below) => randomInt(below), ...wanted }), exporter };
}

/** The same vehicles for another country, in place of the old confirmation. */
function replacement({ content }: RegisteredConfirmation): ConfirmationRequest {
  return {
    manufacturer: TEST_MANUFACTURER.id,
    exporter: content.exporter,
    supersedes: content.number,
    vehicles: content.vehicles.map((vehicle) => ({
      vin: vehicle.vin,
      brand: vehicle.brand,
      model: vehicle.model,
      firstRegistration: vehicle.firstRegistration,
      destination: 'AE',
    })),
  };
}

async function issueSample(install: Install, wanted: ConfirmationRequest): Promise<Made> {
  const { confirmation } = await expectOk(install.issue(wanted, { by: DEMONSTRATION }));
  return expectOk(install.pdf(confirmation.number, DEMONSTRATION));
}

async function expectOk<Value>(
  result: Promise<{ ok: true; value: Value } | { ok: false; problem: { code: string; fields: readonly unknown[] } }>,
): Promise<Value> {
  const settled = await result;
  if (settled.ok) return settled.value;
  throw new Error(`a sample was refused: ${settled.problem.code} ${JSON.stringify(settled.problem.fields)}`);
}

/** What a forger does: the same pages with one digit of a VIN changed, and the true document's signature put into them. */
async function alterOneDigit({ confirmation, pdf }: Made): Promise<Made> {
  const cms = readPdfFacts(pdf).signatures[0]?.cms;
  if (cms == null) throw new Error('the valid sample bears no signature');
  const content = withOneDigitChanged(confirmation.content);
  const { nameZh, test } = TEST_MANUFACTURER;
  const { form, recordCode } = TEST_SEAL;
  const seal = { form, nameZh, recordCode, test, picture: null };
  const request = { content, seal, signatureBytes: cms.length };
  return { confirmation, pdf: embedSignature(await makeDocument(request), cms) };
}

function withOneDigitChanged(content: ConfirmationContent): ConfirmationContent {
  const [first, ...others] = content.vehicles;
  if (first === undefined) throw new Error('the valid sample names no vehicle');
  const last = (Number(first.vin.at(-1)) + 5) % 10;
  const changed = `${first.vin.slice(0, -1)}${last}`;
  const vin = `${changed.slice(0, 8)}${vinCheckCharacter(changed)}${changed.slice(9)}`;
  return { ...content, vehicles: [{ ...first, vin: vin === first.vin ? changed : vin }, ...others] };
}

/** The true maker's own key, in an install that lets it vouch for another maker's VINs. */
function issueForOtherMaker(options: InstallOptions): Promise<Made> {
  const entitled: Manufacturer = {
    ...TEST_MANUFACTURER,
    wmis: [...TEST_MANUFACTURER.wmis, { wmi: OTHER_MAKERS_WMI, from: '2026-01-01', until: null }],
  };
  return issueElsewhere(options, entitled, OTHER_MAKERS_WMI, async (folder) => {
    for (const name of ['ca', 'tsa', 'keys'])
      cpSync(path.join(options.data, name), path.join(folder, name), { recursive: true });
    const { records } = await withSharedRecords(options, (shared) => shared.read(KEY_RECORDS));
    await withSharedRecords({ data: folder }, (shared) =>
      shared.change(KEY_RECORDS, () => ({ put: records, remove: [], answer: null })),
    );
    return (await readOwnAnchors(options, SYSTEM_CLOCK)).map((anchor) => ({
      ...anchor,
      manufacturers: anchor.manufacturers.map((vouched) => ({ ...vouched, wmis: entitled.wmis })),
    }));
  });
}

/** A CA, a key and a certificate of its own under exactly the true maker's name. */
function issueByUnknownIssuer(options: InstallOptions, now: string): Promise<Made> {
  return issueElsewhere(options, TEST_MANUFACTURER, 'L0X', async (folder) => [
    await withSharedRecords({ data: folder }, (shared) =>
      createDemonstrationKeys({ ...dataPaths(folder), shared }, TEST_MANUFACTURER, now),
    ),
  ]);
}

async function issueElsewhere(
  options: InstallOptions,
  manufacturer: Manufacturer,
  wmi: string,
  prepare: (folder: string) => Promise<readonly TrustAnchor[]>,
): Promise<Made> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vinseal-sample-'));
  try {
    const elsewhere = { ...options, data: folder, mongo: null };
    await beginTrustList(elsewhere, SYSTEM_CLOCK, await prepare(folder));
    const install = await openInstall(elsewhere);
    try {
      await install.refreshRevocationList();
      await expectOk(
        install.registerManufacturer(manufacturerFile({ manufacturer, outlets: TEST_OUTLETS }), DEMONSTRATION),
      );
      await giveTestSeal(install, manufacturer.id);
      return await issueSample(install, request(install, { destination: 'KZ', wmi }));
    } finally {
      await install.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
