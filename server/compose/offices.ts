import { activateKey } from '../app/keys/activate-key.ts';
import { createKey, type KeyWish } from '../app/keys/create-key.ts';
import { importCertificate } from '../app/keys/import-certificate.ts';
import { markKeyCompromised } from '../app/keys/mark-key-compromised.ts';
import { rotateKey } from '../app/keys/rotate-key.ts';
import { suspendKey } from '../app/keys/suspend-key.ts';
import { findManufacturer, listManufacturers } from '../app/manufacturers/find-manufacturer.ts';
import { registerManufacturer } from '../app/manufacturers/register-manufacturer.ts';
import { addTrustAnchors, setSuspended } from '../app/trust/change-trust-list.ts';
import { openKeyLedger } from '../keys/key-ledger.ts';
import type { Clock } from '../ports/clock.ts';
import type { TrustAnchor } from '../ports/trust-list.ts';
import type { SuspensionTarget } from '../ports/trust-register.ts';
import { unprintableCharacters } from '../sealing/typeset/unprintable-text.ts';
import { openSqliteStore } from '../stores/sqlite/open-store.ts';
import { openFileTrustList } from '../stores/trust/file-trust-list.ts';
import { openFileTrustRegister } from '../stores/trust/file-trust-register.ts';
import { dataPaths, type InstallOptions, openSources, SHIPPED_ANCHORS, SYSTEM_CLOCK } from './open-install.ts';

/** The trust list of an install, for its operator; opens without the install. */
export type TrustOffice = ReturnType<typeof openTrustRegister>;

/** What the `trust` commands need of a finished data folder: its lists and its audit log. Close it to free the store. */
export function openTrustRegister(data: string, clock: Clock = SYSTEM_CLOCK) {
  const paths = dataPaths(data);
  const store = openSqliteStore({ file: paths.store, now: clock.now });
  const register = openFileTrustRegister({ shipped: SHIPPED_ANCHORS, own: paths.trust });
  const changing = { register, auditLog: store.auditLog, clock };
  return {
    clock,
    anchors: register.all,
    add: (anchors: readonly TrustAnchor[], by: string) => addTrustAnchors(changing, anchors, by),
    setSuspended: (target: SuspensionTarget, isSuspended: boolean, by: string) =>
      setSuspended(changing, target, isSuspended, by),
    close: () => store.close(),
  };
}

/** The manufacturers of an install, for its operator; opens without the install. */
export type ManufacturerOffice = Awaited<ReturnType<typeof openManufacturerOffice>>;

/** What the `manufacturers` commands need of a finished data folder. Close it to free the store. */
export async function openManufacturerOffice(options: Pick<InstallOptions, 'data' | 'acceptTestAnchors' | 'clock'>) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const acceptTest = options.acceptTestAnchors;
  // A manufacturer may be registered before anybody vouches for it.
  const trustList = await openFileTrustList({ folders: [SHIPPED_ANCHORS, paths.trust], acceptTest, mayBeEmpty: true });
  const store = openSqliteStore({ file: paths.store, now: clock.now });
  const register = store.manufacturerRegister;
  const deps = { register, trustList, unprintable: unprintableCharacters, acceptTest, clock };
  const finding = { directory: store.manufacturers, trustList };
  return {
    add: (input: unknown, by: string) => registerManufacturer(deps, input, by),
    list: () => listManufacturers(finding),
    find: (id: string) => findManufacturer(finding, id),
    close: () => store.close(),
  };
}

/** The signing keys of an install, for its operator. */
export type KeyOffice = Awaited<ReturnType<typeof openKeyOffice>>;

/** What the `keys` commands need of a finished data folder. Close it to free the store and the sources of keys. */
export async function openKeyOffice(
  options: Pick<InstallOptions, 'data' | 'acceptTestAnchors' | 'askPassphrase' | 'clock'>,
) {
  const paths = dataPaths(options.data);
  const clock = options.clock ?? SYSTEM_CLOCK;
  const store = openSqliteStore({ file: paths.store, now: clock.now });
  const sources = openSources(paths.keys, options);
  const ledger = openKeyLedger(paths.keys, sources);
  const deps = { ledger, directory: store.manufacturers, auditLog: store.auditLog, clock };
  // Without any anchor the other steps, a suspension above all, must still be possible.
  const trustList = await openFileTrustList({
    folders: [SHIPPED_ANCHORS, paths.trust],
    acceptTest: options.acceptTestAnchors,
    mayBeEmpty: true,
  });
  return {
    clock,
    list: ledger.list,
    create: (wish: KeyWish, by: string) => createKey(deps, wish, by),
    importCertificate: (keyId: string, certificates: readonly Uint8Array[], by: string) =>
      importCertificate({ ...deps, trustList }, keyId, certificates, by),
    activate: (keyId: string, by: string) => activateKey(deps, keyId, by),
    rotate: (keyId: string, replaces: string | null, by: string) => rotateKey(deps, keyId, replaces, by),
    suspend: (keyId: string, by: string) => suspendKey(deps, keyId, by),
    markCompromised: (keyId: string, since: string, by: string) => markKeyCompromised(deps, keyId, since, by),
    close: async () => {
      await sources.close();
      store.close();
    },
  };
}
