import { sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  generalName,
  nameConstraints,
  rawExtension,
  type Subtrees,
  subjectAltName,
} from '../../../support/path-extensions.ts';
import { CA_EXTENSIONS, LEAF_EXTENSIONS, TEST_SUBJECT } from '../../../support/pki.ts';
import { chainOf } from './standard-material.ts';
import { BROKEN_PATH, PASSED, type TrustResult, type TrustRow, trustCases } from './trust-case.ts';

const { dns, mail, uri, ip, directory, other, registeredId } = generalName;
const SIGNER_NAME = directory({ [OID.commonName]: 'TEST seal' });
const OTHER_NAME = directory({ [OID.commonName]: 'TEST other' });
const UPN = '1.3.6.1.4.1.311.20.2.3';
const CLAUSE = 'RFC 5280 4.2.1.10';

type Row = readonly [name: string, what: string, TrustResult, constraints: Subtrees, names: readonly Uint8Array[]];

/** Constraints of the CA, and the alternative names of the signer beside its subject. */
const ROWS: readonly Row[] = [
  ['directory-permitted', 'a subject that is permitted', PASSED, { permitted: [SIGNER_NAME] }, []],
  ['directory-not-permitted', 'a subject that is not permitted', BROKEN_PATH, { permitted: [OTHER_NAME] }, []],
  ['directory-excluded', 'a subject that is excluded', BROKEN_PATH, { excluded: [SIGNER_NAME] }, []],
  ['directory-not-excluded', 'another subject excluded', PASSED, { excluded: [OTHER_NAME] }, []],
  [
    'directory-alternative',
    'a directory name among the alternatives that is not permitted',
    BROKEN_PATH,
    { permitted: [SIGNER_NAME] },
    [OTHER_NAME],
  ],
  [
    'excluded-beats-permitted',
    'a subject both permitted and excluded',
    BROKEN_PATH,
    { permitted: [SIGNER_NAME], excluded: [SIGNER_NAME] },
    [],
  ],
  [
    'dns-permitted',
    'a host below a permitted domain',
    PASSED,
    { permitted: [dns('maker.example')] },
    [dns('seal.maker.example')],
  ],
  ['dns-case', 'the same in capitals', PASSED, { permitted: [dns('maker.example')] }, [dns('SEAL.Maker.Example')]],
  [
    'dns-not-permitted',
    'a host that only ends like a permitted domain',
    BROKEN_PATH,
    { permitted: [dns('maker.example')] },
    [dns('notmaker.example')],
  ],
  [
    'dns-excluded',
    'a host below an excluded domain',
    BROKEN_PATH,
    { excluded: [dns('maker.example')] },
    [dns('seal.maker.example')],
  ],
  [
    'dns-second-wrong',
    'of two hosts one outside',
    BROKEN_PATH,
    { permitted: [dns('maker.example')] },
    [dns('maker.example'), dns('other.example')],
  ],
  [
    'dns-without-host',
    'hosts are constrained, and the signer has none',
    PASSED,
    { permitted: [dns('maker.example')] },
    [],
  ],
  [
    'mail-permitted',
    'a mailbox of a permitted host',
    PASSED,
    { permitted: [mail('maker.example')] },
    [mail('seal@maker.example')],
  ],
  [
    'mail-below-host',
    'a mailbox below a permitted host',
    BROKEN_PATH,
    { permitted: [mail('maker.example')] },
    [mail('seal@office.maker.example')],
  ],
  [
    'mail-below-domain',
    'a mailbox below a permitted domain',
    PASSED,
    { permitted: [mail('.maker.example')] },
    [mail('seal@office.maker.example')],
  ],
  [
    'mail-excluded',
    'an excluded mailbox',
    BROKEN_PATH,
    { excluded: [mail('seal@maker.example')] },
    [mail('seal@maker.example')],
  ],
  [
    'uri-permitted',
    'an address of a permitted host',
    PASSED,
    { permitted: [uri('maker.example')] },
    [uri('https://maker.example/seal')],
  ],
  [
    'uri-not-permitted',
    'an address of another host',
    BROKEN_PATH,
    { permitted: [uri('maker.example')] },
    [uri('https://other.example/')],
  ],
  [
    'uri-user-part',
    'an address whose user looks like the permitted host',
    BROKEN_PATH,
    { permitted: [uri('maker.example')] },
    [uri('https://maker.example@other.example/')],
  ],
  [
    'ip-permitted',
    'an address of a permitted network',
    PASSED,
    { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] },
    [ip(10, 1, 2, 3)],
  ],
  [
    'ip-not-permitted',
    'an address of another network',
    BROKEN_PATH,
    { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] },
    [ip(11, 1, 2, 3)],
  ],
  [
    'other-name-constrained',
    'a kind of name that is constrained and not understood',
    BROKEN_PATH,
    { permitted: [other(UPN, 'maker')] },
    [other(UPN, 'seal')],
  ],
  [
    'other-name-unconstrained',
    'a kind of name that nobody constrains',
    PASSED,
    { permitted: [SIGNER_NAME] },
    [registeredId('1.2.3')],
  ],
];

