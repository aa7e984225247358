import { sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import {
  inhibitAnyPolicy,
  policies,
  policyConstraints,
  policyMappings,
  rawExtension,
} from '../../../support/path-extensions.ts';
import { CA_EXTENSIONS, LEAF_EXTENSIONS, type TestExtension } from '../../../support/pki.ts';
import { chainOf } from './standard-material.ts';
import { BROKEN_PATH, PASSED, type TrustResult, type TrustRow, trustCases } from './trust-case.ts';

const [ONE, TWO] = ['1.3.6.1.4.1.32473.2.1', '1.3.6.1.4.1.32473.2.2'];
const ANY = OID.anyPolicy;
const REQUIRED = policyConstraints({ explicit: 0 });

type Extensions = readonly TestExtension[];
type Row = readonly [name: string, what: string, clause: string, TrustResult, ca: Extensions, leaf: Extensions];

const ROWS: readonly Row[] = [
  ['policy-not-asked', 'policies that nobody asks for', 'RFC 5280 6.1.1 c', PASSED, [policies(ONE)], [policies(TWO)]],
  [
    'policy-critical',
    'critical policies',
    'RFC 5280 4.2.1.4',
    PASSED,
    [policies(ONE)],
    [{ ...policies(ONE), critical: true }],
  ],
  [
    'policy-required',
    'a CA that requires a policy, and the signer has it',
    'RFC 5280 6.1.5 g',
    PASSED,
    [policies(ONE), REQUIRED],
    [policies(ONE)],
  ],
  [
    'policy-missing',
    'a CA that requires a policy, and the signer has none',
    'RFC 5280 6.1.5 g',
    BROKEN_PATH,
    [policies(ONE), REQUIRED],
    [],
  ],
  [
    'policy-other',
    'a CA that requires a policy, and the signer has another',
    'RFC 5280 6.1.5 g',
    BROKEN_PATH,
    [policies(ONE), REQUIRED],
    [policies(TWO)],
  ],
  [
    'policy-required-later',
    'a CA that requires a policy only further down',
    'RFC 5280 4.2.1.11',
    PASSED,
    [policies(ONE), policyConstraints({ explicit: 2 })],
    [],
  ],
  [
    'policy-any-above',
    'any policy above, one below',
    'RFC 5280 6.1.3 d',
    PASSED,
    [policies(ANY), REQUIRED],
    [policies(ONE)],
  ],
  [
    'policy-any-below',
    'one policy above, any below',
    'RFC 5280 6.1.3 d',
    PASSED,
    [policies(ONE), REQUIRED],
    [policies(ANY)],
  ],
  [
    'policy-any-inhibited',
    'any policy below where that is inhibited',
    'RFC 5280 6.1.3 d',
    BROKEN_PATH,
    [policies(ONE), REQUIRED, inhibitAnyPolicy(0)],
    [policies(ANY)],
  ],
  [
    'policy-mapped',
    'a policy that the CA maps to the one of the signer',
    'RFC 5280 6.1.4 b',
    PASSED,
    [policies(ONE), REQUIRED, policyMappings([ONE, TWO])],
    [policies(TWO)],
  ],
  [
    'policy-mapped-away',
    'a policy that the CA maps away from the one of the signer',
    'RFC 5280 6.1.4 b',
    BROKEN_PATH,
    [policies(ONE), REQUIRED, policyMappings([ONE, TWO])],
    [policies(ONE)],
  ],
  [
    'policy-mapping-any',
    'a mapping of any policy',
    'RFC 5280 6.1.4 a',
    BROKEN_PATH,
    [policies(ANY), policyMappings([ANY, ONE])],
    [policies(ONE)],
  ],
  [
    'policy-constraints-empty',
    'policyConstraints without a constraint',
    'RFC 5280 4.2.1.11',
    BROKEN_PATH,
    [rawExtension(OID.policyConstraints, sequence())],
    [],
  ],
];

/** Certificate policies for a relying party that demands none (RFC 5280 §6.1). */
export const POLICIES = trustCases([
  ...ROWS.map(
    ([name, what, clause, result, ca, leaf]): TrustRow => [
      name,
      what,
      clause,
      result,
      () =>
        chainOf({
          between: [{ extensions: [...CA_EXTENSIONS, ...ca] }],
          leaf: { extensions: [...LEAF_EXTENSIONS, ...leaf] },
        }),
    ],
  ),
  [
    'policy-mapping-inhibited',
    'a mapping where the CA above inhibits it',
    'RFC 5280 6.1.4 b',
    BROKEN_PATH,
    () =>
      chainOf({
        between: [
          { extensions: [...CA_EXTENSIONS, policies(ONE), policyConstraints({ explicit: 0, mapping: 0 })] },
          { extensions: [...CA_EXTENSIONS, policies(ONE), policyMappings([ONE, TWO])] },
        ],
        leaf: { extensions: [...LEAF_EXTENSIONS, policies(TWO)] },
      }),
  ],
  [
    'policy-required-by-anchor',
    'an anchor that requires a policy, and the signer has none',
    'RFC 5937 3.2',
    BROKEN_PATH,
    () => chainOf({ anchor: { extensions: [...CA_EXTENSIONS, REQUIRED] } }),
    'the constraints of an anchor hold too',
  ],
]);
