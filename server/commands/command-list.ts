import {
  accessKeysApproveSealing,
  accessKeysCreate,
  accessKeysEnd,
  accessKeysList,
  accessKeysProposeSealing,
} from './access-keys.ts';
import { adopt } from './adopt.ts';
import { auditList, auditVerify } from './audit.ts';
import { backup } from './backup.ts';
import { batchesCancel, batchesList, batchesPause, batchesResume, batchesRetry, batchesShow } from './batches.ts';
import type { Command } from './command.ts';
import { download, issue, renew, sampleRequest, show, withdraw } from './confirmations.ts';
import { conform } from './conform.ts';
import { doctor } from './doctor.ts';
import {
  keysActivate,
  keysCompromised,
  keysCreate,
  keysImportCertificate,
  keysList,
  keysRotate,
  keysSuspend,
} from './keys.ts';
import { list } from './list.ts';
import { manufacturersAdd, manufacturersList, manufacturersShow } from './manufacturers.ts';
import { migrate } from './migrate.ts';
import { migrateStore } from './migrate-store.ts';
import { organisationsAdd, organisationsClose, organisationsList } from './organisations.ts';
import {
  peopleApproveRoles,
  peopleChangeRoles,
  peopleEnd,
  peopleEndSessions,
  peopleErase,
  peopleInvite,
  peopleLiftLock,
  peopleList,
  peopleReleaseIdentity,
  peopleReplaceKey,
  peopleResetSecondFactor,
  peopleWithdrawRoles,
} from './people.ts';
import { restore, restoreConfirm, restoreRepair } from './restore.ts';
import { revocationAdd, revocationExport, revocationList, revocationRemove } from './revocation.ts';
import { sealingReset, sealingSet, sealingShow } from './sealing.ts';
import { sealsApprove, sealsList, sealsPreview, sealsPropose, sealsRetire } from './seals.ts';
import { refreshCrl, settings } from './service.ts';
import { trustAdd, trustList, trustResume, trustSuspend } from './trust.ts';
import { trustExport } from './trust-export.ts';
import { inspect, verify } from './verification.ts';

/** Every command of the terminal, as the help lists them. A name of two words comes before the one that it begins with. */
export const COMMANDS: readonly Command[] = [
  sampleRequest,
  issue,
  verify,
  inspect,
  conform,
  list,
  show,
  download,
  withdraw,
  renew,
  organisationsList,
  organisationsAdd,
  organisationsClose,
  peopleInvite,
  peopleList,
  peopleChangeRoles,
  peopleApproveRoles,
  peopleWithdrawRoles,
  peopleEndSessions,
  peopleLiftLock,
  peopleEnd,
  peopleResetSecondFactor,
  peopleReleaseIdentity,
  peopleErase,
  peopleReplaceKey,
  accessKeysCreate,
  accessKeysList,
  accessKeysEnd,
  accessKeysProposeSealing,
  accessKeysApproveSealing,
  batchesList,
  batchesShow,
  batchesPause,
  batchesResume,
  batchesCancel,
  batchesRetry,
  refreshCrl,
  trustList,
  trustAdd,
  trustExport,
  trustSuspend,
  trustResume,
  revocationAdd,
  revocationList,
  revocationRemove,
  revocationExport,
  manufacturersAdd,
  manufacturersList,
  manufacturersShow,
  keysCreate,
  keysImportCertificate,
  keysActivate,
  keysRotate,
  keysSuspend,
  keysCompromised,
  keysList,
  sealingShow,
  sealingSet,
  sealingReset,
  sealsList,
  sealsPropose,
  sealsPreview,
  sealsApprove,
  sealsRetire,
  auditList,
  auditVerify,
  backup,
  restoreRepair,
  restoreConfirm,
  restore,
  adopt,
  doctor,
  migrate,
  migrateStore,
  settings,
];
