import { algorithmAccepted } from './algorithm-accepted.ts';
import { certificateInForce } from './certificate-in-force.ts';
import { certificateNotRevoked } from './certificate-not-revoked.ts';
import { certifiedAgainstChange } from './certified-against-change.ts';
import type { Check, LaterCheck } from './check.ts';
import { confirmationNeeded } from './confirmation-needed.ts';
import { contentUnchanged } from './content-unchanged.ts';
import { dataReadable } from './data-readable.ts';
import { datedInThePast } from './dated-in-the-past.ts';
import { destinationMatches } from './destination-matches.ts';
import { exactlySealed } from './exactly-sealed.ts';
import { fileReadable } from './file-readable.ts';
import { fileSigned } from './file-signed.ts';
import { fileUnambiguous } from './file-unambiguous.ts';
import { keyNotCompromised } from './key-not-compromised.ts';
import { manufacturerEntitled } from './manufacturer-entitled.ts';
import { pagesMatchData } from './pages-match-data.ts';
import { registered } from './registered.ts';
import { signatureValue } from './signature-value.ts';
import { signerIsManufacturer } from './signer-is-manufacturer.ts';
import { signerTrusted } from './signer-trusted.ts';
import { stillInForce } from './still-in-force.ts';
import { vehicleMatches } from './vehicle-matches.ts';
import { wholeFileSigned } from './whole-file-signed.ts';

/** Every check of a verification, in its order: the bytes, the signature, the signer, the data, the registry, the question. */
export const CHECKS: readonly Check[] = [
  fileReadable,
  fileSigned,
  fileUnambiguous,
  wholeFileSigned,
  certifiedAgainstChange,
  contentUnchanged,
  signatureValue,
  algorithmAccepted,
  signerTrusted,
  exactlySealed,
  certificateInForce,
  certificateNotRevoked,
  keyNotCompromised,
  dataReadable,
  datedInThePast,
  signerIsManufacturer,
  manufacturerEntitled,
  pagesMatchData,
  registered,
  stillInForce,
  vehicleMatches,
  destinationMatches,
  confirmationNeeded,
];

/** Those that are judged again when only the registry or the question changed, in their order. */
export const LATER_CHECKS: readonly LaterCheck[] = [
  registered,
  stillInForce,
  vehicleMatches,
  destinationMatches,
  confirmationNeeded,
];
