import { beforeAll, describe, expect, it } from '@jest/globals';
import type * as asn1js from 'asn1js';
import { octetString, oid, sequence, setOf, tlv } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { readCertificate } from '#core/x509/certificate.ts';
import { conventionProblem } from '#core/x509/identity/convention-problem.ts';
import {
  conventionText,
  type IdentityConvention,
  SHIPPED_CONVENTIONS,
  shippedConvention,
} from '#core/x509/identity/identity-convention.ts';
import { readIdentity } from '#core/x509/identity/read-identity.ts';
import {
  type CertificateRecipe,
  derExtension,
  LEAF_EXTENSIONS,
  namedBy,
  type TestCertificate,
  testLeaf,
  testRoot,
  textExtension,
} from '../../../support/pki.ts';

const FACTS = { name: '星汉汽车（测试）有限公司', uscc: '91350200M0000TEX1H' };
const OTHER = { name: '别家汽车（测试）有限公司', uscc: '91350200M0000TEX2F' };
const EXTENSION = '1.2.156.10260.4.4';
const text = (value: string, tag = 0x0c) => tlv(tag, new TextEncoder().encode(value));
const ucs2 = (value: string) =>
  tlv(0x1e, Uint8Array.from([...value].flatMap((one) => [one.charCodeAt(0) >> 8, one.charCodeAt(0) & 0xff])));
const attribute = (type: string, value: Uint8Array) => sequence(oid(type), value);
const nameOf = (...relatives: readonly (readonly Uint8Array[])[]) => sequence(...relatives.map((one) => setOf(one)));

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'identity-root' });
});

const named = (id: string): IdentityConvention => {
  const convention = shippedConvention(id);
  if (convention === null) throw new Error(id);
  return convention;
};
async function identify(convention: string | IdentityConvention, recipe: Partial<CertificateRecipe>) {
  const { der } = await testLeaf(root, recipe);
  return readIdentity(readCertificate(der), typeof convention === 'string' ? named(convention) : convention);
}
const unread = (problem: string) => ({ kind: 'unread', problem });

describe('the shipped conventions', () => {
  it.each(SHIPPED_CONVENTIONS)('$id is a rule, and reads its own certificates', async (convention) => {
    expect(conventionProblem(convention)).toBeNull();
    expect(await identify(convention, namedBy(convention.id, FACTS))).toEqual({ kind: 'read', ...FACTS });
  });

  it.each(
    SHIPPED_CONVENTIONS.flatMap(({ id }) =>
      SHIPPED_CONVENTIONS.filter((other) => other.id !== id).map((other) => [id, other.id]),
    ),
  )('%s names nobody in a certificate of %s', async (id, other) => {
    expect(await identify(id as string, namedBy(other as string, FACTS))).toMatchObject({ kind: 'unread' });
  });

  it('says its rule in words', () => {
    expect(conventionText(named('cfca'))).toBe('CN = 051@{name}@N{uscc}@{number}');
    expect(conventionText(named('cn-name'))).toMatch(/^CN = \{name\}, 1\.2\..* = \{uscc\}, no O$/);
  });
});

describe('a name borrowed in the wrong attribute lends nothing', () => {
  it.each<[string, string, Partial<CertificateRecipe>]>([
    ['etsi-organization', 'CN', { ...namedBy('etsi-organization', FACTS), commonName: OTHER.name }],
    [
      'cfca',
      'O',
      {
        ...namedBy('cfca', FACTS),
        subject: { [OID.organization]: OTHER.name, [OID.organizationIdentifier]: OTHER.uscc },
      },
    ],
    [
      'code-before-name',
      'CN',
      { ...namedBy('code-before-name', FACTS), commonName: `051@${OTHER.name}@N${OTHER.uscc}@1` },
    ],
    ['cn-name', 'OU', { ...namedBy('cn-name', FACTS), subject: { [OID.organizationalUnit]: OTHER.name } }],
  ])('%s: another maker in %s', async (convention, _where, recipe) => {
    expect(await identify(convention, recipe)).toEqual({ kind: 'read', ...FACTS });
  });

  it('cn-name: O beside it refuses', async () => {
    const recipe = { ...namedBy('cn-name', FACTS), subject: { [OID.organization]: OTHER.name } };
    expect(await identify('cn-name', recipe)).toEqual({ ...unread('identity-unexpected'), source: 'O' });
  });
});

