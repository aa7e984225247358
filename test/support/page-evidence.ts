import type { ConfirmationContent, ConfirmedVehicle, LineStatus } from '#core/confirmation/confirmation.ts';
import type {
  CertificateFacts,
  Evidence,
  Question,
  SignedDocumentEvidence,
  TrustedManufacturer,
} from '#core/confirmation/evidence.ts';
import { DOCUMENT, MANUFACTURER, PERFECT, RECORD, SIGNATURE } from './perfect-evidence.ts';

/** The VIN of the first vehicle of every document here (a test VIN with a right check digit). */
export const PAGE_VIN = '1M8GDM9AXKP042788';
export const PAGE_NUMBER = 'ASC-TST-2026-0000001J';

const NAME = '测试星河汽车有限公司';
const USCC = '91350200M0000TEX1H';
const LIVE: LineStatus = { status: 'live' };
const WITHDRAWN: LineStatus = {
  status: 'withdrawn',
  at: '2026-06-20T02:00:00Z',
  by: '测试签发人',
  reason: 'destination-changed',
};

/** The maker of every document here, as the trust list knows it. */
export const PAGE_MANUFACTURER: TrustedManufacturer = {
  ...MANUFACTURER,
  ...{ code: 'TST', nameZh: NAME, uscc: USCC, test: true },
  listings: [{ announcement: '第 999 批', nameZh: NAME, from: '2020-01-01', until: null }],
  wmis: [{ wmi: '1M8', from: '2020-01-01', until: null }],
};

/** What reading a document brought to light, by the word that stands for it: what the real checks then judge. */
export function pageEvidence(word: string, question: Question): Evidence {
  const content = pageContent(word === 'many' ? 60 : ['few', 'partly', 'foreign'].includes(word) ? 6 : 1);
  const genuine = genuineEvidence(content, question);
  if (word === 'withdrawn') return withStanding(genuine, content, WITHDRAWN);
  if (word === 'partly') return withStanding(genuine, content, LIVE, WITHDRAWN);
  if (word === 'foreign') return withoutAuthority(genuine);
  if (word === 'undecided') return { ...genuine, revocation: { kind: 'unknown', detail: 'source unreachable' } };
  if (word === 'unsigned') return { ...genuine, document: { kind: 'unsigned', findings: [] } };
  if (word === 'stranger') return { ...genuine, trust: { kind: 'unknown-signer' }, registry: { kind: 'not-asked' } };
  if (word === 'altered')
    return { ...genuine, document: { ...signedDocument(content), signature: alteredSignature() } };
  if (['valid', 'many', 'few'].includes(word)) return genuine;
  return { ...genuine, document: { kind: 'unreadable', code: 'not-a-pdf', detail: 'no header' } };
}

function genuineEvidence(content: ConfirmationContent, question: Question): Evidence {
  const evidence: Evidence = {
    ...PERFECT,
    judgedAt: '2026-07-01T06:05:09Z',
    file: { sha256: 'cd'.repeat(32), size: 6 },
    question,
    document: signedDocument(content),
    trust: {
      kind: 'trusted',
      anchor: { ...SIGNER, organization: '测试根证书', commonName: 'TEST root' },
      standing: 'in-force',
      keys: { anchor: 'anchor', signer: 'c2lnbmVy' },
      identity: { kind: 'read', name: NAME, uscc: USCC },
      manufacturer: PAGE_MANUFACTURER,
    },
    revocation: { kind: 'good', source: 'crl', asOf: '2026-07-01T00:00:00Z' },
  };
  return withStanding(evidence, content, LIVE);
}

/** The same maker without the WMI of its vehicles. */
function withoutAuthority(evidence: Evidence): Evidence {
  const { trust } = evidence;
  if (trust.kind !== 'trusted' || trust.manufacturer === null) return evidence;
  return { ...evidence, trust: { ...trust, manufacturer: { ...trust.manufacturer, wmis: [] } } };
}

/** `second`: of the second vehicle, where it stands otherwise. */
function withStanding(
  evidence: Evidence,
  content: ConfirmationContent,
  standing: LineStatus,
  second: LineStatus = standing,
): Evidence {
  const record = {
    ...RECORD,
    ...{ number: content.number, manufacturerId: 'test', issuedBy: 'test', content, sha256: evidence.file.sha256 },
    lines: content.vehicles.map((vehicle, index) => ({ ...vehicle, standing: index === 1 ? second : standing })),
  };
  return { ...evidence, registry: { kind: 'identical', record } };
}

function signedDocument(content: ConfirmationContent): SignedDocumentEvidence {
  const signature = { ...alteredSignature(), intact: true };
  return {
    ...DOCUMENT,
    revisions: 1,
    pages: 1,
    signature,
    content: { kind: 'read', content },
    links: { addresses: [], other: null },
    text: { kind: 'not-read' },
  };
}

function alteredSignature() {
  return { ...SIGNATURE, intact: false, signer: SIGNER };
}

const SIGNER: CertificateFacts = {
  organization: NAME,
  organizationIdentifier: `NTRCN-${USCC}`,
  commonName: `${NAME} TEST`,
  issuer: 'CN=TEST root',
  serialNumber: '0A1B2C',
  sha256: 'ab'.repeat(32),
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2028-01-01T00:00:00Z',
};

function pageContent(count: number): ConfirmationContent {
  return {
    format: 'vinseal.confirmation.v1',
    number: PAGE_NUMBER,
    issuedAt: '2026-06-01T02:00:00Z',
    test: true,
    manufacturer: {
      code: 'TST',
      nameZh: NAME,
      nameEn: 'Test Xinghe Automobile Co., Ltd.',
      uscc: USCC,
      announcement: '第 999 批',
    },
    exporter: { name: '测试远航汽车出口有限公司', uscc: '91350200M0000TEST2' },
    applicationDate: null,
    rule: { id: 'test-rule', thresholdDays: 180 },
    vehicles: Array.from({ length: count }, (_, index) => pageVehicle(index)),
    destinations: [
      { code: 'KZ', zh: '哈萨克斯坦', en: 'Kazakhstan' },
      { code: 'UZ', zh: '乌兹别克斯坦', en: 'Uzbekistan' },
    ],
    outlets: ['KZ', 'UZ'].map((country) => ({
      id: `${country}-1`,
      country,
      name: `Test ${country} Service`,
      provider: `TEST ${country} LLP`,
      address: `Test avenue 1, ${country}`,
      phone: '+7 700 000 00 00',
      services: ['maintenance', 'repair', 'spare-parts'],
    })),
    supersedes: null,
    verifyAt: 'https://check.example',
  };
}

/** Markup in a model name shows whether the pages escape what a document says. */
function pageVehicle(index: number): ConfirmedVehicle {
  const destination = index % 3 === 2 ? 'UZ' : 'KZ';
  return {
    line: index + 1,
    vin: index === 0 ? PAGE_VIN : `1M8GDM9AXKP1${String(index).padStart(5, '0')}`,
    brand: '星河',
    model: 'XH-7 <b>',
    firstRegistration: '2026-05-10',
    transferForExport: index % 2 === 0 ? '2026-05-20' : null,
    destination,
    outlets: [`${destination}-1`],
    needed: true,
    lastDayNeeded: '2026-11-06',
  };
}
