import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import type { PdfDict, PdfStream, PdfValue } from '#core/pdf/syntax/values.ts';
import type { ChangeCode, ChangePlace } from '#core/validation/inspection.ts';
import type { FormTree } from './form-tree.ts';
import type { Permissions } from './permissions.ts';
import type { Roles } from './roles.ts';
import type { TreeComparer } from './same-tree.ts';

/** Two revisions that follow each other, side by side, and what the signatures before them permit. */
export type View = {
  readonly file: PdfFile;
  /** Index of the later revision; the earlier one is one less. */
  readonly revision: number;
  readonly permissions: Permissions;
  readonly comparer: TreeComparer;
  readonly forms: { readonly before: FormTree; readonly after: FormTree };
  readonly roles: Roles;
  /** Fields that hold a signature or are locked, and the objects of their looks: since which revision. */
  readonly protectedSince: ReadonlyMap<number, number>;
  /** Streams of validation data that have been looked at. */
  readonly validationStreams: Map<PdfStream, boolean>;
  /** Parts of the structure tree that were compared: answers by the numbers of both objects, and how much it was. */
  readonly structure: { readonly known: Map<string, boolean>; steps: number };
  /** Remembers what is asked of each of many objects and has one answer for the revision. */
  readonly once: (
    question: 'fills-fields' | 'stray-widgets' | 'security-store' | 'extensions',
    answer: () => boolean,
  ) => boolean;
  readonly before: (value: PdfValue) => PdfValue;
  readonly after: (value: PdfValue) => PdfValue;
};

/** Something that a later revision changed, beyond what leaves a file clean. */
export type Finding = {
  readonly place: ChangePlace;
  /** Why it is not permitted; null where it is. */
  readonly code: ChangeCode | null;
  /** The object that counts; 0 for what is no object. */
  readonly number: number;
  /** A part of something else that counts where that is found, too. */
  readonly isPart: boolean;
};

export const CLEAN: readonly Finding[] = [];

/** Which permissions a change needs (ISO 32000-2, table 257). */
export const PERMITTED = {
  /** It changes nothing that was signed. */
  always: () => true,
  /** By every signature but one that permits no changes. */
  unlessNone: ({ docMdp }) => docMdp !== 1,
  /** As a change of annotations. */
  annotating: ({ docMdp }) => docMdp === null || docMdp === 3,
  /** Where no signature says what is permitted. */
  uncertified: ({ docMdp }) => docMdp === null,
  never: () => false,
} as const satisfies Readonly<Record<string, (permissions: Permissions) => boolean>>;
export type Permit = keyof typeof PERMITTED;

/** A change that is amended where the signatures permit it, and suspect with its code elsewhere. */
export function change(
  { permissions }: Pick<View, 'permissions'>,
  place: ChangePlace,
  permit: Permit,
  code: ChangeCode,
  number = 0,
): readonly Finding[] {
  return [{ place, code: PERMITTED[permit](permissions) ? null : code, number, isPart: false }];
}

/** The same for a part of something that may be counted itself. */
export function changedPart(...args: Parameters<typeof change>): readonly Finding[] {
  return change(...args).map((finding) => ({ ...finding, isPart: true }));
}

/** The keys whose values differ, as they are written. */
export function differingKeys({ comparer }: View, before: PdfDict, after: PdfDict): readonly string[] {
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()]);
  return [...keys].filter((key) => {
    const isInBoth = before.entries.has(key) && after.entries.has(key);
    return !isInBoth || !comparer.same(before.entries.get(key) ?? null, after.entries.get(key) ?? null);
  });
}

/** Whether all are among those that a list names. */
export function areAmong(keys: Iterable<string>, list: readonly string[]): boolean {
  return [...keys].every((key) => list.includes(key));
}
