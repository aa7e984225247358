import { type IsoDate, type IsoInstant, shanghaiDate } from '#core/confirmation/calendar.ts';

/** Whether an anchor of the trust list is relied on. */
export type AnchorStanding = 'in-force' | 'suspended' | 'not-in-force';

/**
 * How an anchor stands at an instant: that of judgement, or an earlier one for which existence is proven. A suspension
 * holds for every instant. The last day counts (Asia/Shanghai).
 */
export function anchorStanding(
  anchor: {
    readonly status: 'active' | 'suspended';
    readonly from: IsoDate | null;
    readonly until: IsoDate | null;
  },
  at: IsoInstant,
): AnchorStanding {
  if (anchor.status === 'suspended') return 'suspended';
  const day = shanghaiDate(at);
  const isEarly = anchor.from !== null && day < anchor.from;
  const isLate = anchor.until !== null && day > anchor.until;
  return isEarly || isLate ? 'not-in-force' : 'in-force';
}
