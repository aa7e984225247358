import { beforeAll, describe, expect, it } from '@jest/globals';
import { contextTag, integer, sequence } from '#core/asn1/der-write.ts';
import { OID } from '#core/asn1/oids.ts';
import { buildChain } from '#core/x509/build-chain.ts';
import {
  generalName,
  nameConstraints,
  rawExtension,
  type Subtrees,
  subjectAltName,
} from '../../support/path-extensions.ts';
import {
  CA_EXTENSIONS,
  issueCertificate,
  LEAF_EXTENSIONS,
  TEST_NOW,
  TEST_SUBJECT,
  type TestCertificate,
  type TestExtension,
  testKey,
  testLeaf,
  testRoot,
} from '../../support/pki.ts';

/** Name constraints (RFC 5280 §4.2.1.10), judged through whole paths of a disposable PKI. */

const { mail, dns, uri, ip, directory, other, registeredId } = generalName;
const PATH_OK = 'trusted';
const REFUSED = 'name-constraints';
const MALFORMED = 'certificate-malformed';

let root: TestCertificate;
beforeAll(async () => {
  root = await testRoot({ name: 'constrained-root' });
});

const ca = (issuer: TestCertificate, name: string, ...extensions: readonly TestExtension[]) =>
  issueCertificate({
    key: testKey('p-256', name),
    commonName: `TEST ${name}`,
    subject: { [OID.country]: 'CN' },
    issuer,
    extensions: [...CA_EXTENSIONS, ...extensions],
  });

async function outcome(signer: TestCertificate, others: readonly TestCertificate[], anchor = root): Promise<string> {
  const result = await buildChain({
    signer: signer.der,
    others: others.map(({ der }) => der),
    anchors: [anchor.der],
    at: TEST_NOW,
  });
  return result.kind === 'chain-invalid' ? result.problem : result.kind;
}

/** What becomes of a signer with these alternative names under a CA with these constraints. */
async function judge(constraints: Subtrees, names: readonly Uint8Array[], critical = true): Promise<string> {
  const between = await ca(root, 'constrained', nameConstraints(constraints, critical));
  const signer = await testLeaf(between, {
    extensions: [...LEAF_EXTENSIONS, ...(names.length === 0 ? [] : [subjectAltName(...names)])],
  });
  return outcome(signer, [between]);
}

type Row = readonly [string, Subtrees, Uint8Array, string];

