import type { ConfirmationContent } from '#core/confirmation/confirmation.ts';
import { exportRuleById, needForConfirmation } from './export-180-days.ts';

/** One value that is not what the rule gives: its JSON pointer, and what the rule gives. */
export type RuleContradiction = { readonly pointer: string; readonly expected: string };

/**
 * In what the day counts of a document contradict the version of the export rule that it names: its threshold, or of any
 * vehicle the last day or the need. Nothing contradicts a version that is not in this release: a document of a newer one is
 * judged here too, and day counts only inform. Dates are taken to be real calendar dates.
 */
export function contradictionsOfNamedRule({
  rule: named,
  applicationDate,
  vehicles,
}: Pick<ConfirmationContent, 'rule' | 'applicationDate' | 'vehicles'>): readonly RuleContradiction[] {
  const rule = exportRuleById(named.id);
  if (rule === null) return [];
  const found: RuleContradiction[] = [];
  if (named.thresholdDays !== rule.thresholdDays)
    found.push({ pointer: '/rule/thresholdDays', expected: String(rule.thresholdDays) });
  for (const [index, vehicle] of vehicles.entries()) {
    const answer = needForConfirmation({ ...vehicle, applicationDate }, rule);
    const needed = answer.needed === 'unknown' ? null : answer.needed;
    if (vehicle.lastDayNeeded !== answer.lastDayNeeded)
      found.push({ pointer: `/vehicles/${index}/lastDayNeeded`, expected: String(answer.lastDayNeeded) });
    if (vehicle.needed !== needed) found.push({ pointer: `/vehicles/${index}/needed`, expected: String(needed) });
  }
  return found;
}
