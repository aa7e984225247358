import { type KeyObject, sign } from 'node:crypto';
import { buildTimeStampToken } from '#core/cms/timestamp/build-time-stamp-token.ts';
import { positiveInteger } from '../outbound/time-stamps/positive-integer.ts';
import type { Clock } from '../ports/clock.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';

export type DevelopmentTimeStampsOptions = {
  /** On P-256, with its certificate in DER. */
  readonly key: KeyObject;
  readonly certificate: Uint8Array;
  /** DER of the CAs above it, nearest first. */
  readonly chain: readonly Uint8Array[];
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
};

/** For documentation only (RFC 5612): no policy stands behind the time-stamps of a TEST authority. */
const TEST_POLICY = '1.3.6.1.4.1.32473.1.1';
const ACCURACY_SECONDS = 1;
const SERIAL_BYTES = 16;
/** All but the certificate: TSTInfo, attributes and a signature of P-256 take some 450 octets. */
const MAX_OVERHEAD_BYTES = 1024;

/** A TEST time-stamp authority in this process, without the network; it stamps the time of its clock. */
export function openDevelopmentTimeStamps(options: DevelopmentTimeStampsOptions): TimeStamps {
  const { key, certificate, chain, clock, randomBytes } = options;
  const signer = {
    algorithm: 'ecdsa-p256-sha256',
    certificate,
    chain: [],
    sign: async (bytes: Uint8Array) => new Uint8Array(sign('sha256', bytes, key)),
  } as const;
  return {
    maxBytes: certificate.length + MAX_OVERHEAD_BYTES,
    certificates: async () => [certificate, ...chain],
    stamp: async (sha256) => {
      const parts = {
        imprint: sha256,
        policy: TEST_POLICY,
        serial: positiveInteger(randomBytes(SERIAL_BYTES)),
        nonce: null,
        genTime: Date.parse(clock.now()),
        accuracySeconds: ACCURACY_SECONDS,
      };
      return { kind: 'stamped', token: await buildTimeStampToken(parts, signer) };
    },
  };
}
