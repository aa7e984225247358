import { sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  CA_EXTENSIONS,
  type CertificateRecipe,
  caExtension,
  derExtension,
  LEAF_EXTENSIONS,
  purposeExtension,
  type TestExtension,
  usageExtension,
} from '../../../support/pki.ts';
import { chainOf } from './standard-material.ts';
import { BROKEN_PATH, MISUSED, NO_PATH, PASSED, type TrustResult, type TrustRow, trustCases } from './trust-case.ts';

const UNHEARD_OF = '1.2.3.4';
const SERVER = '1.3.6.1.5.5.7.3.1';
const CODE = '1.3.6.1.5.5.7.3.3';
const signing = usageExtension('keyCertSign', 'cRLSign');

type Row = readonly [name: string, what: string, clause: string, TrustResult, Partial<CertificateRecipe>, string?];

/** A chain of which one certificate is as the row says. */
const changed =
  (who: 'anchor' | 'between' | 'leaf') =>
  ([name, what, clause, result, recipe, stricter]: Row): TrustRow => [
    `${who}-${name}`,
    what,
    clause,
    result,
    () => chainOf({ [who]: who === 'between' ? [recipe] : recipe }),
    stricter,
  ];

const just = (...extensions: readonly TestExtension[]) => ({ extensions });
const more = (base: readonly TestExtension[], ...extensions: readonly TestExtension[]) => ({
  extensions: [...base, ...extensions],
});
const unknown = (critical: boolean) => derExtension(UNHEARD_OF, critical, sequence());
const ONLY_V3 = 'only version 3 says what a key is for (EN 319 412-2 4.1), so others are not read';

const OF_LEAF: readonly Row[] = [
  ['no-basic-constraints', 'no basicConstraints', 'RFC 5280 4.2.1.9', PASSED, just(...LEAF_EXTENSIONS.slice(1))],
  [
    'digital-signature',
    'digitalSignature alone',
    'EN 319 412-2 4.3.2',
    PASSED,
    just(usageExtension('digitalSignature')),
  ],
  ['content-commitment', 'nonRepudiation alone', 'EN 319 412-2 4.3.2', PASSED, just(usageExtension('nonRepudiation'))],
  ['encipherment', 'keyEncipherment alone', 'RFC 5280 4.2.1.3', MISUSED, just(usageExtension('keyEncipherment'))],
  [
    'no-key-usage',
    'no keyUsage',
    'EN 319 412-2 4.3.2',
    MISUSED,
    just(caExtension(false)),
    'certificates of signers must say what the key is for; RFC 5280 alone would let any use pass',
  ],
  [
    'is-ca',
    'a CA that seals',
    'EN 319 412-3 4',
    MISUSED,
    more([caExtension(true)], usageExtension('digitalSignature', 'keyCertSign')),
    'the key of a CA seals nothing here',
  ],
  [
    'for-documents',
    'extKeyUsage for documents',
    'RFC 9336 3.1',
    PASSED,
    more(LEAF_EXTENSIONS, purposeExtension(OID.documentSigning)),
  ],
  [
    'for-anything',
    'extKeyUsage for anything',
    'RFC 5280 4.2.1.12',
    PASSED,
    more(LEAF_EXTENSIONS, purposeExtension(OID.anyExtendedKeyUsage)),
  ],
  [
    'for-servers',
    'extKeyUsage for servers',
    'RFC 5280 4.2.1.12',
    MISUSED,
    more(LEAF_EXTENSIONS, purposeExtension(SERVER)),
  ],
  ['for-code', 'extKeyUsage for code', 'RFC 5280 4.2.1.12', MISUSED, more(LEAF_EXTENSIONS, purposeExtension(CODE))],
  [
    'for-time-stamps',
    'a time-stamp authority that seals',
    'RFC 5280 4.2.1.12',
    MISUSED,
    more(LEAF_EXTENSIONS, { ...purposeExtension(OID.timeStamping), critical: true }),
  ],
  [
    'for-several',
    'extKeyUsage for servers and documents',
    'RFC 5280 4.2.1.12',
    PASSED,
    more(LEAF_EXTENSIONS, purposeExtension(SERVER, OID.documentSigning)),
  ],
  [
    'unknown-critical',
    'a critical extension that nobody knows',
    'RFC 5280 6.1.5 f',
    BROKEN_PATH,
    more(LEAF_EXTENSIONS, unknown(true)),
  ],
  [
    'unknown-uncritical',
    'an extension that nobody knows',
    'RFC 5280 4.2',
    PASSED,
    more(LEAF_EXTENSIONS, unknown(false)),
  ],
  ['repeated-extension', 'an extension twice', 'RFC 5280 4.2', BROKEN_PATH, more(LEAF_EXTENSIONS, ...LEAF_EXTENSIONS)],
  ['version-1', 'a certificate of version 1', 'RFC 5280 4.1.2.1', BROKEN_PATH, { version: 0, extensions: [] }, ONLY_V3],
  ['serial-zero', 'the serial number 0', 'RFC 5280 4.1.2.2', PASSED, { serial: 0 }],
  [
    'serial-negative',
    'a negative serial number',
    'RFC 5280 4.1.2.2',
    BROKEN_PATH,
    { serial: -5 },
    'no issuer that may seal here makes them; only `inspect` reads them',
  ],
];