const constrained = (subtrees: Subtrees, critical = true) => [...CA_EXTENSIONS, nameConstraints(subtrees, critical)];

/** Name constraints (RFC 5280 §4.2.1.10). */
export const NAMES = trustCases([
  ...ROWS.map(
    ([name, what, result, subtrees, names]): TrustRow => [
      `name-${name}`,
      what,
      CLAUSE,
      result,
      () =>
        chainOf({
          between: [{ extensions: constrained(subtrees) }],
          leaf: names.length === 0 ? {} : { extensions: [...LEAF_EXTENSIONS, subjectAltName(...names)] },
        }),
    ],
  ),
  [
    'name-uncritical',
    'constraints that are not critical',
    CLAUSE,
    BROKEN_PATH,
    () => chainOf({ between: [{ extensions: constrained({ permitted: [OTHER_NAME] }, false) }] }),
  ],
  [
    'name-mail-in-subject',
    'a mailbox in the subject that is not permitted',
    CLAUSE,
    BROKEN_PATH,
    () =>
      chainOf({
        between: [{ extensions: constrained({ permitted: [mail('maker.example')] }) }],
        leaf: { subject: { ...TEST_SUBJECT, [OID.emailAddress]: 'seal@other.example' } },
      }),
  ],
  [
    'name-wider-below',
    'a CA that permits more than the one above it',
    'RFC 5280 6.1.4 g',
    BROKEN_PATH,
    () =>
      chainOf({
        between: [
          {
            extensions: constrained({ permitted: [OTHER_NAME, directory({ [OID.commonName]: 'TEST cases-chain-2' })] }),
          },
          { extensions: constrained({ permitted: [SIGNER_NAME] }) },
        ],
      }),
  ],
  [
    'name-ca-outside',
    'a CA between that is not permitted',
    'RFC 5280 6.1.3 b',
    BROKEN_PATH,
    () => chainOf({ between: [{ extensions: constrained({ permitted: [SIGNER_NAME] }) }, {}] }),
  ],
  [
    'name-self-issued',
    'a self-issued CA is not asked',
    'RFC 5280 6.1.3 b',
    PASSED,
    () =>
      chainOf({
        between: [{ extensions: constrained({ permitted: [SIGNER_NAME] }) }, { commonName: 'TEST cases-chain-1' }],
      }),
  ],
  [
    'name-by-anchor',
    'an anchor that permits others only',
    'RFC 5937 3.2',
    BROKEN_PATH,
    () => chainOf({ anchor: { extensions: constrained({ permitted: [OTHER_NAME] }) }, between: [] }),
    'the constraints of an anchor hold too',
  ],
  [
    'name-constraints-empty',
    'constraints without a subtree',
    CLAUSE,
    BROKEN_PATH,
    () => chainOf({ between: [{ extensions: [...CA_EXTENSIONS, rawExtension(OID.nameConstraints, sequence())] }] }),
  ],
]);
