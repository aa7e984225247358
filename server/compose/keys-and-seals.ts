import { activateKey } from '../app/keys/activate-key.ts';
import { expiringKeys, signingCertificates } from '../app/keys/expiring-keys.ts';
import { listKeys } from '../app/keys/list-keys.ts';
import { markKeyCompromised } from '../app/keys/mark-key-compromised.ts';
import { suspendKey } from '../app/keys/suspend-key.ts';
import { changeSealing } from '../app/manufacturers/change-sealing.ts';
import { readSealing } from '../app/manufacturers/find-sealing.ts';
import { approveSeal } from '../app/seals/approve-seal.ts';
import { listSeals, type SealTarget } from '../app/seals/change-seals.ts';
import { expiringSeals, sealEnds } from '../app/seals/expiring-seals.ts';
import { previewSeal } from '../app/seals/preview-seal.ts';
import { proposeSeal } from '../app/seals/propose-seal.ts';
import { retireSeal } from '../app/seals/retire-seal.ts';
import type { Actor } from '../model/access/actor.ts';
import type { InstallNotices } from './notices.ts';

type Adapters = { readonly notices: Pick<InstallNotices, 'seal'> } & Parameters<typeof suspendKey>[0] &
  Parameters<typeof activateKey>[0] &
  Parameters<typeof changeSealing>[0] &
  Parameters<typeof readSealing>[0] &
  Parameters<typeof proposeSeal>[0] &
  Parameters<typeof approveSeal>[0] &
  Parameters<typeof previewSeal>[0] &
  Parameters<typeof listKeys>[0] &
  Parameters<typeof sealEnds>[0];

/** The use cases of signing keys, sealing policies and seals, bound to the adapters of an install. */
export function openKeysAndSeals({ notices, ...deps }: Adapters) {
  return {
    keys: {
      list: (actor: Actor) => listKeys(deps, actor),
      suspend: (keyId: string, actor: Actor) => suspendKey(deps, keyId, actor),
      activate: (keyId: string, actor: Actor) => activateKey(deps, keyId, actor),
      markCompromised: (keyId: string, since: string, actor: Actor) => markKeyCompromised(deps, keyId, since, actor),
    },
    sealing: {
      find: (manufacturerId: string, actor: Actor) => readSealing(deps, manufacturerId, actor),
      change: (manufacturerId: string, input: unknown, actor: Actor) =>
        changeSealing(deps, manufacturerId, input, actor),
    },
    seals: {
      list: (manufacturerId: string, actor: Actor) => listSeals(deps, manufacturerId, actor),
      propose: (manufacturerId: string, input: unknown, actor: Actor) =>
        notices.seal(proposeSeal(deps, manufacturerId, input, actor)),
      approve: (target: SealTarget) => notices.seal(approveSeal(deps, target)),
      retire: (target: SealTarget) => retireSeal(deps, target),
      preview: (manufacturerId: string, version: number, actor: Actor) =>
        previewSeal(deps, manufacturerId, version, actor),
    },
    expiringKeys: () => expiringKeys(deps.ledger, deps.clock.now()),
    signingCertificates: () => signingCertificates(deps.ledger),
    expiringSeals: () => expiringSeals(deps, deps.clock.now()),
    sealEnds: () => sealEnds(deps, deps.clock.now()),
  };
}