const OF_CA: readonly Row[] = [
  ['no-basic-constraints', 'no basicConstraints', 'RFC 5280 6.1.4 k', BROKEN_PATH, just(signing)],
  ['not-a-ca', 'basicConstraints that say no CA', 'RFC 5280 6.1.4 k', BROKEN_PATH, just(caExtension(false), signing)],
  [
    'no-cert-sign',
    'keyUsage without keyCertSign',
    'RFC 5280 6.1.4 n',
    BROKEN_PATH,
    just(caExtension(true), usageExtension('cRLSign', 'digitalSignature')),
  ],
  [
    'no-key-usage',
    'no keyUsage',
    'RFC 5280 4.2.1.3',
    BROKEN_PATH,
    just(caExtension(true)),
    'CAs must say that the key certifies; 6.1.4 n would let its absence pass',
  ],
  [
    'no-crl-sign',
    'keyUsage without cRLSign: its list proves nothing good',
    'RFC 5280 6.3.3 f',
    ['INDETERMINATE', 'TRY_LATER', 'unknown'],
    just(caExtension(true), usageExtension('keyCertSign')),
  ],
  [
    'for-servers',
    'extKeyUsage for servers',
    'RFC 5280 4.2.1.12',
    BROKEN_PATH,
    more(CA_EXTENSIONS, purposeExtension(SERVER)),
    'what a CA may not do itself its signers may not either, as browsers hold it',
  ],
  [
    'for-mail',
    'extKeyUsage for mail',
    'RFC 5280 4.2.1.12',
    PASSED,
    more(CA_EXTENSIONS, purposeExtension(OID.emailProtection)),
  ],
  [
    'for-anything',
    'extKeyUsage for anything',
    'RFC 5280 4.2.1.12',
    PASSED,
    more(CA_EXTENSIONS, purposeExtension(OID.anyExtendedKeyUsage)),
  ],
  [
    'unknown-critical',
    'a critical extension that nobody knows',
    'RFC 5280 6.1.4 o',
    BROKEN_PATH,
    more(CA_EXTENSIONS, unknown(true)),
  ],
  ['unknown-uncritical', 'an extension that nobody knows', 'RFC 5280 4.2', PASSED, more(CA_EXTENSIONS, unknown(false))],
  ['version-1', 'a certificate of version 1', 'RFC 5280 6.1.4 k', NO_PATH, { version: 0, extensions: [] }, ONLY_V3],
  ['serial-zero', 'the serial number 0', 'RFC 5280 4.1.2.2', PASSED, { serial: 0 }],
];

const OF_ANCHOR: readonly Row[] = [
  [
    'unknown-critical',
    'a critical extension that nobody knows',
    'RFC 5280 6.1.1 d',
    BROKEN_PATH,
    more(CA_EXTENSIONS, unknown(true)),
    'an anchor is held to the rules of a CA (RFC 5937)',
  ],
  [
    'no-basic-constraints',
    'no basicConstraints',
    'RFC 5280 6.1.1 d',
    BROKEN_PATH,
    just(signing),
    'an anchor is held to the rules of a CA (RFC 5937)',
  ],
  [
    'no-cert-sign',
    'keyUsage without keyCertSign',
    'RFC 5280 6.1.1 d',
    BROKEN_PATH,
    just(caExtension(true), usageExtension('cRLSign')),
    'an anchor is held to the rules of a CA (RFC 5937)',
  ],
];

/** What a certificate may be used for, and what it must look like (RFC 5280 §4). */
export const USAGES = trustCases([
  ...OF_LEAF.map(changed('leaf')),
  ...OF_CA.map(changed('between')),
  ...OF_ANCHOR.map(changed('anchor')),
]);
