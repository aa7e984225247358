import { OID } from '#core/asn1/oids.ts';
import { type IdentityConvention, SUBJECT_ATTRIBUTES, type SubjectAttribute } from './identity-convention.ts';
import { parseTemplate, writeByTemplate } from './identity-template.ts';

/** What a certificate request asks the CA to certify: attributes of the subject in their order, and texts in extensions. */
export type RequestedSubject = {
  readonly attributes: readonly { readonly type: string; readonly value: string }[];
  readonly extensions: readonly { readonly oid: string; readonly text: string }[];
};

export type CompanyFacts = { readonly name: string; readonly uscc: string };

/** From the widest to the most specific, as EN 319 412-3 §4.2.1 lists them. */
const ORDER: readonly SubjectAttribute[] = ['O', 'OU', 'organizationIdentifier', 'serialNumber', 'CN'];

/**
 * What a request says so that the certificate names the company by a convention. `commonName` stands where the convention
 * leaves it free. Of several extensions the first is asked for.
 */
export function requestedSubject(
  { parts, absent }: IdentityConvention,
  facts: CompanyFacts,
  commonName: string,
): RequestedSubject {
  const values = new Map<SubjectAttribute, string>(absent.includes('CN') ? [] : [['CN', commonName]]);
  const extensions: { readonly oid: string; readonly text: string }[] = [];
  for (const part of parts) {
    const template = parseTemplate(part.template);
    if (typeof template === 'string') throw new Error(template);
    const text = writeByTemplate(template, facts);
    if ('attribute' in part) values.set(part.attribute, text);
    else extensions.push({ oid: part.extensions[0] ?? '', text });
  }
  const attributes = ORDER.flatMap((attribute) => {
    const value = values.get(attribute);
    return value === undefined ? [] : [{ type: SUBJECT_ATTRIBUTES[attribute], value }];
  });
  return { attributes: [{ type: OID.country, value: 'CN' }, ...attributes], extensions };
}