describe('in the subject', () => {
  const code = [attribute(OID.organizationIdentifier, text(`NTRCN-${FACTS.uscc}`))];
  const subject = (...relatives: readonly (readonly Uint8Array[])[]) =>
    identify('etsi-organization', { rawSubject: nameOf(...relatives, code) });
  const O = (value: Uint8Array) => attribute(OID.organization, value);

  it('takes UTF8String, PrintableString and BMPString as they stand', async () => {
    expect(await subject([O(text('ACME', 0x13))])).toMatchObject({ name: 'ACME' });
    expect(await subject([O(ucs2(FACTS.name))])).toMatchObject({ name: FACTS.name });
  });

  it.each<[string, string, readonly (readonly Uint8Array[])[]]>([
    ['none', 'identity-missing', []],
    ['two', 'identity-repeated', [[O(text(FACTS.name))], [O(text(OTHER.name))]]],
    ['the same twice', 'identity-repeated', [[O(text(FACTS.name))], [O(text(FACTS.name))]]],
    ['two in one relative name', 'identity-repeated', [[O(text(FACTS.name)), O(text(OTHER.name))]]],
    [
      'with another attribute in one relative name',
      'identity-not-alone',
      [[O(text(FACTS.name)), attribute(OID.commonName, text('x'))]],
    ],
    ['TeletexString', 'identity-not-text', [[O(text('ACME', 0x14))]]],
    ['OCTET STRING', 'identity-not-text', [[O(text('ACME', 0x04))]]],
    ['a SEQUENCE', 'identity-not-text', [[O(sequence(text('ACME')))]]],
    ['UTF-8 that is none', 'identity-not-text', [[O(tlv(0x0c, Uint8Array.of(0xc3, 0x28)))]]],
    ['a surrogate in a BMPString', 'identity-not-text', [[O(tlv(0x1e, Uint8Array.of(0xd8, 0x3d, 0xde, 0x00)))]]],
    ['a control character', 'identity-not-text', [[O(text(`${FACTS.name}\u0000`))]]],
    ['Latin letters of a PrintableString', 'identity-not-text', [[O(tlv(0x13, Uint8Array.of(0x41, 0xe9)))]]],
    ['too long', 'identity-too-long', [[O(text('x'.repeat(513)))]]],
    ['empty', 'identity-of-another-form', [[O(text(''))]]],
  ])('%s: %s', async (_what, problem, relatives) => {
    expect(await subject(...relatives)).toMatchObject(unread(problem));
  });

  it.each([
    ['a trailing space', `${FACTS.name} `],
    ['a full-width look-alike', FACTS.name.replace('（', '(')],
    ['a byte order mark', `\uFEFF${FACTS.name}`],
    ['a zero-width space', `${FACTS.name}\u200B`],
    ['another normal form', 'é'.normalize('NFD')],
  ])('%s stays, to be compared exactly', async (_what, name) => {
    expect(await subject([O(text(name))])).toMatchObject({ kind: 'read', name });
  });
});

