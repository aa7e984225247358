import type { PadesLevel } from '#core/validation/validation.ts';
import type { IsoDate, IsoInstant } from './calendar.ts';
import type { DocumentLanguage } from './document-languages.ts';
import type { Outlet } from './outlet.ts';

/** The format that the signed JSON of a confirmation declares. A new shape gets a new name. */
export const CONFIRMATION_FORMAT = 'vinseal.confirmation.v1';
/** The name under which the JSON lies inside the PDF (`/AF`, `AFRelationship /Data`). */
export const CONFIRMATION_ATTACHMENT = 'confirmation.json';

/** Most vehicles that one confirmation can hold. */
export const MAX_VEHICLES = 1_000;

/** One vehicle of a confirmation: VIN → destination → outlets. */
export type ConfirmedVehicle = {
  /** 1-based position in the document. */
  readonly line: number;
  readonly vin: string;
  readonly brand: string;
  readonly model: string;
  readonly firstRegistration: IsoDate;
  readonly transferForExport: IsoDate | null;
  /** ISO 3166-1 alpha-2. */
  readonly destination: string;
  /** Ids of entries of `outlets`, at least one. */
  readonly outlets: readonly string[];
  /** Whether the licence will need it; null where the application date is not known, false when exempt or too old. */
  readonly needed: boolean | null;
  /** The last licence-application date for which the confirmation is needed; null when exempt. */
  readonly lastDayNeeded: IsoDate | null;
};

/** A destination named in the document, with the names that are printed. */
export type DestinationName = {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Where the document is printed in Russian, too. */
  readonly ru?: string;
};

/**
 * What a confirmation says. The pages, the attached JSON (RFC 8785 canonical form) and the registry
 * record all come from this one value.
 */
export type ConfirmationContent = {
  readonly format: typeof CONFIRMATION_FORMAT;
  /** Those of the document, Chinese first; absent in one that is printed in Chinese and English. */
  readonly languages?: readonly DocumentLanguage[];
  readonly number: string;
  readonly issuedAt: IsoInstant;
  readonly test: boolean;
  readonly manufacturer: {
    readonly code: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly uscc: string;
    readonly announcement: string;
  };
  readonly exporter: { readonly name: string; readonly uscc: string };
  /** The licence-application date, where the requester knew it. */
  readonly applicationDate: IsoDate | null;
  /** Which version of the export rule the day counts come from. */
  readonly rule: { readonly id: string; readonly thresholdDays: number };
  readonly vehicles: readonly ConfirmedVehicle[];
  readonly destinations: readonly DestinationName[];
  readonly outlets: readonly Outlet[];
  readonly supersedes: string | null;
  /** The address at which anyone can check the document; also in the QR code. */
  readonly verifyAt: string;
};

/** Why a confirmation, or one of its vehicles, was withdrawn. */
export const WITHDRAWAL_REASONS = [
  'issued-in-error',
  'vehicle-changed',
  'destination-changed',
  'lost',
  'other',
] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/** How one line of an issued confirmation stands today. */
export type LineStatus =
  | { readonly status: 'live' }
  | { readonly status: 'withdrawn'; readonly at: IsoInstant; readonly by: string; readonly reason: WithdrawalReason }
  | { readonly status: 'superseded'; readonly at: IsoInstant; readonly by: string; readonly supersededBy: string };

export type RegisteredLine = ConfirmedVehicle & { readonly standing: LineStatus };

/** The archive's copy of a confirmation (without its PDF): the sealed file with proofs and time-stamps after it. */
export type ArchiveCopy = {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly level: PadesLevel;
  readonly renewedAt: IsoInstant;
  /** When it must be renewed next. */
  readonly dueAt: IsoInstant;
  /** How often it was, the first time included. */
  readonly renewals: number;
};

/** A confirmation as the registry holds it (without its PDF). */
export type RegisteredConfirmation = {
  readonly number: string;
  readonly manufacturerId: string;
  readonly issuedBy: string;
  readonly content: ConfirmationContent;
  /** Lower-case hex of the sealed PDF's SHA-256. */
  readonly sha256: string;
  /** Null until there is one. */
  readonly archive: ArchiveCopy | null;
  /** Lower-case hex SHA-256 of the archive copies that others took the place of. */
  readonly formerCopies: readonly string[];
  /** Which version of the manufacturer's seal it bears; null for one issued before seals had versions. */
  readonly sealVersion: number | null;
  readonly lines: readonly RegisteredLine[];
};

/** A confirmation as a list shows it: its vehicles and outlets are counted, not read. */
export type ConfirmationSummary = Omit<RegisteredConfirmation, 'content' | 'lines' | 'formerCopies'> & {
  readonly content: Omit<ConfirmationContent, 'vehicles' | 'destinations' | 'outlets'>;
  readonly status: ConfirmationStatus;
  readonly vehicles: number;
  readonly outlets: number;
};

/** One word for a whole confirmation: live while every line is live. */
export const CONFIRMATION_STATUSES = ['live', 'partly-withdrawn', 'withdrawn', 'superseded'] as const;
export type ConfirmationStatus = (typeof CONFIRMATION_STATUSES)[number];

/** How many lines of a confirmation stand how. */
export type StandingCounts = Readonly<Record<LineStatus['status'], number>>;

/** The status of the whole from those of its lines: superseded once any line was replaced and none lives. */
export function confirmationStatus(lines: readonly { readonly standing: LineStatus }[]): ConfirmationStatus {
  const count = (status: LineStatus['status']) => lines.filter((line) => line.standing.status === status).length;
  return statusOfCounts({ live: count('live'), withdrawn: count('withdrawn'), superseded: count('superseded') });
}

/** The same from counts. */
export function statusOfCounts({ live, withdrawn, superseded }: StandingCounts): ConfirmationStatus {
  if (withdrawn + superseded === 0) return 'live';
  if (live > 0) return 'partly-withdrawn';
  return superseded > 0 ? 'superseded' : 'withdrawn';
}
