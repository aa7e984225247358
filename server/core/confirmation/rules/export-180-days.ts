import { addDays, daysBetween, type IsoDate } from '#core/confirmation/calendar.ts';

/** One version of the rule: data, so that an amendment is a row and old documents keep theirs. */
export type ExportRule = {
  readonly id: string;
  readonly inForceFrom: IsoDate;
  /** Calendar days in Asia/Shanghai from first registration to licence application, start day not counted. */
  readonly thresholdDays: number;
  /** Whether the threshold day itself still needs a confirmation. */
  readonly inclusive: boolean;
  /** Vehicles whose transfer for export was registered before this date are treated separately: exempt. */
  readonly exemptIfTransferredBefore: IsoDate;
  readonly source: string;
};

/** Every version, oldest first. */
export const EXPORT_RULES = [
  {
    id: 'export-180-days/2026-01-01',
    inForceFrom: '2026-01-01',
    thresholdDays: 180,
    inclusive: true,
    exemptIfTransferredBefore: '2026-01-01',
    source: '商贸函〔2025〕648号',
  },
] as const satisfies readonly [ExportRule, ...ExportRule[]];

export type NeedQuestion = {
  readonly firstRegistration: IsoDate;
  readonly transferForExport: IsoDate | null;
  /** Null while nobody knows when the licence will be applied for. */
  readonly applicationDate: IsoDate | null;
};

export type NeedReason =
  | 'within-threshold'
  | 'beyond-threshold'
  | 'transferred-before-rule'
  | 'rule-not-in-force'
  /** No licence can be applied for before the first registration: a date is wrong. Counted as needed. */
  | 'application-before-registration'
  | 'application-date-unknown';

export type NeedForConfirmation = {
  readonly needed: boolean | 'unknown';
  /** The last licence-application date for which a confirmation is needed; null when the vehicle is exempt. */
  readonly lastDayNeeded: IsoDate | null;
  readonly reason: NeedReason;
  readonly rule: ExportRule;
};

/** The rule in force on a day: the newest that has begun; before all of them the first. */
export function exportRuleOn(date: IsoDate): ExportRule {
  return EXPORT_RULES.findLast((rule) => rule.inForceFrom <= date) ?? EXPORT_RULES[0];
}

/** The version that a document names, or null. */
export function exportRuleById(id: string): ExportRule | null {
  return EXPORT_RULES.find((rule) => rule.id === id) ?? null;
}

/**
 * Whether a used vehicle needs a manufacturer's confirmation for its export licence (商贸函〔2025〕648号). Without a rule
 * given, the one in force on the application date applies, or the newest where that date is unknown.
 * Dates are taken to be real calendar dates.
 */
export function needForConfirmation(
  question: NeedQuestion,
  rule: ExportRule = exportRuleOn(question.applicationDate ?? '9999-12-31'),
): NeedForConfirmation {
  const { firstRegistration, transferForExport, applicationDate } = question;
  if (transferForExport !== null && transferForExport < rule.exemptIfTransferredBefore)
    return { needed: false, lastDayNeeded: null, reason: 'transferred-before-rule', rule };
  const lastDayNeeded = addDays(firstRegistration, rule.inclusive ? rule.thresholdDays : rule.thresholdDays - 1);
  if (applicationDate === null) return { needed: 'unknown', lastDayNeeded, reason: 'application-date-unknown', rule };
  if (applicationDate < rule.inForceFrom) return { needed: false, lastDayNeeded, reason: 'rule-not-in-force', rule };
  if (daysBetween(firstRegistration, applicationDate) < 0)
    return { needed: true, lastDayNeeded, reason: 'application-before-registration', rule };
  const needed = applicationDate <= lastDayNeeded;
  return { needed, lastDayNeeded, reason: needed ? 'within-threshold' : 'beyond-threshold', rule };
}
