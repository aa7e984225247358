import type { FieldProblem } from '#core/confirmation/errors.ts';
import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { AnnouncementListing } from '#core/confirmation/rules/announcement-listing.ts';
import { identifierIn } from '#core/confirmation/text-form.ts';
import { VIN_LENGTH } from '#core/confirmation/vin.ts';
import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';
import type { RequestDraft } from './confirmation-request.ts';
import { fieldProblem } from './confirmation-request.ts';

/** The characters of a text that cannot be printed. */
export type Unprintable = (text: string) => readonly string[];

export type TextContext = {
  readonly unprintable: Unprintable;
  /** Everything that the document may come to name. */
  readonly manufacturer: Manufacturer | null;
  readonly listing: AnnouncementListing | null;
  /** Those active today. */
  readonly outlets: readonly RegisteredOutlet[];
};

/**
 * Whatever others wrote must be printable, and hold no VIN and no confirmation number: nobody vouches for those. The
 * directory's own texts are judged where the request makes use of them.
 */
export function textProblems(request: RequestDraft, context: TextContext): readonly FieldProblem[] {
  const vins = new Set(request.vehicles.flatMap(({ vin }) => (vin?.length === VIN_LENGTH ? [vin] : [])));
  const judge = (pointer: string, texts: readonly string[]) => judgeTexts(pointer, texts, vins, context.unprintable);
  const { manufacturer, listing } = context;
  const maker = manufacturer === null ? [] : [manufacturer.nameZh, manufacturer.nameEn, listing?.announcement ?? ''];
  return [
    ...judge('/manufacturer', maker),
    ...judge('/exporter/name', [request.exporter.name ?? '']),
    ...request.vehicles.flatMap(({ brand = '', model = '' }, index) => {
      const problems = [...judge(`/vehicles/${index}/brand`, [brand]), ...judge(`/vehicles/${index}/model`, [model])];
      return problems.length > 0 ? problems : judge(`/vehicles/${index}/model`, [brand, model]);
    }),
    ...outletsUsed(request, context.outlets).flatMap(({ pointer, outlet }) =>
      judge(pointer, [outlet.id, outlet.name, outlet.provider, outlet.address, outlet.phone]).map((problem) =>
        ofOutlet(problem, outlet),
      ),
    ),
  ];
}

/** Who asks did not write the texts of an outlet: the problem names the outlet to look for. */
function ofOutlet({ pointer, code, data }: FieldProblem, outlet: RegisteredOutlet): FieldProblem {
  const named = code === 'text-not-printable' ? 'outlet-text-not-printable' : 'outlet-text-holds-identifier';
  return fieldProblem(pointer, named, { ...data, outlet: outlet.id });
}

/** What is wrong with texts that stand side by side on the page. */
export function judgeTexts(
  pointer: string,
  texts: readonly string[],
  vins: ReadonlySet<string>,
  unprintable: Unprintable,
): readonly FieldProblem[] {
  const characters = [...new Set(texts.flatMap((text) => unprintable(text)))];
  const text = identifierIn(texts, vins);
  return [
    ...(characters.length === 0 ? [] : [fieldProblem(pointer, 'text-not-printable', { characters })]),
    ...(text === null ? [] : [fieldProblem(pointer, 'text-holds-identifier', { text })]),
  ];
}

/** Each outlet that the document will name, where the request first asks for it. */
function outletsUsed(request: RequestDraft, outlets: readonly RegisteredOutlet[]) {
  const used = new Map<string, { readonly pointer: string; readonly outlet: RegisteredOutlet }>();
  const use = (outlet: RegisteredOutlet | undefined, pointer: string) => {
    if (outlet !== undefined && !used.has(outlet.id)) used.set(outlet.id, { pointer, outlet });
  };
  for (const [index, vehicle] of request.vehicles.entries()) {
    const at = `/vehicles/${index}`;
    const here = outlets.filter((outlet) => outlet.country === vehicle.destination);
    if (vehicle.outlets === undefined) for (const outlet of here) use(outlet, `${at}/destination`);
    for (const [place, id] of (vehicle.outlets ?? []).entries())
      use(
        here.find((outlet) => outlet.id === id),
        `${at}/outlets/${place}`,
      );
  }
  return [...used.values()];
}
