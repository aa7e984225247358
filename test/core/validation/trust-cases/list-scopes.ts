import { issueCrl, LEAF_EXTENSIONS, type TestExtension, testLeaf } from '../../../support/pki.ts';
import {
  entryOf,
  FOR_COMPROMISE,
  FOR_OTHER_REASONS,
  INDIRECT,
  ONLY_ATTRIBUTES,
  ONLY_CAS,
  ONLY_USERS,
  OTHER_POINT,
  ofPoint,
  POINT,
  pointedAt,
  pointedAtForReasons,
  usersOfPoint,
} from './parts.ts';
import { between, list, OLDER, revoking, root, SIGNER, signed, signedBelow } from './standard-material.ts';
import { PASSED, REVOKED, type TrustResult, type TrustRow, trustCases, UNKNOWN } from './trust-case.ts';

type Row = readonly [
  name: string,
  what: string,
  clause: string,
  TrustResult,
  { readonly of?: TestExtension; readonly scope: TestExtension; readonly revokes?: true; readonly beside?: true },
  stricter?: string,
];
const REVOKING = 'what speaks against is heard from whoever holds the key, whatever the list is for';

/** `of` stands in the certificate, `scope` in the list; `beside`: a complete list says good. */
const ROWS: readonly Row[] = [
  ['scope-users', 'a list for users', 'RFC 5280 5.2.5', PASSED, { scope: ONLY_USERS }],
  [
    'scope-users-revokes',
    'a list for users that names it',
    'RFC 5280 5.2.5',
    REVOKED,
    { scope: ONLY_USERS, revokes: true },
  ],
  ['scope-cas', 'a list for CAs', 'RFC 5280 6.3.3 b', UNKNOWN, { scope: ONLY_CAS }],
  [
    'scope-cas-revokes',
    'a list for CAs that names it',
    'RFC 5280 6.3.3 b',
    REVOKED,
    { scope: ONLY_CAS, revokes: true, beside: true },
    REVOKING,
  ],
  ['scope-attributes', 'a list for attribute certificates', 'RFC 5280 6.3.3 b', UNKNOWN, { scope: ONLY_ATTRIBUTES }],
  [
    'scope-attributes-revokes',
    'a list for attribute certificates that names it',
    'RFC 5280 6.3.3 b',
    REVOKED,
    { scope: ONLY_ATTRIBUTES, revokes: true, beside: true },
    REVOKING,
  ],
  ['scope-reasons', 'a list for one reason', 'RFC 5280 6.3.3 d', UNKNOWN, { scope: FOR_COMPROMISE }],
  [
    'scope-reasons-revokes',
    'a list for one reason that names it',
    'RFC 5280 6.3.3 d',
    REVOKED,
    { scope: FOR_COMPROMISE, revokes: true, beside: true },
  ],
  [
    'scope-indirect',
    'an indirect list by the issuer',
    'RFC 5280 6.3.3 b',
    UNKNOWN,
    { scope: INDIRECT },
    'an indirect list proves nothing good',
  ],
  [
    'scope-indirect-revokes',
    'an indirect list by the issuer that names it',
    'RFC 5280 6.3.3 b',
    REVOKED,
    { scope: INDIRECT, revokes: true, beside: true },
  ],
  ['point-same', 'the list of its point', 'RFC 5280 6.3.3 b', PASSED, { of: pointedAt(POINT), scope: ofPoint(POINT) }],
  [
    'point-same-revokes',
    'the list of its point that names it',
    'RFC 5280 6.3.3 b',
    REVOKED,
    { of: pointedAt(POINT), scope: ofPoint(POINT), revokes: true },
  ],
  [
    'point-users',
    'the list of its point for users',
    'RFC 5280 6.3.3 b',
    PASSED,
    { of: pointedAt(POINT), scope: usersOfPoint(POINT) },
  ],
  [
    'point-second-name',
    'the list of its point under its second name',
    'RFC 5280 6.3.3 b',
    PASSED,
    { of: pointedAt(OTHER_POINT, POINT), scope: ofPoint(POINT) },
  ],
  [
    'point-other',
    'the list of another point',
    'RFC 5280 6.3.3 b',
    UNKNOWN,
    { of: pointedAt(POINT), scope: ofPoint(OTHER_POINT) },
  ],
  [
    'point-other-revokes',
    'the list of another point that names it',
    'RFC 5280 6.3.3 b',
    REVOKED,
    { of: pointedAt(POINT), scope: ofPoint(OTHER_POINT), revokes: true, beside: true },
    REVOKING,
  ],
  [
    'point-none',
    'the list of a point, and the certificate has none',
    'RFC 5280 6.3.3 b',
    UNKNOWN,
    { scope: ofPoint(POINT) },
  ],
  [
    'point-complete',
    'a complete list, and the certificate has a point',
    'RFC 5280 6.3.3',
    PASSED,
    { of: pointedAt(POINT), scope: ofPoint(OTHER_POINT), beside: true },
  ],
  [
    'point-for-reasons',
    'the list of its point, which is for one reason',
    'RFC 5280 6.3.3 d',
    UNKNOWN,
    { of: pointedAtForReasons(POINT), scope: ofPoint(POINT) },
  ],
];

