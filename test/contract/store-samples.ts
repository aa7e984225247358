import { createHash } from 'node:crypto';
import { CONFIRMATION_FORMAT, type ConfirmationContent } from '#core/confirmation/confirmation.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import { type VerifiedChain, verifyAudit } from '../../server/app/access/read-audit-log.ts';
import { type ActorRef, actorRef, operatorActor } from '../../server/model/access/actor.ts';
import type { AuditEntry } from '../../server/model/access/audit-entry.ts';
import type { Manufacturer } from '../../server/model/manufacturers/manufacturer.ts';
import type { SealVersion } from '../../server/model/seals/seal.ts';
import type { DocumentFiles } from '../../server/ports/document-files.ts';
import type { Reservation, ReservationRequest } from '../../server/ports/reservations.ts';
import type { ContractStore } from './store-fixture.ts';

export const AT = '2026-03-02T01:02:03.004Z';
export const LATER = '2026-03-02T05:06:07.008Z';
export const MAKER = 'maker-1';

/** An operator of that name. */
export function someone(name: string): ActorRef {
  return actorRef(operatorActor(name));
}

/** What the audit log tells of a confirmation. */
export async function toldOf(store: ContractStore, number: string): Promise<readonly string[]> {
  const entries = await store.auditLog.about({ kind: 'confirmation', id: number }, 1_000);
  return entries.map(({ action, phase }) => `${action} ${phase}`);
}

/** The chains of the audit log that do not hold. */
export async function brokenChains(store: Pick<ContractStore, 'auditLog'>): Promise<readonly VerifiedChain[]> {
  const verified = await verifyAudit({ auditLog: store.auditLog, clock: { now: () => AT } }, operatorActor('verifier'));
  if (!verified.ok) throw new Error(verified.problem.code);
  return verified.value.filter(({ broken }) => broken !== null);
}

export function sampleEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    stream: `manufacturer:${MAKER}`,
    at: AT,
    actor: someone('zhang'),
    action: 'use-key',
    phase: 'intended',
    subject: { kind: 'key', id: 'key-1' },
    detail: { documentDigest: 'abcd' },
    ...changes,
  };
}

/** Registers a manufacturer, whatever was registered of it. */
export async function register(
  store: Pick<ContractStore, 'manufacturerRegister'>,
  manufacturer: Manufacturer,
  outlets: readonly RegisteredOutlet[] = [],
): Promise<void> {
  const entry = sampleEntry({
    stream: `manufacturer:${manufacturer.id}`,
    action: 'register-manufacturer',
    phase: 'succeeded',
    subject: { kind: 'manufacturer', id: manufacturer.id },
    detail: {},
  });
  const save = { manufacturer, outlets, entry };
  await store.manufacturerRegister.change(() => ({ save, answer: null }));
}

/** An invented VIN; the stores do not judge VINs. */
export function sampleVin(index: number): string {
  return `ZZ9TEST0${String(index).padStart(9, '0')}`;
}

export function sampleVins(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => sampleVin(from + index));
}

export function sampleRequest(changes: Partial<ReservationRequest> = {}): ReservationRequest {
  return {
    manufacturerId: MAKER,
    makerCode: 'XHM',
    year: 2026,
    vins: sampleVins(1, 2),
    supersedes: null,
    idempotencyKey: null,
    requestHash: 'a'.repeat(64),
    by: someone('officer-1'),
    at: AT,
    ...changes,
  };
}

const outlet = {
  id: 'outlet-1',
  country: 'KZ',
  name: 'Test Outlet',
  provider: 'Test Service LLP',
  address: '1 Test Street, Almaty',
  phone: '+7 700 000 0000',
  services: ['maintenance', 'warranty'],
} as const;

export function sampleOutlet(changes: Partial<RegisteredOutlet> = {}): RegisteredOutlet {
  return { ...outlet, manufacturerId: MAKER, active: { from: '2026-01-01', until: null }, ...changes };
}

