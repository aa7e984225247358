import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { exportRuleById, needForConfirmation } from './export-180-days.ts';

/**
 * Whether the day counts of a document are those of the version of the export rule that it names: its threshold, and of
 * every vehicle the last day and the need. `unknown` for a version that is not in this release. Dates are taken to be real
 * calendar dates.
 */
export function namedRuleStanding({
  rule: named,
  applicationDate,
  vehicles,
}: Pick<ConfirmationContent, 'rule' | 'applicationDate' | 'vehicles'>): 'followed' | 'contradicted' | 'unknown' {
  const rule = exportRuleById(named.id);
  if (rule === null) return 'unknown';
  const isFollowed = vehicles.every((vehicle) => {
    const { needed, lastDayNeeded } = needForConfirmation({ ...vehicle, applicationDate }, rule);
    return vehicle.lastDayNeeded === lastDayNeeded && vehicle.needed === (needed === 'unknown' ? null : needed);
  });
  return isFollowed && named.thresholdDays === rule.thresholdDays ? 'followed' : 'contradicted';
}