const entry = { serial: SIGNER, at: '2026-02-15T00:00:00Z', reason: 1 };

/** Lists that are for some certificates or reasons only (RFC 5280 §5.2.5, §6.3.3). */
export const LIST_SCOPES = trustCases([
  ...ROWS.map(
    ([name, what, clause, result, { of, scope, revokes, beside }, stricter]): TrustRow => [
      name,
      what,
      clause,
      result,
      async () => {
        const extensions = [...LEAF_EXTENSIONS, ...(of === undefined ? [] : [of])];
        const scoped = await list({ ...(revokes === undefined ? {} : revoking()), extensions: [scope] });
        const crls = beside === undefined ? [scoped] : [await list(), scoped];
        return signed({ signer: await testLeaf(await root(), { serial: SIGNER, extensions }), crls });
      },
      stricter,
    ],
  ),
  [
    'scope-cas-of-ca',
    'a list for CAs, about the CA between',
    'RFC 5280 5.2.5',
    PASSED,
    async () =>
      signedBelow({ crls: [await list({ extensions: [ONLY_CAS] }), await issueCrl({ signer: await between() })] }),
  ],
  [
    'scope-users-of-ca',
    'a list for users, about the CA between',
    'RFC 5280 6.3.3 b',
    UNKNOWN,
    async () =>
      signedBelow({ crls: [await list({ extensions: [ONLY_USERS] }), await issueCrl({ signer: await between() })] }),
  ],
  [
    'scope-all-reasons',
    'two lists that cover all reasons together',
    'RFC 5280 6.3.3 d',
    UNKNOWN,
    async () =>
      signed({ crls: [await list({ extensions: [FOR_COMPROMISE] }), await list({ extensions: [FOR_OTHER_REASONS] })] }),
    'lists for some reasons are not put together',
  ],
  [
    'hold-partly-lifted',
    'a hold, and a newer list for CAs',
    'RFC 5280 5.2.5',
    UNKNOWN,
    async () =>
      signed({
        crls: [
          await list({ ...revoking(6), thisUpdate: '2026-02-16T00:00:00Z' }),
          await list({ extensions: [ONLY_CAS] }),
        ],
      }),
  ],
  [
    'indirect-inherited',
    'an entry after one of another issuer, which it inherits',
    'RFC 5280 5.3.3',
    PASSED,
    async () => {
      const revoked = [{ ...entry, serial: 77, extensions: [entryOf(await between())] }, entry];
      return signed({ crls: [await list(), await list({ revoked, extensions: [INDIRECT], thisUpdate: OLDER })] });
    },
  ],
  [
    'indirect-returned',
    'an entry after which the issuer is named again',
    'RFC 5280 5.3.3',
    REVOKED,
    async () => {
      const revoked = [
        { ...entry, serial: 77, extensions: [entryOf(await between())] },
        { ...entry, extensions: [entryOf(await root())] },
      ];
      return signed({ crls: [await list(), await list({ revoked, extensions: [INDIRECT], thisUpdate: OLDER })] });
    },
  ],
]);
