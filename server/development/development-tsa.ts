import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import type { ServiceKind } from './development-service.ts';
import { extension } from './ec-certificate.ts';

/**
 * The time-stamp authority of an install. It takes the time from this machine's clock and so proves nothing to a verifier who
 * does not trust this machine.
 */
export const DEVELOPMENT_TSA: ServiceKind = {
  name: 'tsa',
  commonName: 'TEST vinseal time-stamp authority',
  // RFC 3161 §2.3: critical, and nothing else.
  purpose: () => [
    extension(OID.extKeyUsage, true, new pkijs.ExtKeyUsage({ keyPurposes: [OID.timeStamping] }).toSchema()),
  ],
};
