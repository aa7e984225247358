import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OID } from '#core/asn1/oids.ts';
import { dataPaths } from '../../../../server/compose/install-options.ts';
import { openDevelopmentCa } from '../../../../server/development/development-ca.ts';
import {
  caExtension,
  issueCertificate,
  issueCrl,
  purposeExtension,
  type TestCertificate,
  testKey,
  testPki,
  usageExtension,
} from '../../../support/pki.ts';
import { developmentList } from '../../../support/stored-lists.ts';

const DAY_MS = 86_400_000;

/** Who signs what no install sealed, and whom every tool is told to trust: two roots, nobody else. */
export type TestTrust = {
  readonly root: TestCertificate;
  readonly leaf: TestCertificate;
  readonly tsa: TestCertificate;
  /** `*.crt` and `*.crl` in DER. */
  readonly folder: string;
};

/** Writes the roots of an install and of the test PKI with their current lists. */
export async function writeTrust(data: string, folder: string): Promise<TestTrust> {
  const { root, ec } = await testPki();
  const tsa = await issueTsa(root);
  const paths = dataPaths(data);
  const authority = openDevelopmentCa(paths.authority);
  if (authority === null) throw new Error('the install has no authority');
  const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString();
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'install.crt'), authority.certificate);
  writeFileSync(path.join(folder, 'install.crl'), await developmentList(data));
  writeFileSync(path.join(folder, 'test.crt'), root.der);
  writeFileSync(
    path.join(folder, 'test.crl'),
    await issueCrl({ signer: root, thisUpdate: day(-1), nextUpdate: day(6) }),
  );
  return { root, leaf: ec, tsa, folder };
}

function issueTsa(issuer: TestCertificate): Promise<TestCertificate> {
  return issueCertificate({
    key: testKey('p-256', 'tsa'),
    commonName: 'TEST time-stamps',
    issuer,
    serial: 1003,
    extensions: [
      caExtension(false),
      usageExtension('digitalSignature'),
      { ...purposeExtension(OID.timeStamping), critical: true },
    ],
  });
}
