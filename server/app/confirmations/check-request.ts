import type { IsoDate } from '#core/confirmation/calendar.ts';
import { isIsoDate, isWithin } from '#core/confirmation/calendar.ts';
import { DOCUMENT_LANGUAGES, isDocumentLanguage } from '#core/confirmation/document-languages.ts';
import type { FieldProblem, Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { AnnouncementListing, WmiAuthority } from '#core/confirmation/rules/announcement-listing.ts';
import { readTyped } from '#core/confirmation/typed-identifier.ts';
import { inspectUscc } from '#core/confirmation/uscc.ts';
import { isWellFormedVin } from '#core/confirmation/vin.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { ManufacturerDirectory } from '../../ports/manufacturer-directory.ts';
import type { Registry } from '../../ports/registry.ts';
import type { VinHolders } from '../../ports/vin-holders.ts';
import { broughtBack } from './brought-back.ts';
import { textProblems } from './check-texts.ts';
import { checkVehicle } from './check-vehicle.ts';
import type { AskedRequest, ConfirmationRequest, RequestDraft } from './confirmation-request.ts';
import { fieldProblem } from './confirmation-request.ts';
import { vinsTaken, withoutOthersNumbers } from './vins-taken.ts';

export type CheckDependencies = {
  readonly directory: ManufacturerDirectory;
  readonly holders: VinHolders;
  readonly registry: Pick<Registry, 'find'>;
  readonly unprintable: (text: string) => readonly string[];
};

/** What a request is held against beside the directory. */
export type CheckContext = {
  /** The one that the request names, or null. */
  readonly manufacturer: Manufacturer | null;
  /** What the trust list lets its key vouch for; null where that could not be asked. */
  readonly vouchedWmis: readonly WmiAuthority[] | null;
  /** In Shanghai. */
  readonly today: IsoDate;
};

/** A request that may be issued, with everything the document needs. */
export type CheckedRequest = {
  readonly request: ConfirmationRequest;
  readonly manufacturer: Manufacturer;
  readonly listing: AnnouncementListing;
  /** The manufacturer's outlets that are active today. */
  readonly outlets: readonly RegisteredOutlet[];
  readonly warnings: readonly FieldProblem[];
};

/** Everything that is found about a request: what is wrong, what merely deserves a look, and what may be issued. */
export type RequestFindings = {
  /** Of form and of content, line by line; without VINs that are taken. */
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly FieldProblem[];
  /** What `reserve` would refuse. */
  readonly taken: readonly FieldProblem[];
  /** Null where there are problems. */
  readonly checked: CheckedRequest | null;
};

/**
 * Holds a request against the rules of the trade; refuses with *every* fault at once, of form and of content, line by
 * line. VINs that are taken and a superseded number that is not in force are named beside other faults; when they are the
 * only ones, `reserve` says so, which alone decides and first looks whether the same request was issued before.
 */
export async function checkRequest(
  deps: CheckDependencies,
  asked: AskedRequest,
  context: CheckContext,
): Promise<Result<CheckedRequest>> {
  const { problems, taken, checked } = await examineRequest(deps, asked, context);
  if (checked !== null) return succeed(checked);
  const all = inOrder([...problems, ...(await taken())]);
  return refuse('request-not-valid', { count: all.length }, all);
}

/** The same as a value, for requests that are not issued yet. */
export async function findingsOf(
  deps: CheckDependencies,
  asked: AskedRequest,
  context: CheckContext,
): Promise<RequestFindings> {
  const { taken, problems, ...found } = await examineRequest(deps, asked, context);
  return { ...found, problems: inOrder(problems), taken: await taken() };
}

async function examineRequest(
  deps: CheckDependencies,
  { request, draft, problems: ofForm }: AskedRequest,
  context: CheckContext,
) {
  const { manufacturer, today } = context;
  const listing = listingOn(manufacturer, today);
  // A place that no manufacturer serves is wrong whichever one was meant.
  const meant = manufacturer === null ? await deps.directory.manufacturers() : [manufacturer];
  const outlets = await activeOutlets(deps, meant, today);
  const vehicleFindings = draft.vehicles.map((vehicle, index) =>
    checkVehicle(vehicle, `/vehicles/${index}`, { ...context, outlets }),
  );
  const problems = [
    ...ofForm,
    ...(manufacturer === null ? unknownManufacturer(draft, meant) : notListed(manufacturer, listing)),
    ...headProblems(draft),
    ...textProblems(draft, {
      unprintable: deps.unprintable,
      manufacturer,
      listing,
      outlets: manufacturer === null ? [] : outlets,
    }),
    ...vehicleFindings.flatMap((finding) => finding.problems),
    ...repeatedVins(draft.vehicles),
    ...(await broughtBack(deps, draft, manufacturer)),
  ];
  const warnings = vehicleFindings.flatMap((finding) => finding.warnings);
  const isSound = problems.length === 0 && request !== null && manufacturer !== null && listing !== null;
  const checked: CheckedRequest | null = isSound ? { request, manufacturer, listing, outlets, warnings } : null;
  return { problems, warnings, checked, taken: () => problemsOfReserving(deps, draft, manufacturer) };
}

async function activeOutlets(
  { directory }: CheckDependencies,
  manufacturers: readonly Manufacturer[],
  today: IsoDate,
): Promise<readonly RegisteredOutlet[]> {
  const registered = await Promise.all(manufacturers.map(({ id }) => directory.outlets(id)));
  return registered.flat().filter((outlet) => isWithin(outlet.active, today));
}

function listingOn(manufacturer: Manufacturer | null, today: IsoDate): AnnouncementListing | null {
  return (
    manufacturer?.listings.find((listing) => listing.nameZh === manufacturer.nameZh && isWithin(listing, today)) ?? null
  );
}

/** With the id of whoever bears as another name or code what was given as the id. */
function unknownManufacturer(draft: RequestDraft, known: readonly Manufacturer[]): readonly FieldProblem[] {
  const typed = draft.manufacturer?.toUpperCase();
  if (typed === undefined) return [];
  const bearers = known.filter(({ id, code, nameZh, nameEn, uscc }) =>
    [id, code, nameZh, nameEn, uscc].some((name) => name.toUpperCase() === typed),
  );
  const ids = bearers.map(({ id }) => id);
  return [fieldProblem('/manufacturer', 'manufacturer-unknown', {}, ids)];
}

function notListed({ nameZh }: Manufacturer, listing: AnnouncementListing | null): readonly FieldProblem[] {
  return listing === null ? [fieldProblem('/manufacturer', 'manufacturer-not-listed', { name: nameZh })] : [];
}

function headProblems({ exporter, applicationDate, languages }: RequestDraft): readonly FieldProblem[] {
  const problems: FieldProblem[] =
    exporter.uscc === undefined
      ? []
      : inspectUscc(exporter.uscc).map(({ code, data }) => fieldProblem('/exporter/uscc', code, data));
  if (applicationDate !== undefined && !isIsoDate(applicationDate))
    problems.push(fieldProblem('/applicationDate', 'date-not-valid', { date: applicationDate }));
  return [...problems, ...languageProblems(languages)];
}

/** Chinese is the language of those who ask for the document. */
function languageProblems(languages: RequestDraft['languages']): readonly FieldProblem[] {
  if (languages === undefined) return [];
  const unknown = languages.flatMap((language, index) =>
    isDocumentLanguage(language)
      ? []
      : [fieldProblem(`/languages/${index}`, 'language-unknown', { language }, DOCUMENT_LANGUAGES)],
  );
  if (languages.includes('zh')) return unknown;
  return [...unknown, fieldProblem('/languages', 'languages-without-chinese', {}, ['zh'])];
}

/** Each VIN that stands a second time, at its second place. */
function repeatedVins(vehicles: RequestDraft['vehicles']): readonly FieldProblem[] {
  const firstAt = new Map<string, number>();
  return vehicles.flatMap(({ vin }, index) => {
    if (vin === undefined) return [];
    const first = firstAt.get(vin);
    if (first !== undefined) return [fieldProblem(`/vehicles/${index}/vin`, 'vin-repeated', { vin, line: first + 1 })];
    firstAt.set(vin, index);
    return [];
  });
}

/** What `reserve` would refuse, for as much of the request as can be read. */
export async function problemsOfReserving(
  { holders, registry }: Pick<CheckDependencies, 'holders' | 'registry'>,
  { supersedes, vehicles }: RequestDraft,
  manufacturer: Manufacturer | null,
): Promise<readonly FieldProblem[]> {
  const vins = vehicles.map(({ vin }) => vin ?? '');
  const held = vinsTaken(await holders.taken(vins.filter(isWellFormedVin), supersedes ?? null), vins);
  const taken = await withoutOthersNumbers({ registry }, held, manufacturer?.id ?? null);
  if (supersedes === undefined) return taken;
  const old = await registry.find(supersedes);
  const isKnown = old !== null && (manufacturer === null || old.manufacturerId === manufacturer.id);
  if (!isKnown) {
    const typed = readTyped('number', supersedes);
    const meant = typed.kind === 'ask' ? typed.suggestions : [];
    return [fieldProblem('/supersedes', 'supersedes-unknown', { number: supersedes }, meant), ...taken];
  }
  if (old.lines.some(({ standing }) => standing.status === 'live')) return taken;
  return [fieldProblem('/supersedes', 'supersedes-not-live', { number: supersedes }), ...taken];
}

/** Those of the head first, then line by line. */
function inOrder(problems: readonly FieldProblem[]): readonly FieldProblem[] {
  const lineOf = ({ pointer }: FieldProblem) => Number(/^\/vehicles\/(\d+)/.exec(pointer)?.[1] ?? -1);
  return problems.toSorted((a, b) => lineOf(a) - lineOf(b));
}