describe('in an extension', () => {
  const raw = (octets: Uint8Array) => ({
    oid: EXTENSION,
    critical: false,
    value: { toBER: () => octets.slice().buffer } as unknown as asn1js.BaseBlock,
  });
  const withExtensions = (...extensions: CertificateRecipe['extensions']) =>
    identify('cn-name', { commonName: FACTS.name, subject: {}, extensions: [...LEAF_EXTENSIONS, ...extensions] });

  it.each([
    ['UTF8String', text(FACTS.uscc)],
    ['PrintableString', text(FACTS.uscc, 0x13)],
    ['IA5String', text(FACTS.uscc, 0x16)],
    ['OCTET STRING of ASCII', text(FACTS.uscc, 0x04)],
    ['OCTET STRING of a PrintableString', octetString(text(FACTS.uscc, 0x13))],
  ])('%s is read', async (_kind, der) => {
    expect(await withExtensions(derExtension(EXTENSION, false, der))).toEqual({ kind: 'read', ...FACTS });
  });

  it.each(['1.2.156.10260.4.1.4', '1.2.86.11.7.4', '1.2.156.1.8888.148'])('%s is one of the places', async (place) => {
    expect(await withExtensions(textExtension(place, FACTS.uscc))).toEqual({ kind: 'read', ...FACTS });
  });

  it.each<[string, string, CertificateRecipe['extensions']]>([
    ['none', 'identity-missing', []],
    ['another', 'identity-missing', [textExtension('1.2.156.10260.4.9', FACTS.uscc)]],
    [
      'two places',
      'identity-repeated',
      [textExtension(EXTENSION, FACTS.uscc), textExtension('1.2.86.11.7.4', OTHER.uscc)],
    ],
    ['bare text', 'identity-not-text', [raw(new TextEncoder().encode(FACTS.uscc))]],
    ['bytes after the value', 'identity-not-text', [raw(Uint8Array.from([...text(FACTS.uscc), 0x05, 0x00]))]],
    [
      'a long form of the length',
      'identity-not-text',
      [raw(Uint8Array.from([0x0c, 0x81, 18, ...text(FACTS.uscc).slice(2)]))],
    ],
    [
      'a string with more in its wrapping',
      'identity-not-text',
      [raw(octetString(Uint8Array.from([...text(FACTS.uscc), 0x41])))],
    ],
    ['BMPString', 'identity-not-text', [derExtension(EXTENSION, false, ucs2(FACTS.uscc))]],
    ['wrapped three times', 'identity-not-text', [raw(octetString(octetString(text(FACTS.uscc))))]],
    ['too long', 'identity-too-long', [textExtension(EXTENSION, 'A'.repeat(600))]],
    ['lower case', 'identity-of-another-form', [textExtension(EXTENSION, FACTS.uscc.toLowerCase())]],
    ['full-width digits', 'identity-of-another-form', [textExtension(EXTENSION, FACTS.uscc.replace('9', '９'))]],
    ['a space after it', 'identity-of-another-form', [textExtension(EXTENSION, `${FACTS.uscc} `)]],
  ])('%s: %s', async (_what, problem, extensions) => {
    expect(await withExtensions(...extensions)).toMatchObject(unread(problem));
  });
});

describe('a rule of a file', () => {
  const rule = (...parts: IdentityConvention['parts']): IdentityConvention => ({ id: 'custom', parts, absent: [] });
  const NAME = { attribute: 'O', template: '{name}' } as const;
  const code = (oidText: string) => ({ extensions: [oidText], template: '{uscc}' });

  it('reads one place of several', async () => {
    const convention = rule({ attribute: 'OU', template: '{name}' }, code('1.2.3.4.5'));
    expect(conventionProblem(convention)).toBeNull();
    const recipe = {
      subject: { [OID.organizationalUnit]: FACTS.name },
      extensions: [...LEAF_EXTENSIONS, textExtension('1.2.3.4.5', FACTS.uscc)],
    };
    expect(await identify(convention, recipe)).toEqual({ kind: 'read', ...FACTS });
  });

  it.each<[string, IdentityConvention]>([
    ['identity-part-missing', rule(NAME)],
    ['identity-part-missing', rule(code('1.2.3.4'))],
    ['identity-part-repeated', rule(NAME, { attribute: 'CN', template: '{name}@{uscc}' })],
    ['identity-part-repeated', rule(NAME, code('1.2.3'), code('1.2.4'))],
    ['identity-source-repeated', rule(NAME, { attribute: 'O', template: '{uscc}' })],
    ['identity-source-repeated', rule(NAME, { extensions: ['1.2.3', '1.2.3'], template: '{uscc}' })],
    ['identity-source-repeated', { ...rule(NAME, code('1.2.3')), absent: ['O'] }],
    ['identity-extension-not-usable', rule(NAME, code('2.5.29.14'))],
    ['identity-template-ambiguous', rule({ attribute: 'CN', template: '{uscc}{name}{number}' })],
    ['identity-template-malformed', rule({ attribute: 'CN', template: '{uscc}{name}.*{' })],
  ])('%s', (problem, convention) => {
    expect(conventionProblem(convention)).toBe(problem);
  });
});
