import { ALLOWED, type Rule } from '#core/pdf/revisions/difference.ts';
import { readFlags } from '#core/pdf/revisions/visibility.ts';

/** Print, ReadOnly and Locked: a signed field is often locked (ISO 32000-2, 12.5.3). What hides or shows it stays. */
const MAY_CHANGE = (1 << 2) | (1 << 6) | (1 << 7) | (1 << 9);

export const widgetFlagsRule: Rule = ({ place, before, after }, view) => {
  if (place !== 'widget-flags') return null;
  const [old, next] = [readFlags(view.before(before)), readFlags(view.after(after))];
  if (old === null || next === null) return null;
  return ((old ^ next) & ~MAY_CHANGE) === 0 ? ALLOWED : null;
};
