import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { renameDurably, writeFileDurably } from '../../files/durable-files.ts';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { RegisteredAnchor, SuspensionTarget, TrustRegister } from '../../ports/trust-register.ts';
import { readAnchorFiles, readFolder } from './file-trust-list.ts';
import { readSuspensions, type Suspensions, saveSuspensions } from './suspensions.ts';
import { saveTrustAnchor, TrustListError } from './trust-file.ts';

export type TrustFolders = {
  /** Never written. */
  readonly shipped: string;
  /** The install's own: what is added and what is suspended lies here. */
  readonly own: string;
};

/** The trust list in its folders, for the one who may change it: it opens where the list contradicts itself, too. */
export function openFileTrustRegister({ shipped, own }: TrustFolders): TrustRegister {
  const fileOf = (anchor: TrustAnchor) => path.join(own, `${anchor.id}.json`);
  const refuseTaken = (file: string) => {
    if (existsSync(file)) throw new TrustListError('trust-file-malformed', file, `${file} holds another anchor`);
  };
  return {
    all: () => {
      const shippedIds = readFolder(shipped).map(({ anchor }) => anchor.id);
      return readAnchorFiles([shipped, own]).map(
        ({ file, anchor }): RegisteredAnchor => ({
          ...anchor,
          origin: shippedIds.includes(anchor.id) ? 'shipped' : 'install',
          file,
        }),
      );
    },
    add: (anchor) => {
      refuseTaken(fileOf(anchor));
      saveTrustAnchor(own, anchor);
    },
    replace: (former, anchor, at) => {
      if (fileOf(anchor) !== former.file) refuseTaken(fileOf(anchor));
      writeFileDurably(path.join(own, keptName(former.id, at)), readFileSync(former.file));
      const suspensions = readSuspensions(own);
      saveSuspensions(own, withSuspensionsOf(former.id, anchor.id, suspensions));
      // One rename puts the new content in the place of the old; only then does the file get its own name.
      saveTrustAnchor(own, anchor, former.file);
      if (fileOf(anchor) !== former.file) renameDurably(former.file, fileOf(anchor));
      if (anchor.id !== former.id) saveSuspensions(own, withoutAnchor(readSuspensions(own), former.id));
    },
    setSuspended: (target, isSuspended) => {
      const others = without(readSuspensions(own), target);
      saveSuspensions(own, isSuspended ? withTarget(others, target) : others);
    },
  };
}

/** No anchor's file bears such a name, so it is not loaded. */
function keptName(id: string, at: IsoInstant): string {
  return `_replaced-${id}-${at.replaceAll(/[:.-]/g, '')}.json`;
}

function withoutAnchor({ anchors, manufacturers }: Suspensions, id: string): Suspensions {
  return {
    anchors: anchors.filter((one) => one !== id),
    manufacturers: manufacturers.filter(({ anchor }) => anchor !== id),
  };
}

/** What suspends an anchor holds for the one in its place, too. */
function withSuspensionsOf(former: string, id: string, { anchors, manufacturers }: Suspensions): Suspensions {
  if (former === id) return { anchors, manufacturers };
  const moved = manufacturers.filter(({ anchor }) => anchor === former).map(({ code }) => ({ anchor: id, code }));
  return {
    anchors: anchors.includes(former) ? [...anchors, id] : anchors,
    manufacturers: [...manufacturers, ...moved],
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
