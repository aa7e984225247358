import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { OID } from '#core/asn1/oids.ts';
import type { ServiceKind } from './development-service.ts';
import { extension } from './ec-certificate.ts';

/**
 * The OCSP responder of an install, appointed by the development CA (RFC 6960 §4.2.2.2). Nobody needs to ask whether it is
 * revoked itself (§4.2.2.2.1); a list that names it counts all the same.
 */
export const DEVELOPMENT_OCSP: ServiceKind = {
  name: 'ocsp',
  commonName: 'TEST vinseal OCSP responder',
  purpose: () => [
    extension(OID.extKeyUsage, true, new pkijs.ExtKeyUsage({ keyPurposes: [OID.ocspSigning] }).toSchema()),
    extension(OID.ocspNoCheck, false, new asn1js.Null()),
  ],
};
