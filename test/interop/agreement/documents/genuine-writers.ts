import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';
import { PDFDocument } from 'pdf-lib';
import { latin1Bytes } from '../../../support/pdf-writer.ts';
import { pem, type TestCertificate, testKey } from '../../../support/pki.ts';
import { type Job, openWriters, type Writer, type WriterKeys, type Writers } from '../writers/open-writers.ts';
import { type AgreementDocument, documentsOf, type Row } from './agreement-document.ts';
import { officeExport } from './office-export.ts';
import type { TestTrust } from './test-trust.ts';

type Base = { readonly name: string; readonly what: string; readonly file: string };

const MILLIMETRE = 72 / 25.4;

/**
 * Files that other people's libraries make and sign, with all that they do otherwise than the standards have it. Where a
 * library cannot be had, or will not sign a file, that is told, and the file left out.
 */
export async function genuineWriters(
  trust: TestTrust,
  folder: string,
  complain: (line: string) => void,
): Promise<readonly AgreementDocument[]> {
  mkdirSync(folder, { recursive: true });
  const writers = openWriters(writeKeys(trust, folder));
  for (const { name, why } of writers.missing) complain(`MISSING: nothing by ${name}: ${why}`);
  const bases = await makeBases(folder, writers, complain);
  const room = { folder, complain };
  const once = writers.signers.flatMap((signer) => written(signer, bases, room));
  const others = writers.otherMakers.flatMap((maker) => written(maker, EMPTY, room));
  const ofOthers = signersNamed(writers, ['pyHanko', 'iText', 'PDFBox 3']).flatMap((one) => written(one, others, room));
  const streamed = once.filter(({ name }) => name.startsWith('written-streams-'));
  const twice = signersNamed(writers, ['PDFBox 3', 'EU DSS', 'iText 5']).flatMap((one) => written(one, streamed, room));
  const rows = [...once, ...ofOthers, ...twice].map(
    ({ name, what, file }): Row => [name, what, new Uint8Array(readFileSync(file))],
  );
  return documentsOf('inspect', rows);
}

const EMPTY: readonly Base[] = [{ name: 'written', what: 'a page', file: '' }];

function signersNamed({ signers }: Writers, names: readonly string[]): readonly Writer[] {
  return signers.filter(({ name }) => names.includes(name));
}

type Room = { readonly folder: string; readonly complain: (line: string) => void };

/** What a writer makes of files; those that it will not take are told. */
function written(writer: Writer, bases: readonly Base[], { folder, complain }: Room): readonly Base[] {
  const by = writer.name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const made = bases.map(({ name, what, file }) => ({
    ...{ source: file, name: `${name}-${by}`, what: `${what}, ${writer.name}` },
    file: path.join(folder, `${name}-${by}.pdf`),
  }));
  const said = writer.run(made.map(({ source, file }): Job => [source, file]));
  return made.filter(({ name, file }, index) => {
    const isMade = said[index] === 'ok' && existsSync(file);
    if (!isMade) complain(`NOT MADE: ${name}: ${said[index] ?? 'nothing said'}`);
    return isMade;
  });
}

async function makeBases(
  folder: string,
  { makers, updaters }: Writers,
  complain: (line: string) => void,
): Promise<readonly Base[]> {
  const base = (name: string, what: string, pdf: Uint8Array): Base => {
    const file = path.join(folder, `${name}.pdf`);
    writeFileSync(file, pdf);
    return { name, what, file };
  };
  const own = [
    base('written-plain', 'a plain file', latin1Bytes(officeExport({ isRestated: false }))),
    base('written-hybrid', 'a hybrid part that restates the tables', latin1Bytes(officeExport())),
    base('written-no-eol', 'no line end behind %%EOF', latin1Bytes(officeExport({ isRestated: false, end: '' }))),
    base('written-hybrid-no-eol', 'a hybrid part, no line end behind %%EOF', latin1Bytes(officeExport({ end: '' }))),
    base('written-pdflib', 'a page in millimetres by pdf-lib', await pageInMillimetres(false)),
    base('written-streams', 'a page in object streams by pdf-lib', await pageInMillimetres(true)),
  ];
  const made = makers.flatMap((maker) => written(maker, EMPTY, { folder, complain }));
  const [plain] = own;
  const updated = plain === undefined ? [] : updaters.flatMap((one) => written(one, [plain], { folder, complain }));
  return [...own, ...made, ...updated];
}

async function pageInMillimetres(useObjectStreams: boolean): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([210 * MILLIMETRE, 297 * MILLIMETRE]);
  return document.save({ useObjectStreams });
}

/** A key that every library can sign with, and a certificate that is the same after node-forge has read and written it. */
function writeKeys({ root }: TestTrust, folder: string): WriterKeys {
  const write = (name: string, content: string | Uint8Array): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const pair = testKey('rsa-3072', 'writer');
  const key = pair.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificate = issueWriter(key, root);
  const leafPem = forge.pki.certificateToPem(certificate);
  const store = forge.pkcs12.toPkcs12Asn1(forge.pki.privateKeyFromPem(key), [certificate], '', { algorithm: '3des' });
  const octets = (asn1: forge.asn1.Asn1) => Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
  return {
    keyDer: write('key.der', new Uint8Array(pair.export({ type: 'pkcs8', format: 'der' }))),
    leafDer: write('leaf.der', octets(forge.pki.certificateToAsn1(certificate))),
    rootDer: write('root.der', root.der),
    keyPem: write('key.pem', key),
    leafPem: write('leaf.pem', leafPem),
    rootPem: write('root.pem', pem('CERTIFICATE', root.der)),
    p12: write('key.p12', octets(store)),
  };
}

const DAY_MS = 86_400_000;

function issueWriter(key: string, root: TestCertificate): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  const privateKey = forge.pki.privateKeyFromPem(key);
  certificate.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = '2712';
  certificate.validity.notBefore = new Date(Date.now() - 30 * DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 300 * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: 'TEST writer' }]);
  certificate.setIssuer(issuerOf(root));
  const usage = { name: 'keyUsage', critical: true, digitalSignature: true, nonRepudiation: true };
  certificate.setExtensions([{ name: 'basicConstraints', cA: false }, usage]);
  const signer = root.key.export({ type: 'pkcs8', format: 'pem' }).toString();
  certificate.sign(forge.pki.privateKeyFromPem(signer), forge.md.sha256.create());
  return certificate;
}

function issuerOf(root: TestCertificate): forge.pki.CertificateField[] {
  return forge.pki.certificateFromPem(pem('CERTIFICATE', root.der)).subject.attributes;
}
