import type { RegisteredLine } from '#core/confirmation/confirmation.ts';
import { type CheckCode, type CheckId, FILE_FINDINGS, SIGNATURE_PROBLEMS } from '#core/confirmation/errors.ts';
import type { Evidence } from '#core/confirmation/evidence.ts';
import type { Headline, VerdictWord } from '#core/confirmation/verdict.ts';
import {
  asking,
  CONTENT,
  madeUpVin,
  pagesOf,
  RECORD,
  VIN,
  withContent,
  withDocument,
  withField,
  withIdentity,
  withLines,
  withManufacturer,
  withSignature,
  withSigner,
} from '../../support/perfect-evidence.ts';

/** One fact spoiled, and what must come of it. */
export type Spoiling = {
  readonly name: string;
  readonly spoil: (evidence: Evidence) => Evidence;
  readonly verdict: VerdictWord;
  readonly headline: Headline;
  readonly check: CheckId;
  readonly code: CheckCode;
  /** Whether what the document says is shown all the same. */
  readonly content: 'shown' | 'withheld';
};

type Row = readonly [string, Spoiling['spoil'], CheckId, CheckCode];

type Outcome = Pick<Spoiling, 'verdict' | 'headline' | 'content'>;

function rows(
  verdict: VerdictWord,
  headline: Headline,
  content: Spoiling['content'],
  list: readonly Row[],
): readonly Spoiling[] {
  const outcome: Outcome = { verdict, headline, content };
  return list.map(([name, spoil, check, code]) => ({ name, spoil, check, code, ...outcome }));
}

const elsewhere = (evidence: Evidence): Evidence => ({ ...evidence, registry: { kind: 'unreachable', detail: '' } });
const [FIRST, SECOND] = RECORD.lines as unknown as readonly [RegisteredLine, RegisteredLine];
const WITHDRAWN = {
  status: 'withdrawn',
  at: '2026-02-10T01:00:00Z',
  by: 'officer',
  reason: 'issued-in-error',
} as const;
const SUPERSEDED = {
  status: 'superseded',
  at: '2026-02-11T01:00:00Z',
  by: 'officer',
  supersededBy: 'ASC-XHM-2026-0000020A',
} as const;
const COMPROMISED_SINCE = '2026-02-20T00:00:00Z';
const compromised =
  (provenAt: string | null, since = COMPROMISED_SINCE) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    compromise: { kind: 'compromised', since },
    signing: { ...evidence.signing, provenAt },
  });
const pagesWith = (from: string | RegExp, to: string) => (evidence: Evidence) =>
  elsewhere(
    withDocument(evidence, { text: { kind: 'read', pages: pagesOf(CONTENT).map((page) => page.replace(from, to)) } }),
  );