export function sampleManufacturer(changes: Partial<Manufacturer> = {}): Manufacturer {
  const nameZh = '星禾测试汽车有限公司';
  return {
    id: MAKER,
    code: 'XHM',
    nameZh,
    nameEn: 'Xinghe Test Motor Co., Ltd.',
    uscc: '91000000000000000A',
    test: true,
    listings: [{ announcement: 'TEST-1', nameZh, from: '2020-01-01', until: null }],
    wmis: [{ wmi: 'ZZ9', from: '2020-01-01', until: null }],
    ...changes,
  };
}

export function sampleSeal(changes: Partial<SealVersion> = {}): SealVersion {
  return {
    manufacturerId: MAKER,
    version: 1,
    data: { form: 'limited-liability', nameZh: '星禾测试汽车有限公司', recordCode: '0000000000000', test: true },
    picture: null,
    from: '2026-01-01',
    until: null,
    state: 'proposed',
    proposedBy: someone('zhang'),
    proposedAt: AT,
    approvedBy: null,
    approvedAt: null,
    retiredBy: null,
    retiredAt: null,
    ...changes,
  };
}

/** What a sample says that a reservation does not. `destinations` take turns. */
export type SampleSays = { readonly destinations?: readonly string[]; readonly exporterUscc?: string };

export function sampleContent(
  number: string,
  request: ReservationRequest,
  { destinations = ['KZ'], exporterUscc = '91000000000000001B' }: SampleSays = {},
): ConfirmationContent {
  const { id, code, nameZh, nameEn, uscc } = sampleManufacturer({ id: request.manufacturerId });
  return {
    format: CONFIRMATION_FORMAT,
    number,
    issuedAt: request.at,
    test: true,
    manufacturer: { code, nameZh, nameEn, uscc, announcement: `TEST-${id}` },
    exporter: { name: '测试出口有限公司', uscc: exporterUscc },
    applicationDate: null,
    rule: { id: 'cn-2025-648', thresholdDays: 180 },
    vehicles: request.vins.map((vin, index) => ({
      line: index + 1,
      vin,
      brand: 'Xinghe',
      model: 'XH7000',
      firstRegistration: '2026-01-01',
      transferForExport: null,
      destination: destinations[index % destinations.length] ?? 'KZ',
      outlets: ['outlet-1'],
      needed: true,
      lastDayNeeded: '2026-06-30',
    })),
    destinations: [{ code: 'KZ', zh: '哈萨克斯坦', en: 'Kazakhstan' }],
    outlets: [outlet],
    supersedes: request.supersedes,
    verifyAt: 'https://verify.example/',
  };
}

/** Bytes that stand for a sealed PDF: different for every number. */
export function samplePdf(number: string, bytes = 200): Uint8Array {
  return new Uint8Array(Buffer.from(`%PDF-1.7 ${number}\n`.padEnd(bytes, '.')));
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The number of a reservation that must have succeeded. */
export function numberOf(reservation: Reservation): string {
  if (reservation.kind !== 'reserved') throw new Error(`not reserved but ${reservation.kind}`);
  return reservation.number;
}

/** Stores the intent of a reserved number and completes it; the file that this names, only where `files` is given. */
export async function finish(
  store: Pick<ContractStore, 'reservations'>,
  number: string,
  request: ReservationRequest,
  {
    files,
    pdfBytes = 200,
    ...says
  }: SampleSays & { readonly files?: Pick<DocumentFiles, 'put'>; readonly pdfBytes?: number } = {},
) {
  const pdf = samplePdf(number, pdfBytes);
  await store.reservations.intend({ number, content: sampleContent(number, request, says), at: request.at });
  await files?.put(pdf);
  await store.reservations.complete({
    number,
    sha256: sha256Hex(pdf),
    keyId: 'key-1',
    sealVersion: 1,
    by: request.by,
    at: request.at,
  });
}

/** Reserve, intend, complete: gives the number of an issued confirmation. */
export async function issue(
  store: ContractStore,
  changes: Partial<ReservationRequest> = {},
  says: SampleSays = {},
): Promise<string> {
  const request = sampleRequest(changes);
  const number = numberOf(await store.reservations.reserve(request));
  await finish(store, number, request, says);
  return number;
}
