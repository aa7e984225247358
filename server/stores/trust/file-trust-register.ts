import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RegisteredAnchor, SuspensionTarget, TrustRegister } from '../../ports/trust-register.ts';
import { readAnchors, readFolder } from './file-trust-list.ts';
import { readSuspensions, type Suspensions, saveSuspensions } from './suspensions.ts';
import { saveTrustAnchor, TrustListError } from './trust-file.ts';

export type TrustFolders = {
  /** Never written. */
  readonly shipped: string;
  /** The install's own: what is added and what is suspended lies here. */
  readonly own: string;
};

/** The trust list in its folders, for the one who may change it. */
export function openFileTrustRegister({ shipped, own }: TrustFolders): TrustRegister {
  return {
    all: () => {
      const shippedIds = readFolder(shipped).map(({ anchor }) => anchor.id);
      return readAnchors([shipped, own]).map(
        (anchor): RegisteredAnchor => ({ ...anchor, origin: shippedIds.includes(anchor.id) ? 'shipped' : 'install' }),
      );
    },
    add: (anchor) => {
      const file = path.join(own, `${anchor.id}.json`);
      if (existsSync(file)) throw new TrustListError('trust-file-malformed', file, `${file} holds another anchor`);
      saveTrustAnchor(own, anchor);
    },
    setSuspended: (target, isSuspended) => {
      const others = without(readSuspensions(own), target);
      saveSuspensions(own, isSuspended ? withTarget(others, target) : others);
    },
  };
}

function without({ anchors, manufacturers }: Suspensions, { anchor, manufacturer }: SuspensionTarget): Suspensions {
  if (manufacturer === null) return { anchors: anchors.filter((id) => id !== anchor), manufacturers };
  const isAnother = (entry: Suspensions['manufacturers'][number]) =>
    entry.anchor !== anchor || entry.code !== manufacturer;
  return { anchors, manufacturers: manufacturers.filter(isAnother) };
}

function withTarget({ anchors, manufacturers }: Suspensions, { anchor, manufacturer }: SuspensionTarget): Suspensions {
  if (manufacturer === null) return { anchors: [...anchors, anchor], manufacturers };
  return { anchors, manufacturers: [...manufacturers, { anchor, code: manufacturer }] };
}
