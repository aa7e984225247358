import { accessTokensContract } from '../../../contract/access-tokens.contract.ts';
import { archiveCopiesContract } from '../../../contract/archive-copies.contract.ts';
import { auditLogContract } from '../../../contract/audit-log.contract.ts';
import { lineLookUpContract } from '../../../contract/line-look-up.contract.ts';
import { manufacturerDirectoryContract } from '../../../contract/manufacturer-directory.contract.ts';
import { registryContract } from '../../../contract/registry.contract.ts';
import { reservationsContract } from '../../../contract/reservations.contract.ts';
import { vinHoldersContract } from '../../../contract/vin-holders.contract.ts';
import { sqliteFixture } from './sqlite-fixture.ts';

reservationsContract('SQLite', sqliteFixture);
registryContract('SQLite', sqliteFixture);
archiveCopiesContract('SQLite', sqliteFixture);
lineLookUpContract('SQLite', sqliteFixture);
vinHoldersContract('SQLite', sqliteFixture);
manufacturerDirectoryContract('SQLite', sqliteFixture);
auditLogContract('SQLite', sqliteFixture);
accessTokensContract('SQLite', sqliteFixture);
