import { ALGORITHMS } from './algorithms.ts';
import { ANCHORS } from './anchors.ts';
import { AUTHORITIES } from './authorities.ts';
import { ENDED_SIGNERS } from './ended.ts';
import { LIST_ENTRIES } from './list-entries.ts';
import { LIST_SCOPES } from './list-scopes.ts';
import { LIST_SIGNERS } from './list-signers.ts';
import { NAMES } from './names.ts';
import { OCSP } from './ocsp.ts';
import { PATH_LIMITS } from './path-limits.ts';
import { PATHS } from './paths.ts';
import { POLICIES } from './policies.ts';
import { RESPONDERS } from './responders.ts';
import { REVOCATION_LISTS } from './revocation-lists.ts';
import { TIME } from './time.ts';
import { TIME_STAMPS } from './time-stamps.ts';
import type { TrustCase } from './trust-case.ts';
import { USAGES } from './usages.ts';

/** Every case by the kind of what it asks. */
export const CASES_BY_KIND: Readonly<Record<string, readonly TrustCase[]>> = {
  paths: PATHS,
  'path limits': PATH_LIMITS,
  usages: USAGES,
  policies: POLICIES,
  names: NAMES,
  'revocation lists': REVOCATION_LISTS,
  'list entries': LIST_ENTRIES,
  'list scopes': LIST_SCOPES,
  'list signers': LIST_SIGNERS,
  'ended signers': ENDED_SIGNERS,
  answers: OCSP,
  responders: RESPONDERS,
  'time-stamps': TIME_STAMPS,
  authorities: AUTHORITIES,
  anchors: ANCHORS,
  algorithms: ALGORITHMS,
  time: TIME,
};

export const ALL_CASES: readonly TrustCase[] = Object.values(CASES_BY_KIND).flat();
