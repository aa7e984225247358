import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { exportRuleById, needForConfirmation } from './export-180-days.ts';

/**
 * Whether the day counts of a document contradict the version of the export rule that it names: its threshold, or of any
 * vehicle the last day or the need. Nothing contradicts a version that is not in this release: a document of a newer one is
 * judged here too, and day counts only inform. Dates are taken to be real calendar dates.
 */
export function contradictsNamedRule({
  rule: named,
  applicationDate,
  vehicles,
}: Pick<ConfirmationContent, 'rule' | 'applicationDate' | 'vehicles'>): boolean {
  const rule = exportRuleById(named.id);
  if (rule === null) return false;
  const isFollowed = vehicles.every((vehicle) => {
    const { needed, lastDayNeeded } = needForConfirmation({ ...vehicle, applicationDate }, rule);
    return vehicle.lastDayNeeded === lastDayNeeded && vehicle.needed === (needed === 'unknown' ? null : needed);
  });
  return !isFollowed || named.thresholdDays !== rule.thresholdDays;
}
