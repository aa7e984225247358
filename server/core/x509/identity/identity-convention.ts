import { OID } from '#core/asn1/oids.ts';

/** The attributes of a subject that a convention may speak of, by their short names. */
export const SUBJECT_ATTRIBUTES = {
  CN: OID.commonName,
  O: OID.organization,
  OU: OID.organizationalUnit,
  serialNumber: OID.serialNumber,
  organizationIdentifier: OID.organizationIdentifier,
} as const;
export type SubjectAttribute = keyof typeof SUBJECT_ATTRIBUTES;

/** Where one text stands, and what of the two facts it holds (`identity-template.ts`). */
export type IdentityPart =
  | { readonly attribute: SubjectAttribute; readonly template: string }
  /** OIDs of certificate extensions: exactly one of them is there. */
  | { readonly extensions: readonly string[]; readonly template: string };

/** How the certificates of a CA name a company: its name and its unified social credit code, each once. */
export type IdentityConvention = {
  /** One of those that are shipped, or `custom`. */
  readonly id: string;
  readonly parts: readonly IdentityPart[];
  /** What the subject must not have: another reader would take it for the name. */
  readonly absent: readonly SubjectAttribute[];
};

/** ETSI EN 319 412-1, 5.1.4: the company in O, its code in organizationIdentifier under the national trade register. */
export const ETSI_ORGANIZATION: IdentityConvention = {
  id: 'etsi-organization',
  parts: [
    { attribute: 'O', template: '{name}' },
    { attribute: 'organizationIdentifier', template: 'NTRCN-{uscc}' },
  ],
  absent: [],
};

/** How certificates of Chinese authorities are met, beside our own way. */
export const SHIPPED_CONVENTIONS: readonly IdentityConvention[] = [
  ETSI_ORGANIZATION,
  /** O names the authority. The number at the end counts the company's certificates. */
  { id: 'cfca', parts: [{ attribute: 'CN', template: '051@{name}@N{uscc}@{number}' }], absent: [] },
  { id: 'code-before-name', parts: [{ attribute: 'O', template: '{uscc}{name}' }], absent: [] },
  {
    id: 'cn-name',
    parts: [
      { attribute: 'CN', template: '{name}' },
      {
        // GM/T 0015, its edition of 2023, and two that provinces use.
        extensions: ['1.2.156.10260.4.1.4', '1.2.156.10260.4.4', '1.2.86.11.7.4', '1.2.156.1.8888.148'],
        template: '{uscc}',
      },
    ],
    absent: ['O'],
  },
];

/** The shipped convention of that name; null for none. */
export function shippedConvention(id: string): IdentityConvention | null {
  return SHIPPED_CONVENTIONS.find((one) => one.id === id) ?? null;
}

/** The rule in words for a terminal: `CN = 051@{name}@N{uscc}@{number}`. Two conventions are one where these are. */
export function conventionText({ parts, absent }: IdentityConvention): string {
  const said = parts.map((part) => `${sourceText(part)} = ${part.template}`);
  return [...said, ...absent.map((attribute) => `no ${attribute}`)].join(', ');
}

/** How an anchor says whom a certificate names, in words: by its convention, or by itself. */
export function namingText(anchor: { readonly pinned?: boolean; readonly identity?: IdentityConvention }): string {
  return anchor.pinned === true ? 'pinned' : conventionText(anchor.identity ?? ETSI_ORGANIZATION);
}

/** Where a part stands, for people. */
export function sourceText(part: IdentityPart): string {
  return 'attribute' in part ? part.attribute : part.extensions.join(' or ');
}
