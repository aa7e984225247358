import { OID } from '#core/asn1/oids.ts';
import type { Certificate } from './certificate.ts';
import { isSelfIssued } from './name-constraints.ts';
import {
  certificatePolicies,
  inhibitAnyPolicy,
  type PolicyMapping,
  policyConstraints,
  policyMappings,
} from './policy-extensions.ts';

/** `policy-required`: a CA demands a policy and none is valid along the path. */
export type PolicyProblem = 'policy-required' | 'policy-mapping-of-any';

/**
 * What stands before the next certificate: the policies that it may name, and how many more certificates may do without
 * a policy, with anyPolicy, with mappings (RFC 5280 §6.1.2 d–f).
 */
type State = {
  readonly expected: ReadonlySet<string>;
  readonly explicit: number;
  readonly anyPolicy: number;
  readonly mapping: number;
};

/**
 * Certificate policies (RFC 5280 §6.1) for a relying party that demands none: user-initial-policy-set any-policy, no
 * initial demands. Such a one can only fail where a CA of the path says requireExplicitPolicy. Then only the leaves of
 * the policy tree matter, so it is kept as the set of its leaves: linear, where the tree itself can be made to explode
 * (RFC 9618). `path` runs from the signer to the anchor, whose own constraints hold too. Throws `der-malformed`.
 */
export function judgePolicies(path: readonly Certificate[]): PolicyProblem | null {
  const certificates = path.toReversed();
  const unlimited = certificates.length + 1;
  const any = new Set<string>([OID.anyPolicy]);
  let state: State = { expected: any, explicit: unlimited, anyPolicy: unlimited, mapping: unlimited };
  for (const [index, certificate] of certificates.entries()) {
    const isLast = index === certificates.length - 1;
    const valid = index === 0 ? state.expected : validPolicies(certificate, state, isLast);
    if (state.explicit === 0 && valid.size === 0) return 'policy-required';
    const mappings = isLast ? [] : policyMappings(certificate.extensions);
    if (mappings.some(({ from, to }) => from === OID.anyPolicy || to === OID.anyPolicy)) return 'policy-mapping-of-any';
    state = next(state, certificate, mapped(valid, mappings, state.mapping > 0), isLast);
  }
  return state.explicit === 0 && state.expected.size === 0 ? 'policy-required' : null;
}

/** §6.1.3 d and e: the policies of this certificate that some policy above it leads to. */
function validPolicies(certificate: Certificate, state: State, isLast: boolean): ReadonlySet<string> {
  const own = certificatePolicies(certificate.extensions);
  const isAnyAbove = state.expected.has(OID.anyPolicy);
  const valid = new Set(own.filter((policy) => policy !== OID.anyPolicy && (isAnyAbove || state.expected.has(policy))));
  const mayUseAny = state.anyPolicy > 0 || (!isLast && isSelfIssued(certificate));
  if (own.includes(OID.anyPolicy) && mayUseAny) for (const policy of state.expected) valid.add(policy);
  return valid;
}

/** §6.1.4 b: what the next certificate must name for each policy; where mapping is inhibited, a mapped policy ends. */
function mapped(valid: ReadonlySet<string>, mappings: readonly PolicyMapping[], mayMap: boolean): ReadonlySet<string> {
  const isAny = valid.has(OID.anyPolicy);
  const from = new Set(mappings.map((mapping) => mapping.from));
  const unmapped = [...valid].filter((policy) => !from.has(policy));
  const targets = mappings.filter((mapping) => isAny || valid.has(mapping.from)).map(({ to }) => to);
  return new Set(mayMap ? [...unmapped, ...targets] : unmapped);
}

/** §6.1.4 h–j, and §6.1.5 a and b for the last certificate. */
function next(state: State, certificate: Certificate, expected: ReadonlySet<string>, isLast: boolean): State {
  const { extensions } = certificate;
  const constraints = policyConstraints(extensions);
  const less = (count: number) => (isSelfIssued(certificate) && !isLast ? count : Math.max(0, count - 1));
  const bounded = (count: number, bound: number | null) => (bound === null ? count : Math.min(count, bound));
  if (isLast) return { ...state, expected, explicit: constraints.explicit === 0 ? 0 : less(state.explicit) };
  return {
    expected,
    explicit: bounded(less(state.explicit), constraints.explicit),
    mapping: bounded(less(state.mapping), constraints.mapping),
    anyPolicy: bounded(less(state.anyPolicy), inhibitAnyPolicy(extensions)),
  };
}