describe.each<[string, readonly Row[]]>([
  [
    'dNSName',
    [
      ['the host itself', { permitted: [dns('maker.example')] }, dns('maker.example'), PATH_OK],
      ['below it, in any case', { permitted: [dns('Maker.example')] }, dns('SEAL.maker.EXAMPLE'), PATH_OK],
      ['beside it', { permitted: [dns('maker.example')] }, dns('other.example'), REFUSED],
      ['only the same ending', { permitted: [dns('maker.example')] }, dns('notmaker.example'), REFUSED],
      ['one of several', { permitted: [dns('a.example'), dns('b.example')] }, dns('x.b.example'), PATH_OK],
      ['a leading dot means below', { permitted: [dns('.maker.example')] }, dns('maker.example'), REFUSED],
      ['every host', { permitted: [dns('')] }, dns('any.example'), PATH_OK],
      ['no host at all', { excluded: [dns('')] }, dns('any.example'), REFUSED],
      ['excluded', { excluded: [dns('maker.example')] }, dns('seal.maker.example'), REFUSED],
      ['not excluded', { excluded: [dns('maker.example')] }, dns('seal.other.example'), PATH_OK],
      [
        'permitted and excluded',
        { permitted: [dns('example')], excluded: [dns('maker.example')] },
        dns('maker.example'),
        REFUSED,
      ],
      ['a wildcard inside', { permitted: [dns('maker.example')] }, dns('*.maker.example'), PATH_OK],
      ['a wildcard above', { permitted: [dns('seal.maker.example')] }, dns('*.maker.example'), REFUSED],
      [
        'a wildcard that reaches what is excluded',
        { excluded: [dns('x.maker.example')] },
        dns('*.maker.example'),
        REFUSED,
      ],
      ['a host that is none', { permitted: [dns('maker.example')] }, dns('a..maker.example'), REFUSED],
      ['a trailing dot', { excluded: [dns('maker.example')] }, dns('maker.example.'), REFUSED],
      ['a constraint that is no host', { excluded: [dns('a_!.example')] }, dns('maker.example'), REFUSED],
      ['another alphabet', { excluded: [dns('maker.example')] }, dns('мaker.example'), MALFORMED],
    ],
  ],
  [
    'rfc822Name',
    [
      ['the mailbox', { permitted: [mail('seal@maker.example')] }, mail('seal@MAKER.example'), PATH_OK],
      ['another mailbox', { permitted: [mail('seal@maker.example')] }, mail('Seal@maker.example'), REFUSED],
      ['any of the host', { permitted: [mail('maker.example')] }, mail('any@maker.example'), PATH_OK],
      ['of a host below', { permitted: [mail('maker.example')] }, mail('any@x.maker.example'), REFUSED],
      ['below a domain', { permitted: [mail('.maker.example')] }, mail('any@x.maker.example'), PATH_OK],
      ['of the domain itself', { permitted: [mail('.maker.example')] }, mail('any@maker.example'), REFUSED],
      ['excluded host', { excluded: [mail('maker.example')] }, mail('any@Maker.Example'), REFUSED],
      ['two at signs', { excluded: [mail('maker.example')] }, mail('"a@b"@maker.example'), REFUSED],
      ['no mailbox', { permitted: [mail('maker.example')] }, mail('maker.example'), REFUSED],
      [
        'a mailbox in another alphabet',
        { permitted: [mail('maker.example')] },
        other(OID.smtpUtf8Mailbox, 'ü@maker.example'),
        REFUSED,
      ],
    ],
  ],
  [
    'uniformResourceIdentifier',
    [
      ['the host', { permitted: [uri('maker.example')] }, uri('https://user@maker.example:8443/a?b#c'), PATH_OK],
      ['a host below', { permitted: [uri('maker.example')] }, uri('https://x.maker.example/'), REFUSED],
      ['below a domain', { permitted: [uri('.maker.example')] }, uri('https://x.maker.example/'), PATH_OK],
      ['excluded', { excluded: [uri('.maker.example')] }, uri('ldap://x.MAKER.example'), REFUSED],
      ['without a host', { excluded: [uri('maker.example')] }, uri('urn:a:b'), REFUSED],
      ['an address for a host', { excluded: [uri('maker.example')] }, uri('https://127.0.0.1/'), REFUSED],
      [
        'a host hidden before an at sign',
        { permitted: [uri('maker.example')] },
        uri('https://maker.example@evil.example/'),
        REFUSED,
      ],
      [
        'a host hidden by a backslash',
        { permitted: [uri('maker.example')] },
        uri('https://evil.example\\@maker.example/'),
        REFUSED,
      ],
    ],
  ],
  [
    'iPAddress',
    [
      ['inside', { permitted: [ip(10, 1, 0, 0, 255, 255, 0, 0)] }, ip(10, 1, 200, 3), PATH_OK],
      ['outside', { permitted: [ip(10, 1, 0, 0, 255, 255, 0, 0)] }, ip(10, 2, 0, 1), REFUSED],
      ['excluded', { excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, ip(10, 2, 0, 1), REFUSED],
      ['the other version', { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, ip(...Array(16).fill(1)), REFUSED],
      [
        'version 6',
        { permitted: [ip(...Array(16).fill(1), ...Array(16).fill(255))] },
        ip(...Array(16).fill(1)),
        PATH_OK,
      ],
      ['a mask with holes', { excluded: [ip(10, 0, 0, 0, 255, 0, 255, 0)] }, ip(11, 0, 0, 1), REFUSED],
      ['five octets', { excluded: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, ip(11, 0, 0, 1, 1), REFUSED],
      ['a constraint of four octets', { excluded: [ip(10, 0, 0, 0)] }, ip(11, 0, 0, 1), REFUSED],
    ],
  ],
  [
    'directoryName',
    [
      [
        'inside',
        { permitted: [directory(TEST_SUBJECT), directory({ [OID.commonName]: 'TEST seal' })] },
        directory(TEST_SUBJECT),
        PATH_OK,
      ],
      [
        'an alternative name outside',
        { permitted: [directory({ [OID.commonName]: 'TEST seal' })] },
        directory({ [OID.country]: 'RU' }),
        REFUSED,
      ],
      [
        'excluded',
        { excluded: [directory({ [OID.country]: 'RU' })] },
        directory({ [OID.country]: 'ru ', [OID.organization]: 'x' }),
        REFUSED,
      ],
      [
        'another country',
        { excluded: [directory({ [OID.country]: 'RU' })] },
        directory({ [OID.country]: 'KZ' }),
        PATH_OK,
      ],
    ],
  ],
  [
    'forms that are not understood',
    [
      ['constrained and there', { excluded: [registeredId('1.2.3')] }, registeredId('1.2.4'), REFUSED],
      ['constrained and not there', { permitted: [registeredId('1.2.3')] }, dns('maker.example'), PATH_OK],
      ['another type of otherName', { permitted: [other('1.2.3', 'a')] }, other('1.2.4', 'a'), PATH_OK],
      ['the same type of otherName', { permitted: [other('1.2.3', 'a')] }, other('1.2.3', 'a'), REFUSED],
    ],
  ],
])('%s', (_form, rows) => {
  it.each(rows)('%s', async (_what, constraints, name, expected) => {
    expect(await judge(constraints, [name])).toBe(expected);
    expect(await judge(constraints, [name], false)).toBe(expected);
  });
});

describe('the subject', () => {
  const under = async (permitted: Readonly<Record<string, string>>) => judge({ permitted: [directory(permitted)] }, []);

  it.each([
    ['of the permitted beginning', { [OID.commonName]: 'TEST seal' }, PATH_OK],
    ['in another case and with other spaces', { [OID.commonName]: ' test  SEAL' }, PATH_OK],
    ['of another beginning', { [OID.commonName]: 'TEST sea' }, REFUSED],
    ['not of a longer name', { [OID.commonName]: 'TEST seal', [OID.country]: 'CN' }, REFUSED],
    ['of another type', { [OID.organization]: 'TEST seal' }, REFUSED],
  ])('%s', async (_what, permitted, expected) => {
    expect(await under(permitted)).toBe(expected);
  });

  it('is constrained in its mailboxes too', async () => {
    const between = await ca(root, 'constrained', nameConstraints({ excluded: [mail('maker.example')] }));
    const signer = await testLeaf(between, { subject: { ...TEST_SUBJECT, [OID.emailAddress]: 'a@Maker.example' } });
    expect(await outcome(signer, [between])).toBe(REFUSED);
  });
});

describe('over the path', () => {
  const maker = nameConstraints({ permitted: [dns('maker.example')] });
  const names = (host: string) => ({ extensions: [...LEAF_EXTENSIONS, subjectAltName(dns(host))] });

  it('every CA narrows what is left: the intersection counts', async () => {
    const upper = await ca(root, 'upper', nameConstraints({ permitted: [dns('a.example'), dns('b.example')] }));
    const lower = await ca(upper, 'lower', nameConstraints({ permitted: [dns('b.example'), dns('c.example')] }));
    const of = async (host: string) => outcome(await testLeaf(lower, names(host)), [upper, lower]);
    expect([await of('a.example'), await of('b.example'), await of('c.example')]).toEqual([REFUSED, PATH_OK, REFUSED]);
  });

  it('what one excludes none can permit again', async () => {
    const upper = await ca(root, 'upper', nameConstraints({ excluded: [dns('a.example')] }));
    const lower = await ca(upper, 'lower', nameConstraints({ permitted: [dns('a.example')] }));
    expect(await outcome(await testLeaf(lower, names('a.example')), [upper, lower])).toBe(REFUSED);
  });

  it('the anchor’s own constraints hold', async () => {
    const anchor = await testRoot({ name: 'constrained-anchor', extensions: [...CA_EXTENSIONS, maker] });
    const of = async (host: string) => outcome(await testLeaf(anchor, names(host)), [], anchor);
    expect([await of('maker.example'), await of('other.example')]).toEqual([PATH_OK, REFUSED]);
  });

  it('the names of a CA between are constrained, but not those of one that issued to itself', async () => {
    const constrained = nameConstraints({ permitted: [directory({ [OID.commonName]: 'TEST seal' })] });
    const upper = await ca(root, 'upper', constrained);
    const lower = await ca(upper, 'lower');
    expect(await outcome(await testLeaf(lower), [upper, lower])).toBe(REFUSED);
    const renewed = await issueCertificate({
      key: testKey('p-256', 'renewed'),
      commonName: 'TEST upper',
      subject: { [OID.country]: 'CN' },
      issuer: upper,
      extensions: CA_EXTENSIONS,
    });
    expect(await outcome(await testLeaf(renewed), [upper, renewed])).toBe(PATH_OK);
  });

  it('in a signer’s own certificate they say nothing', async () => {
    const signer = await testLeaf(root, {
      extensions: [...LEAF_EXTENSIONS, maker, subjectAltName(dns('other.example'))],
    });
    expect(await outcome(signer, [])).toBe(PATH_OK);
  });
});

describe('malformed', () => {
  const subtree = sequence(dns('maker.example'));
  it.each([
    ['no subtree', sequence()],
    ['an empty list', sequence(contextTag(0))],
    ['something else', sequence(contextTag(2, subtree))],
    ['a subtree with bounds', sequence(contextTag(0, sequence(dns('maker.example'), integer(1))))],
    ['more subtrees than any real one', sequence(contextTag(0, ...Array(257).fill(subtree)))],
    ['a name that is none', sequence(contextTag(0, sequence(integer(1))))],
  ])('%s', async (_what, der) => {
    const between = await ca(root, 'constrained', rawExtension(OID.nameConstraints, der));
    expect(await outcome(await testLeaf(between), [between])).toBe(MALFORMED);
  });

  it('more names than any real certificate has, where they would have to be compared', async () => {
    const names = Array.from({ length: 257 }, (_, index) => dns(`h${index}.maker.example`));
    expect(await judge({ permitted: [dns('maker.example')] }, names)).toBe(MALFORMED);
  });
});