/** Each makes the perfect evidence anything but valid. */
export const SPOILINGS: readonly Spoiling[] = [
  ...rows('not-valid', 'not-valid-unsigned', 'withheld', [
    [
      'not-a-pdf',
      (e) => ({ ...e, document: { kind: 'unreadable', code: 'not-a-pdf', detail: '' } }),
      'file-readable',
      'not-a-pdf',
    ],
  ]),
  ...rows('not-valid', 'not-valid-not-a-confirmation', 'withheld', [
    ['two signatures', (e) => withDocument(e, { signatures: 2 }), 'file-signed', 'several-signatures'],
    ...(['file-malformed', 'file-encrypted'] as const).map(
      (code): Row => [
        code,
        (e) => ({ ...e, document: { kind: 'unreadable', code, detail: '' } }),
        'file-readable',
        code,
      ],
    ),
    ['no certification', (e) => withField(e, { docMdp: null }), 'certified-against-change', 'not-certified'],
    ['P=2', (e) => withField(e, { docMdp: 2 }), 'certified-against-change', 'not-certified'],
    ['P=3', (e) => withField(e, { docMdp: 3 }), 'certified-against-change', 'not-certified'],
    ['no data', (e) => withDocument(e, { content: { kind: 'missing' } }), 'data-readable', 'data-missing'],
    [
      'broken data',
      (e) => withDocument(e, { content: { kind: 'malformed', detail: '' } }),
      'data-readable',
      'data-malformed',
    ],
    [
      'a last day that is not the rule’s',
      (e) => withContent(e, { vehicles: CONTENT.vehicles.map((one) => ({ ...one, lastDayNeeded: '2026-08-01' })) }),
      'data-readable',
      'data-malformed',
    ],
    ['data without vehicles', (e) => withContent(e, { vehicles: [] }), 'data-readable', 'data-malformed'],
    [
      'data of tomorrow',
      (e) => withContent(e, { issuedAt: new Date(Date.parse(e.judgedAt) + 600_000).toISOString() }),
      'dated-in-the-past',
      'dated-in-the-future',
    ],
    ['data without a real issue time', (e) => withContent(e, { issuedAt: 'soon' }), 'data-readable', 'data-malformed'],
  ]),
  ...rows('not-valid', 'not-valid-unsigned', 'withheld', [
    ['unsigned', (e) => ({ ...e, document: { kind: 'unsigned', findings: [] } }), 'file-signed', 'file-unsigned'],
    ['no signature value', (e) => withDocument(e, { signatures: 0 }), 'file-signed', 'file-unsigned'],
  ]),
  ...rows('not-valid', 'not-valid-altered', 'withheld', [
    ...FILE_FINDINGS.map(
      (finding): Row => [
        finding,
        (e) => withDocument(e, { findings: [finding] }),
        'file-unambiguous',
        'file-ambiguous',
      ],
    ),
    [
      'a rewritten signature',
      (e) => withField(e, { contentsCase: 'upper' }),
      'whole-file-signed',
      'signature-rewritten',
    ],
    ['bytes after', (e) => withField(e, { bytesAfter: 1 }), 'whole-file-signed', 'bytes-after-signature'],
    [
      'a later revision',
      (e) => withField(e, { coverage: 'entire-revision', bytesAfter: 900 }),
      'whole-file-signed',
      'bytes-after-signature',
    ],
    [
      'an earlier revision only',
      (e) => withField(e, { coverage: 'entire-revision' }),
      'whole-file-signed',
      'bytes-after-signature',
    ],
    [
      'something added to the sealed file',
      (e) => withDocument(e, { following: { kind: 'others', bytes: 900 }, sealedSha256: 'ab'.repeat(32) }),
      'whole-file-signed',
      'bytes-after-signature',
    ],
    [
      'another way of writing',
      (e) => withDocument(e, { form: { kind: 'other', detail: 'a comment' } }),
      'exactly-sealed',
      'not-exactly-sealed',
    ],
    ['a hole', (e) => withField(e, { coverage: 'unclear' }), 'whole-file-signed', 'byte-range-invalid'],
    [
      'unreadable CMS',
      (e) => withDocument(e, { signature: { kind: 'unreadable', detail: '' } }),
      'content-unchanged',
      'signature-unreadable',
    ],
    ['another digest', (e) => withSignature(e, { intact: false }), 'content-unchanged', 'content-altered'],
    ['wrong value', (e) => withSignature(e, { valid: false }), 'signature-value', 'signature-value-wrong'],
    ...SIGNATURE_PROBLEMS.map(
      (problem): Row => [
        problem,
        (e) => withSignature(e, { problems: [problem] }),
        'signature-value',
        'signature-attributes-wrong',
      ],
    ),
    [
      'PKCS#7 subfilter',
      (e) => withField(e, { subFilter: 'adbe.pkcs7.detached' }),
      'signature-value',
      'signature-attributes-wrong',
    ],
    ['pages: other model', pagesWith('XHM6', 'XHM9'), 'pages-match-data', 'pages-differ-from-data'],
    [
      'pages: a link elsewhere',
      (e) =>
        elsewhere(withDocument(e, { links: { addresses: [CONTENT.verifyAt, 'https://other.example'], other: null } })),
      'pages-match-data',
      'pages-differ-from-data',
    ],
    [
      'pages: something else to press',
      (e) => elsewhere(withDocument(e, { links: { addresses: [], other: 'Text' } })),
      'pages-match-data',
      'pages-differ-from-data',
    ],
    ['pages: other VIN too', pagesWith('二、', `${madeUpVin(77)} 二、`), 'pages-match-data', 'pages-differ-from-data'],
  ]),
  ...rows('not-valid', 'not-valid-signer', 'withheld', [
    [
      'SHA-1',
      (e) => withSignature(e, { algorithm: { name: 'RSA-3072 with SHA-1', policy: 'refused' } }),
      'algorithm-accepted',
      'algorithm-refused',
    ],
    [
      'an unknown algorithm',
      (e) => withSignature(e, { intact: false, valid: false, algorithm: { name: '1.2.3', policy: 'unsupported' } }),
      'algorithm-accepted',
      'algorithm-unsupported',
    ],
    ['unknown signer', (e) => ({ ...e, trust: { kind: 'unknown-signer' } }), 'signer-trusted', 'signer-unknown'],
    [
      'broken chain',
      (e) => ({ ...e, trust: { kind: 'chain-invalid', detail: '' } }),
      'signer-trusted',
      'chain-invalid',
    ],
    [
      'suspended anchor',
      (e) => (e.trust.kind === 'trusted' ? { ...e, trust: { ...e.trust, standing: 'suspended' } } : e),
      'signer-trusted',
      'anchor-suspended',
    ],
    [
      'anchor of another time',
      (e) => (e.trust.kind === 'trusted' ? { ...e, trust: { ...e.trust, standing: 'not-in-force' } } : e),
      'signer-trusted',
      'anchor-not-in-force',
    ],
    [
      'judged too early',
      (e) => withSigner(e, { notBefore: '2026-03-03T00:00:00Z' }),
      'certificate-in-force',
      'certificate-not-yet-valid',
    ],
    [
      'dated before its certificate',
      (e) => withSigner(e, { notBefore: '2026-02-04T00:00:00Z' }),
      'certificate-in-force',
      'certificate-not-yet-valid',
    ],
    ['no date at all', (e) => withSigner(e, { notBefore: '' }), 'certificate-in-force', 'certificate-not-yet-valid'],
    [
      'revoked',
      (e) => ({ ...e, revocation: { kind: 'revoked', at: '2026-02-01T00:00:00Z', reason: 'keyCompromise' } }),
      'certificate-not-revoked',
      'certificate-revoked',
    ],
    ['key compromised', compromised(null), 'key-not-compromised', 'key-compromised'],
    [
      'key compromised later than dated',
      compromised(null, '2099-01-01T00:00:00Z'),
      'key-not-compromised',
      'key-compromised',
    ],
    ['proven at the compromise', compromised(COMPROMISED_SINCE), 'key-not-compromised', 'key-compromised'],
    ['proven after the compromise', compromised('2026-02-20T00:00:01Z'), 'key-not-compromised', 'key-compromised'],
    ['a compromise without a date', compromised('2026-02-19T00:00:00Z', ''), 'key-not-compromised', 'key-compromised'],
    [
      'nobody vouched for',
      (e) => (e.trust.kind === 'trusted' ? { ...e, trust: { ...e.trust, manufacturer: null } } : e),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
    [
      'another name',
      (e) => withIdentity(e, { name: '星河测试汽车销售有限公司' }),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
    ['another credit code', (e) => withIdentity(e, { uscc: 'X' }), 'signer-is-manufacturer', 'signer-not-manufacturer'],
    [
      'a certificate that names nobody by the convention',
      (e) =>
        e.trust.kind === 'trusted'
          ? { ...e, trust: { ...e.trust, identity: { kind: 'unread', problem: 'identity-missing', source: 'CN' } } }
          : e,
      'signer-is-manufacturer',
      'signer-not-identified',
    ],
    [
      'data name another',
      (e) => withContent(e, { manufacturer: { ...CONTENT.manufacturer, nameZh: '别家' } }),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
    [
      'data give another USCC',
      (e) => withContent(e, { manufacturer: { ...CONTENT.manufacturer, uscc: 'X' } }),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
    [
      'data give another code',
      (e) => withContent(e, { manufacturer: { ...CONTENT.manufacturer, code: 'YYY' } }),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
    [
      'trust list names another',
      (e) => withManufacturer(e, { uscc: 'X' }),
      'signer-is-manufacturer',
      'signer-not-manufacturer',
    ],
  ]),
  ...rows('not-valid', 'not-valid-not-entitled', 'withheld', [
    ['never listed', (e) => withManufacturer(e, { listings: [] }), 'signer-is-manufacturer', 'manufacturer-not-listed'],
    [
      'listing over',
      (e) =>
        withManufacturer(e, {
          listings: [
            { announcement: '1', nameZh: CONTENT.manufacturer.nameZh, from: '2020-01-01', until: '2026-02-02' },
          ],
        }),
      'signer-is-manufacturer',
      'manufacturer-not-listed',
    ],
    [
      'suspended',
      (e) => withManufacturer(e, { status: 'suspended' }),
      'signer-is-manufacturer',
      'manufacturer-suspended',
    ],
    [
      'another WMI',
      (e) => withManufacturer(e, { wmis: [{ wmi: 'LXJ', from: '2020-01-01', until: null }] }),
      'manufacturer-entitled',
      'manufacturer-not-entitled',
    ],
    [
      'WMI from the next day',
      (e) => withManufacturer(e, { wmis: [{ wmi: 'LXH', from: '2026-02-04', until: null }] }),
      'manufacturer-entitled',
      'manufacturer-not-entitled',
    ],
  ]),
  ...rows('not-valid', 'not-valid-not-issued', 'withheld', [
    ['number never issued', (e) => ({ ...e, registry: { kind: 'unknown-number' } }), 'registered', 'number-unknown'],
    [
      'another file',
      (e) => ({ ...e, registry: { kind: 'different-bytes', record: RECORD } }),
      'registered',
      'registered-but-different',
    ],
    [
      'record of other bytes',
      (e) => ({ ...e, file: { ...e.file, sha256: '00'.repeat(32) } }),
      'registered',
      'registered-but-different',
    ],
    [
      'record of another number',
      (e) => ({ ...e, registry: { kind: 'identical', record: { ...RECORD, number: 'ASC-XHM-2026-0000013H' } } }),
      'registered',
      'registered-but-different',
    ],
  ]),
  ...rows('not-valid', 'not-valid-other-vehicle', 'shown', [
    ['a slip', (e) => asking(e, { vin: VIN.replace('000001', '000010') }), 'vehicle-matches', 'vehicle-not-listed'],
    ['another vehicle', (e) => asking(e, { vin: '1M8GDM9AXKP042788' }), 'vehicle-matches', 'vehicle-not-listed'],
  ]),
  ...rows('not-valid', 'not-valid-other-destination', 'shown', [
    [
      'destination of another line',
      (e) => asking(e, { destination: 'KG' }),
      'destination-matches',
      'destination-differs',
    ],
    [
      'destination of no line',
      (e) => asking(e, { vin: null, destination: 'RU' }),
      'destination-matches',
      'destination-not-listed',
    ],
  ]),
  ...rows('withdrawn', 'withdrawn', 'shown', [
    [
      'this line withdrawn',
      (e) => withLines(e, [{ ...FIRST, standing: WITHDRAWN }, SECOND]),
      'still-in-force',
      'withdrawn',
    ],
    [
      'all withdrawn',
      (e) =>
        withLines(asking(e, { vin: null }), [
          { ...FIRST, standing: WITHDRAWN },
          { ...SECOND, standing: WITHDRAWN },
        ]),
      'still-in-force',
      'withdrawn',
    ],
    [
      'withdrawn, revocation unknown',
      (e) => withLines({ ...e, revocation: { kind: 'not-asked' } }, [{ ...FIRST, standing: WITHDRAWN }, SECOND]),
      'still-in-force',
      'withdrawn',
    ],
  ]),
  ...rows('withdrawn', 'superseded', 'shown', [
    [
      'this line superseded',
      (e) => withLines(e, [{ ...FIRST, standing: SUPERSEDED }, SECOND]),
      'still-in-force',
      'superseded',
    ],
    [
      'all ended',
      (e) =>
        withLines(asking(e, { vin: null }), [
          { ...FIRST, standing: SUPERSEDED },
          { ...SECOND, standing: WITHDRAWN },
        ]),
      'still-in-force',
      'superseded',
    ],
  ]),
  ...rows('withdrawn', 'partly-withdrawn', 'shown', [
    [
      'the other line withdrawn, no VIN',
      (e) => withLines(asking(e, { vin: null }), [FIRST, { ...SECOND, standing: WITHDRAWN }]),
      'still-in-force',
      'partly-withdrawn',
    ],
  ]),
  ...rows('undecided', 'undecided', 'withheld', [
    ['a chain that has ended', (e) => ({ ...e, trust: { kind: 'chain-ended' } }), 'signer-trusted', 'chain-ended'],
    ...(['limit-exceeded', 'reader-failed', 'reader-timed-out'] as const).map(
      (code): Row => [
        code,
        (e) => ({ ...e, document: { kind: 'undecided', code, detail: '' } }),
        'file-readable',
        code,
      ],
    ),
    ['trust not asked', (e) => ({ ...e, trust: { kind: 'not-asked' } }), 'signer-trusted', 'not-reached'],
    [
      'trust not to be had',
      (e) => ({ ...e, trust: { kind: 'unknown', detail: 'away' } }),
      'signer-trusted',
      'trust-unknown',
    ],
  ]),
  ...rows('undecided', 'undecided', 'shown', [
    [
      'expired, registry away',
      (e) => elsewhere(withSigner(e, { notAfter: '2026-03-01T00:00:00Z' })),
      'certificate-in-force',
      'certificate-expired',
    ],
    [
      'expired before issue',
      (e) => withSigner(e, { notAfter: '2026-02-01T00:00:00Z' }),
      'certificate-in-force',
      'certificate-expired',
    ],
    [
      'expired, issued here, and nothing proves that it was good then',
      (e) => ended(e, null),
      'certificate-in-force',
      'certificate-expired',
    ],
    [
      'expired, issued here, and proven good at the issue, but not up to the end',
      (e) => ended(e, '2026-02-28T00:00:00.000Z'),
      'certificate-not-revoked',
      'revocation-unknown',
    ],
    [
      'revocation not asked',
      (e) => ({ ...e, revocation: { kind: 'not-asked' } }),
      'certificate-not-revoked',
      'revocation-unknown',
    ],
    [
      'revocation unknown',
      (e) => ({ ...e, revocation: { kind: 'unknown', detail: '' } }),
      'certificate-not-revoked',
      'revocation-unknown',
    ],
    [
      'compromise not asked',
      (e) => ({ ...e, compromise: { kind: 'not-asked' } }),
      'key-not-compromised',
      'compromise-unknown',
    ],
    [
      'compromise unknown',
      (e) => ({ ...e, compromise: { kind: 'unknown', detail: '' } }),
      'key-not-compromised',
      'compromise-unknown',
    ],
    ['number lost by a restore', (e) => ({ ...e, registry: { kind: 'lost' } }), 'registered', 'registration-lost'],
    [
      'registry restored, and not confirmed',
      (e) => ({ ...e, registry: { kind: 'identical', record: RECORD, isUnconfirmed: true } }),
      'registered',
      'registry-not-confirmed',
    ],
    ['registry away', elsewhere, 'registered', 'registry-unreachable'],
    ['registry not asked', (e) => ({ ...e, registry: { kind: 'not-asked' } }), 'registered', 'not-reached'],
    [
      'registry elsewhere',
      (e) => withManufacturer({ ...e, registry: { kind: 'unknown-number' } }, { registry: 'elsewhere' }),
      'registered',
      'registry-elsewhere',
    ],
    [
      'pages not read',
      (e) => elsewhere(withDocument(e, { text: { kind: 'not-read' } })),
      'pages-match-data',
      'pages-unreadable',
    ],
    [
      'pages unreadable',
      (e) => elsewhere(withDocument(e, { text: { kind: 'unreadable', detail: '' } })),
      'pages-match-data',
      'pages-unreadable',
    ],
    ['record without lines', (e) => withLines(e, []), 'still-in-force', 'not-reached'],
  ]),
];

/** Evidence that stays valid, and the code that a check gives then. */
export const HARMLESS: readonly Omit<Spoiling, 'verdict' | 'content'>[] = [
  ...(
    [
      ['nothing', (e) => e, 'vehicle-matches', 'vehicle-matched'],
      [
        'legacy algorithm',
        (e) => withSignature(e, { algorithm: { name: 'RSA-2048 with SHA-256', policy: 'legacy' } }),
        'algorithm-accepted',
        'algorithm-legacy',
      ],
      [
        'expired, but issued here before',
        (e) => withSigner(e, { notAfter: '2026-03-01T00:00:00Z' }),
        'certificate-in-force',
        'certificate-in-force',
      ],
      [
        'expired, no longer on any list, but issued here and good up to its end',
        (e) => ended(e, '2026-03-01T00:00:00.000Z'),
        'certificate-not-revoked',
        'certificate-not-revoked',
      ],
      [
        'pinned in the trust list',
        (e) => ({ ...e, revocation: { kind: 'pinned' } }),
        'certificate-not-revoked',
        'certificate-pinned',
      ],
      [
        'the other line withdrawn',
        (e) => withLines(e, [FIRST, { ...SECOND, standing: WITHDRAWN }]),
        'still-in-force',
        'in-force',
      ],
      [
        'too late to be needed',
        (e) => asking(e, { applicationDate: '2026-07-01' }),
        'confirmation-needed',
        'confirmation-not-needed',
      ],
      ['need not asked', (e) => asking(e, { applicationDate: null }), 'confirmation-needed', 'need-not-asked'],
      [
        'destination not asked',
        (e) => asking(e, { destination: null }),
        'destination-matches',
        'destination-not-compared',
      ],
      [
        'a former name',
        (e) =>
          withManufacturer(e, {
            nameZh: '新名',
            listings: [
              { announcement: '1', nameZh: CONTENT.manufacturer.nameZh, from: '2020-01-01', until: '2026-02-20' },
            ],
          }),
        'signer-is-manufacturer',
        'signer-is-manufacturer',
      ],
    ] satisfies readonly Row[]
  ).map(([name, spoil, check, code]) => ({ name, spoil, headline: 'valid-matched' as const, check, code })),
  ...(
    [
      ['VIN not asked', (e) => asking(e, { vin: null }), 'vehicle-matches', 'vehicle-not-compared'],
      [
        'VIN not asked, a destination of some',
        (e) => asking(e, { vin: null, destination: 'KG' }),
        'destination-matches',
        'destination-matched',
      ],
    ] satisfies readonly Row[]
  ).map(([name, spoil, check, code]) => ({ name, spoil, headline: 'valid-not-compared' as const, check, code })),
];

/** The signer's certificate has ended, no list names it any more, and it is proven good up to a moment. */
function ended(e: Evidence, goodUntil: string | null): Evidence {
  return {
    ...withSigner(e, { notAfter: '2026-03-01T00:00:00Z' }),
    revocation: { kind: 'unknown', detail: 'no-revocation-data' },
    signing: { ...e.signing, goodUntil },
  };
}
