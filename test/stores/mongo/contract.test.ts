import { expect, test } from '@jest/globals';
import { MAX_FILE_BYTES } from '../../../server/stores/mongo/document-files.ts';
import { archiveCopiesContract } from '../../contract/archive-copies.contract.ts';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { checkResultsContract } from '../../contract/check-results.contract.ts';
import { collectionsContract } from '../../contract/collections.contract.ts';
import { documentFilesContract } from '../../contract/document-files.contract.ts';
import { fileReferencesContract } from '../../contract/file-references.contract.ts';
import { lineLookUpContract } from '../../contract/line-look-up.contract.ts';
import { manufacturerDirectoryContract } from '../../contract/manufacturer-directory.contract.ts';
import { recoveryContract } from '../../contract/recovery.contract.ts';
import { registryContract } from '../../contract/registry.contract.ts';
import { reservationsContract } from '../../contract/reservations.contract.ts';
import { revocationAnswersContract } from '../../contract/revocation-answers.contract.ts';
import { sealRegisterContract } from '../../contract/seal-register.contract.ts';
import { sharedRecordsContract } from '../../contract/shared-records.contract.ts';
import { storeHealthContract } from '../../contract/store-health.contract.ts';
import { trustProposalsContract } from '../../contract/trust-proposals.contract.ts';
import { trustRegisterContract } from '../../contract/trust-register.contract.ts';
import { vinHoldersContract } from '../../contract/vin-holders.contract.ts';
import { filesFixture } from './mongo-fixture.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('the MongoDB store', ({ database }) => {
  const fixture = () => database().fixture();

  reservationsContract('MongoDB', fixture);
  registryContract('MongoDB', fixture);
  archiveCopiesContract('MongoDB', fixture);
  fileReferencesContract('MongoDB', fixture);
  lineLookUpContract('MongoDB', fixture);
  vinHoldersContract('MongoDB', fixture);
  manufacturerDirectoryContract('MongoDB', fixture);
  auditLogContract('MongoDB', fixture);
  sealRegisterContract('MongoDB', fixture);
  storeHealthContract('MongoDB', fixture);
  checkResultsContract('MongoDB', fixture);
  sharedRecordsContract('MongoDB', fixture);
  trustRegisterContract('MongoDB', fixture);
  trustProposalsContract('MongoDB', fixture);
  collectionsContract('MongoDB', fixture);
  revocationAnswersContract('MongoDB', fixture);
  recoveryContract('MongoDB', fixture);
  documentFilesContract('MongoDB', () => filesFixture(database().connection));

  test('a PDF of 15 MiB is stored, a larger one is refused', async () => {
    const { open, dispose } = await filesFixture(database().connection);
    const largest = new Uint8Array(MAX_FILE_BYTES).fill(0x20);
    expect((await open().get(await open().put(largest)))?.length).toBe(MAX_FILE_BYTES);
    await expect(open().put(new Uint8Array(MAX_FILE_BYTES + 1))).rejects.toMatchObject({ code: 'file-too-large' });
    await dispose();
  });
});
