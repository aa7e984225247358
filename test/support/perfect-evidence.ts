import type { ConfirmationContent, RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type {
  Evidence,
  SignatureEvidence,
  SignedDocumentEvidence,
  TrustedManufacturer,
} from '#core/confirmation/evidence.ts';
import { completeUscc } from '#core/confirmation/uscc.ts';
import { vinCheckCharacter } from '#core/confirmation/vin.ts';

/** A well-formed VIN of the invented maker. */
export function madeUpVin(serial: number, wmi = 'LXH'): string {
  const vin = `${wmi}ABC120TA${String(serial).padStart(6, '0')}`;
  return vin.slice(0, 8) + vinCheckCharacter(vin) + vin.slice(9);
}

export const VIN = madeUpVin(1);
export const OTHER_VIN = madeUpVin(2);
const USCC = completeUscc('91350200MA0000TEX');
const SHA256 = 'ab'.repeat(32);

export const CONTENT: ConfirmationContent = {
  format: 'vinseal.confirmation.v1',
  number: 'ASC-XHM-2026-0000012K',
  issuedAt: '2026-02-03T02:15:00.000Z',
  test: false,
  manufacturer: {
    code: 'XHM',
    nameZh: '星河测试汽车制造有限公司',
    nameEn: 'Xinghe Test Automobile Manufacturing Co., Ltd.',
    uscc: USCC,
    announcement: 'TEST-2026-0001',
  },
  exporter: { name: '远帆测试国际贸易有限公司', uscc: completeUscc('91440300MA0000TEX') },
  applicationDate: null,
  rule: { id: 'export-180-days/2026-01-01', thresholdDays: 180 },
  vehicles: [
    {
      line: 1,
      vin: VIN,
      brand: '星河牌',
      model: 'XHM6480TEST',
      firstRegistration: '2026-01-01',
      transferForExport: '2026-01-20',
      destination: 'KZ',
      outlets: ['KZ-01'],
      needed: null,
      lastDayNeeded: '2026-06-30',
    },
    {
      line: 2,
      vin: OTHER_VIN,
      brand: '星河牌',
      model: 'XHM6490TEST',
      firstRegistration: '2026-01-05',
      transferForExport: null,
      destination: 'KG',
      outlets: ['KG-01'],
      needed: null,
      lastDayNeeded: '2026-07-04',
    },
  ],
  destinations: [
    { code: 'KZ', zh: '哈萨克斯坦', en: 'Kazakhstan' },
    { code: 'KG', zh: '吉尔吉斯斯坦', en: 'Kyrgyzstan' },
  ],
  outlets: [
    {
      id: 'KZ-01',
      country: 'KZ',
      name: 'Xinghe Service Almaty (TEST)',
      provider: 'TOO «Тест Авто Сервис»',
      address: 'Алматы қаласы, Төле би көшесі, 1',
      phone: '+7 700 000 00 01',
      services: ['repair', 'warranty'],
    },
    {
      id: 'KG-01',
      country: 'KG',
      name: 'Xinghe Service Bishkek (TEST)',
      provider: 'ОсОО «Тест Сервис»',
      address: 'Бишкек, улица Тестовая, 2',
      phone: '+996 700 000 002',
      services: ['repair'],
    },
  ],
  supersedes: null,
  verifyAt: 'https://verify.example/ASC-XHM-2026-0000012K',
};

/** The pages as pdf.js gives them: cells in reading order, footers and a repeated table head between the rows. */
export function pagesOf(content: ConfirmationContent): readonly string[] {
  const { manufacturer, exporter } = content;
  const head = `售后维修服务确认书\n编号 No. ${content.number} 签发日期 2026-02-03\n${content.supersedes ?? ''}\n`;
  const parties = [
    manufacturer.nameZh,
    manufacturer.nameEn,
    manufacturer.uscc,
    manufacturer.announcement,
    exporter.name,
  ];
  const tableHead = '序号\nLine\n车辆识别代号\nVIN\n品牌 Brand\n';
  const pages = content.vehicles.map((vehicle) => {
    const destination = content.destinations.find(({ code }) => code === vehicle.destination);
    const vin = `${vehicle.vin.slice(0, 3)} ${vehicle.vin.slice(3, 9)} ${vehicle.vin.slice(9)}`;
    const model = `${vehicle.model.slice(0, 4)}\n${vehicle.model.slice(4)}`;
    const dates = `${vehicle.firstRegistration} ${vehicle.transferForExport ?? '–'}`;
    const where = `${vehicle.destination} ${destination?.zh}\n${destination?.en} ${vehicle.lastDayNeeded}`;
    return `${vehicle.line} ${vin} ${vehicle.brand} ${model} ${dates} ${where} ${vehicle.outlets.join(',\n')}`;
  });
  const footer = (page: number) => `\n${content.number} 第 ${page} 页，共 2 页 · Page ${page} of 2`;
  const outlets = content.outlets.map((outlet) => Object.values(outlet).join('\n')).join('\n');
  const last = `${exporter.uscc}\n${content.applicationDate ?? ''}\n二、境外售后服务网点\n${outlets}`;
  return [
    `${head}${parties.join('\n')}\n${tableHead}${pages[0] ?? ''}${footer(1)}`,
    `${tableHead}${pages.slice(1).join('\n')}\n${last}${footer(2)}`,
  ];
}

export const MANUFACTURER: TrustedManufacturer = {
  code: 'XHM',
  nameZh: CONTENT.manufacturer.nameZh,
  uscc: USCC,
  test: false,
  status: 'active',
  listings: [{ announcement: '2020-1', nameZh: CONTENT.manufacturer.nameZh, from: '2020-01-01', until: null }],
  wmis: [{ wmi: 'LXH', from: '2020-01-01', until: null }],
  registry: 'here',
};

export const RECORD: RegisteredConfirmation = {
  number: CONTENT.number,
  manufacturerId: 'xinghe',
  issuedBy: 'officer',
  sealVersion: 1,
  content: CONTENT,
  sha256: SHA256,
  archive: null,
  formerCopies: [],
  lines: CONTENT.vehicles.map((vehicle) => ({ ...vehicle, standing: { status: 'live' } })),
};

export const SIGNATURE: Extract<SignatureEvidence, { kind: 'read' }> = {
  kind: 'read',
  intact: true,
  valid: true,
  problems: [],
  algorithm: { name: 'RSA-3072 with SHA-256', policy: 'accepted' },
  signer: {
    organization: CONTENT.manufacturer.nameZh,
    organizationIdentifier: `NTRCN-${USCC}`,
    commonName: 'Xinghe seal',
    issuer: 'Test CA',
    serialNumber: '01',
    sha256: 'cd'.repeat(32),
    notBefore: '2026-01-01T00:00:00Z',
    notAfter: '2028-01-01T00:00:00Z',
  },
  certificates: [],
};

export const DOCUMENT: SignedDocumentEvidence = {
  kind: 'signed',
  revisions: 2,
  pages: 2,
  findings: [],
  signatures: 1,
  field: {
    name: 'Seal',
    subFilter: 'ETSI.CAdES.detached',
    coverage: 'entire-file',
    coverageDetail: '',
    bytesAfter: 0,
    contentsCase: 'lower',
    docMdp: 1,
    claimedTime: null,
  },
  signature: SIGNATURE,
  form: { kind: 'exact', form: 2 },
  following: { kind: 'nothing' },
  sealedSha256: null,
  validation: { items: [], certificates: [], crls: [], ocsps: [] },
  judgement: null,
  subjects: [],
  content: { kind: 'read', content: CONTENT },
  links: { addresses: [CONTENT.verifyAt], other: null },
  text: { kind: 'read', pages: pagesOf(CONTENT) },
};

/** Evidence in which nothing is wrong and everything was asked: the only kind that is valid. */
export const PERFECT: Evidence = {
  judgedAt: '2026-03-02T08:00:00.000Z',
  file: { sha256: SHA256, size: 100_000 },
  question: { vin: VIN, destination: 'KZ', applicationDate: '2026-03-02' },
  document: DOCUMENT,
  trust: {
    kind: 'trusted',
    anchor: { ...SIGNATURE.signer, commonName: 'Test CA' },
    standing: 'in-force',
    identity: { kind: 'read', name: CONTENT.manufacturer.nameZh, uscc: USCC },
    manufacturer: MANUFACTURER,
    keys: { anchor: 'anchor', signer: 'c2lnbmVy' },
  },
  revocation: { kind: 'good', source: 'crl', asOf: '2026-03-02T00:00:00Z' },
  compromise: { kind: 'none-known' },
  signing: {
    provenAt: null,
    level: 'B-B',
    embeddedRevocation: false,
    goodUntil: '2026-03-02T08:00:00.000Z',
    revocationNotes: [],
  },
  registry: { kind: 'identical', record: RECORD },
};

export function withDocument(evidence: Evidence, change: Partial<SignedDocumentEvidence>): Evidence {
  return evidence.document.kind === 'signed'
    ? { ...evidence, document: { ...evidence.document, ...change } }
    : evidence;
}

export function withField(evidence: Evidence, change: Partial<SignedDocumentEvidence['field']>): Evidence {
  if (evidence.document.kind !== 'signed') return evidence;
  return withDocument(evidence, { field: { ...evidence.document.field, ...change } });
}

export function withSignature(evidence: Evidence, change: Partial<typeof SIGNATURE>): Evidence {
  if (evidence.document.kind !== 'signed' || evidence.document.signature.kind !== 'read') return evidence;
  return withDocument(evidence, { signature: { ...evidence.document.signature, ...change } });
}

export function withSigner(evidence: Evidence, change: Partial<(typeof SIGNATURE)['signer']>): Evidence {
  if (evidence.document.kind !== 'signed' || evidence.document.signature.kind !== 'read') return evidence;
  return withSignature(evidence, { signer: { ...evidence.document.signature.signer, ...change } });
}

/** Another name or code in the certificate, as the anchor's convention reads it. */
export function withIdentity(evidence: Evidence, change: { readonly name?: string; readonly uscc?: string }): Evidence {
  if (evidence.trust.kind !== 'trusted' || evidence.trust.identity.kind !== 'read') return evidence;
  return { ...evidence, trust: { ...evidence.trust, identity: { ...evidence.trust.identity, ...change } } };
}

/** Other data, signed, with pages that still show the perfect ones unless `pages` are given too. */
export function withContent(evidence: Evidence, change: Partial<ConfirmationContent>): Evidence {
  if (evidence.document.kind !== 'signed' || evidence.document.content.kind !== 'read') return evidence;
  return withDocument(evidence, {
    content: { kind: 'read', content: { ...evidence.document.content.content, ...change } },
  });
}

export function withManufacturer(evidence: Evidence, change: Partial<TrustedManufacturer>): Evidence {
  if (evidence.trust.kind !== 'trusted' || evidence.trust.manufacturer === null) return evidence;
  return { ...evidence, trust: { ...evidence.trust, manufacturer: { ...evidence.trust.manufacturer, ...change } } };
}

export function withLines(evidence: Evidence, lines: RegisteredConfirmation['lines']): Evidence {
  if (evidence.registry.kind !== 'identical') return evidence;
  return { ...evidence, registry: { kind: 'identical', record: { ...evidence.registry.record, lines } } };
}

export function asking(evidence: Evidence, question: Partial<Evidence['question']>): Evidence {
  return { ...evidence, question: { ...evidence.question, ...question } };
}
