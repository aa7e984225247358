import { revokedDevelopmentCertificates } from '../development/development-crl.ts';
import { DEVELOPMENT_OCSP } from '../development/development-ocsp.ts';
import { openDevelopmentResponder } from '../development/development-responder.ts';
import { DevelopmentServiceUnusable, openDevelopmentService } from '../development/development-service.ts';
import { openDevelopmentTimeStamps } from '../development/development-time-stamps.ts';
import { DEVELOPMENT_TSA } from '../development/development-tsa.ts';
import type { Fault, FaultCode } from '../model/health/fault.ts';
import { type CircuitBreaker, createCircuitBreaker } from '../outbound/circuit-breaker.ts';
import { joinRevocationSources } from '../outbound/revocation/join-revocation-sources.ts';
import { openRevocationSource } from '../outbound/revocation/open-revocation-source.ts';
import { openTimeStamps } from '../outbound/time-stamps/open-time-stamps.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';
import type { DataPaths, InstallOptions } from './install-options.ts';
import { random } from './random.ts';

/** Failures in a row that open the circuit of a host, and for how long. */
const BREAKER = { failures: 3, pauseMs: 60_000 };

/** In the place of an authority that cannot be used: whoever needs a time-stamp is refused. */
const NO_TIME_STAMPS: TimeStamps = {
  maxBytes: 0,
  certificates: async () => [],
  stamp: async () => ({ kind: 'unavailable', detail: 'the authority of this install cannot be used' }),
};

/** What `openRevocation` needs to know. */
export type RevocationOptions = Pick<
  InstallOptions,
  'revocationHosts' | 'revocationTimeMs' | 'allowPrivateAddresses' | 'onListNotes'
>;
type ProofOptions = RevocationOptions &
  Pick<InstallOptions, 'timeStampAddresses' | 'timeStampPolicy' | 'timeStampTimeMs' | 'acceptTestAnchors'>;
type Paths = DataPaths;
type RevocationStore = Pick<Store, 'shared' | 'revocationAnswers'>;

/** Where an install gets what proves signers and authorities good. */
export function openProofs(options: ProofOptions, paths: Paths, store: RevocationStore, clock: Clock) {
  const breakers = { revocation: openBreaker(clock), 'time-stamps': openBreaker(clock) };
  const revocation = openRevocation(options, store, clock, breakers.revocation);
  const faults: Fault[] = [];
  const orFault = <Value>(code: FaultCode, open: () => Value): Value | null => {
    try {
      return open();
    } catch (cause) {
      if (!(cause instanceof DevelopmentServiceUnusable)) throw cause;
      faults.push({ code, keyId: null, message: cause.message });
      return null;
    }
  };
  const responder = orFault('responder-unusable', () => openResponder(options, paths, clock));
  const timeStamps = orFault('time-stamps-unusable', () =>
    openAuthorities(options, paths, clock, breakers['time-stamps']),
  );
  return {
    /** What of the install's own services cannot be used: they are done without. */
    faults,
    revocation,
    // The install's own responder serves only what is sealed in; verification asks like any other verifier.
    sealedRevocation: responder === null ? revocation : joinRevocationSources([revocation, responder]),
    timeStamps: faults.some(({ code }) => code === 'time-stamps-unusable') ? NO_TIME_STAMPS : timeStamps,
    isOwnAuthority: options.timeStampAddresses.length === 0,
    /** The hosts that failed when they were asked last. */
    failingHosts: () =>
      Object.entries(breakers).flatMap(([service, { failing }]) => failing().map((host) => ({ service, ...host }))),
  };
}

/** What is known of revocation in the store, and on the network as far as hosts are allowed. */
export function openRevocation(
  options: RevocationOptions,
  store: RevocationStore,
  clock: Clock,
  breaker: CircuitBreaker = openBreaker(clock),
) {
  return openRevocationSource({
    store,
    hosts: options.revocationHosts,
    timeoutMs: options.revocationTimeMs,
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    breaker,
    clock,
    randomBytes: random,
    ...(options.onListNotes === undefined ? {} : { onNotes: options.onListNotes }),
  });
}

function openBreaker(clock: Clock): CircuitBreaker {
  return createCircuitBreaker({ ...BREAKER, now: () => Date.parse(clock.now()) });
}

/** The TEST responder of the install; null where it has none, or may not use it. */
function openResponder({ acceptTestAnchors }: ProofOptions, paths: Paths, clock: Clock) {
  const service = acceptTestAnchors ? openDevelopmentService(paths.responder, DEVELOPMENT_OCSP) : null;
  const [issuer] = service?.chain ?? [];
  if (service === null || issuer === undefined) return null;
  const revoked = () => revokedDevelopmentCertificates(paths.authority);
  return openDevelopmentResponder({ ...service, issuer, revoked, clock });
}

/** The time-stamp authorities of the settings, else the TEST authority of the install; null where it has none, or may not use it. */
function openAuthorities(
  options: ProofOptions,
  paths: Paths,
  clock: Clock,
  breaker: CircuitBreaker,
): TimeStamps | null {
  const addresses = options.timeStampAddresses;
  if (addresses.length > 0) {
    return openTimeStamps({
      addresses,
      policy: options.timeStampPolicy,
      timeoutMs: options.timeStampTimeMs,
      breaker,
      clock,
      randomBytes: random,
    });
  }
  const service = options.acceptTestAnchors ? openDevelopmentService(paths.timeStamping, DEVELOPMENT_TSA) : null;
  return service === null ? null : openDevelopmentTimeStamps({ ...service, clock, randomBytes: random });
}
