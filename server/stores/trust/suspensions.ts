import { z } from 'zod';
import type { TrustAnchor } from '../../ports/trust-list.ts';
import type { SuspensionTarget } from '../../ports/trust-register.ts';
import { TrustListError } from './trust-file.ts';

const SUSPENSIONS = z.strictObject({
  /** Ids of anchors. */
  anchors: z.array(z.string()),
  /** Manufacturers of one anchor. */
  manufacturers: z.array(z.strictObject({ anchor: z.string(), code: z.string() })),
});

/** What the operator of an install suspended, by id of anchor and code of manufacturer; it adds to what the anchors themselves say. */
export type Suspensions = z.infer<typeof SUSPENSIONS>;

export const NO_SUSPENSIONS: Suspensions = { anchors: [], manufacturers: [] };

/** Reads suspensions that stand `where`. Throws `trust-file-malformed`. */
export function readSuspensions(where: string, text: () => string): Suspensions {
  try {
    return SUSPENSIONS.parse(JSON.parse(text()));
  } catch (cause) {
    throw new TrustListError('trust-file-malformed', where, `${where} is not a list of suspensions: ${String(cause)}`, {
      cause,
    });
  }
}

export function suspensionsText(suspensions: Suspensions): string {
  return `${JSON.stringify(SUSPENSIONS.parse(suspensions), null, 2)}\n`;
}

/** The anchor as it stands once the suspensions are applied. */
export function suspend(anchor: TrustAnchor, { anchors, manufacturers }: Suspensions): TrustAnchor {
  const isSuspended = (code: string) =>
    manufacturers.some((entry) => entry.anchor === anchor.id && entry.code === code);
  return {
    ...anchor,
    status: anchors.includes(anchor.id) ? 'suspended' : anchor.status,
    manufacturers: anchor.manufacturers.map((manufacturer) => ({
      ...manufacturer,
      status: isSuspended(manufacturer.code) ? 'suspended' : manufacturer.status,
    })),
  };
}

/** The suspensions with one more, or without it. */
export function withTarget(suspensions: Suspensions, target: SuspensionTarget, isSuspended: boolean): Suspensions {
  const { anchor, manufacturer } = target;
  const { anchors, manufacturers } = without(suspensions, target);
  if (!isSuspended) return { anchors, manufacturers };
  if (manufacturer === null) return { anchors: [...anchors, anchor], manufacturers };
  return { anchors, manufacturers: [...manufacturers, { anchor, code: manufacturer }] };
}

function without({ anchors, manufacturers }: Suspensions, { anchor, manufacturer }: SuspensionTarget): Suspensions {
  if (manufacturer === null) return { anchors: anchors.filter((id) => id !== anchor), manufacturers };
  const isAnother = (entry: Suspensions['manufacturers'][number]) =>
    entry.anchor !== anchor || entry.code !== manufacturer;
  return { anchors, manufacturers: manufacturers.filter(isAnother) };
}

/** What suspended an anchor suspends the one in its place, and nobody who comes under its id later. */
export function movedTo(id: string, former: string, { anchors, manufacturers }: Suspensions): Suspensions {
  return {
    anchors: anchors.map((one) => (one === former ? id : one)),
    manufacturers: manufacturers.map(({ anchor, code }) => ({ anchor: anchor === former ? id : anchor, code })),
  };
}
