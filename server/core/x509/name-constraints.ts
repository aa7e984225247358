import { type DerNode, malformed, readDer } from '#core/asn1/der.ts';
import { fieldsOf, sequenceOf } from '#core/asn1/der-values.ts';
import { OID } from '#core/asn1/oids.ts';
import { equalBytes } from '#core/bytes/bytes.ts';
import type { Certificate } from './certificate.ts';
import {
  directoryName,
  formKey,
  type GeneralName,
  isInternationalMailbox,
  mailName,
  readGeneralName,
  readGeneralNames,
} from './general-names.ts';
import { isInSubtree } from './match-name.ts';
import { nameAttributes } from './names.ts';

/** The NameConstraints of one CA (RFC 5280 §4.2.1.10). */
type NameConstraints = { readonly permitted: readonly GeneralName[]; readonly excluded: readonly GeneralName[] };

const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;
/** Bounds against hostile lists: every name is compared with every subtree of its form. */
const MAX_SUBTREES = 256;
const MAX_NAMES = 256;

/**
 * Whether every name below a constrained CA lies where that CA, and all above it, may certify (RFC 5280 §6.1.3 b and c);
 * the anchor's constraints hold too. Self-issued CAs are not asked. A name of a form that is constrained but that is not
 * understood, or that makes no sense, is refused. `path` runs from the signer to the anchor. Throws `der-malformed`.
 */
export function keepsNameConstraints(path: readonly Certificate[]): boolean {
  return path.every(({ extensions }, depth) => {
    if (depth === 0 || !extensions.has(OID.nameConstraints)) return true;
    const constraints = readNameConstraints(extensions.get(OID.nameConstraints)?.value ?? new Uint8Array());
    return path
      .slice(0, depth)
      .filter((certificate, index) => index === 0 || !isSelfIssued(certificate))
      .every((certificate) => namesOf(certificate).every((name) => isAllowed(name, constraints)));
  });
}

/** Issued by its own name: a CA that changes its key or its certificate (RFC 5280 §6.1). */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return equalBytes(subject, issuer);
}

function readNameConstraints(der: Uint8Array): NameConstraints {
  const fields = fieldsOf(readDer(der), 'NameConstraints');
  const permitted = fields.optional(PERMITTED)?.children ?? null;
  const excluded = fields.optional(EXCLUDED)?.children ?? null;
  fields.done();
  if (permitted?.length === 0 || excluded?.length === 0 || (permitted ?? excluded) === null)
    throw malformed('NameConstraints without a subtree');
  if ((permitted?.length ?? 0) + (excluded?.length ?? 0) > MAX_SUBTREES) throw malformed('too many subtrees');
  return { permitted: (permitted ?? []).map(readSubtree), excluded: (excluded ?? []).map(readSubtree) };
}

/** GeneralSubtree; `minimum` and `maximum` must be left out (RFC 5280 §4.2.1.10). */
function readSubtree(node: DerNode): GeneralName {
  const [base, ...bounds] = sequenceOf(node, 'GeneralSubtree');
  if (base === undefined || bounds.length > 0) throw malformed('GeneralSubtree with bounds');
  return readGeneralName(base);
}

/** The subject, the mailboxes in it (as older certificates carry them), and every alternative name. */
function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const mailboxes = nameAttributes(subject).filter(({ type }) => type === OID.emailAddress);
  const isEmpty = sequenceOf(readDer(subject), 'Name').length === 0;
  const alternative = extensions.get(OID.subjectAltName);
  const names = [
    ...(isEmpty ? [] : [directoryName(subject)]),
    ...mailboxes.map(({ value }) => mailName(value)),
    ...(alternative === undefined ? [] : readGeneralNames(alternative.value)),
  ];
  if (names.length > MAX_NAMES) throw malformed('too many names');
  return names;
}

function isAllowed(name: GeneralName, { permitted, excluded }: NameConstraints): boolean {
  if (isInternationalMailbox(name) && [...permitted, ...excluded].some(({ form }) => form === 'rfc822Name'))
    return false;
  const ofForm = (base: GeneralName) => formKey(base) === formKey(name);
  const inside = permitted.filter(ofForm).map((base) => isInSubtree(name, base, 'permitted'));
  const touching = excluded.filter(ofForm).map((base) => isInSubtree(name, base, 'excluded'));
  if ([...inside, ...touching].includes(null) || touching.includes(true)) return false;
  return inside.length === 0 || inside.includes(true);
}
