import { exceeded } from '#core/pdf/syntax/limits.ts';
import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import {
  entry,
  isArray,
  isDict,
  isRef,
  isStream,
  nameOf,
  type PdfDict,
  type PdfValue,
} from '#core/pdf/syntax/values.ts';
import type { FormTree } from './form-tree.ts';
import { isPage, type PageNodes } from './page-nodes.ts';

/** What an object is used for; one object may have several uses. */
export const ROLE = {
  trailer: 1,
  catalog: 1 << 1,
  pageNode: 1 << 2,
  content: 1 << 3,
  resources: 1 << 4,
  document: 1 << 5,
  action: 1 << 6,
  form: 1 << 7,
  /** A field, a widget, or a list of such. */
  fields: 1 << 8,
  formResources: 1 << 9,
  /** What a field refers to: its looks, texts and options. */
  look: 1 << 10,
  /** An annotation that is no widget of the form, or a list of annotations. */
  annotations: 1 << 11,
  /** What an annotation refers to. */
  annotationPart: 1 << 12,
  signature: 1 << 13,
  securityStore: 1 << 14,
  metadata: 1 << 15,
  structure: 1 << 16,
  information: 1 << 17,
  outputIntents: 1 << 18,
  extensions: 1 << 19,
} as const;
export type Role = (typeof ROLE)[keyof typeof ROLE];

/** What the entries of a dictionary are used for; every other entry has the use `other`. */
type Uses = { readonly entries: Readonly<Record<string, Role>>; readonly other: Role };

const ACTIONS = { A: ROLE.action, AA: ROLE.action, PA: ROLE.action, OC: ROLE.action } as const;

const USES: ReadonlyMap<Role, Uses> = new Map<Role, Uses>([
  [ROLE.trailer, { entries: { Root: ROLE.catalog, Info: ROLE.information }, other: ROLE.document }],
  [
    ROLE.catalog,
    {
      entries: {
        Pages: ROLE.pageNode,
        AcroForm: ROLE.form,
        DSS: ROLE.securityStore,
        Extensions: ROLE.extensions,
        Metadata: ROLE.metadata,
        StructTreeRoot: ROLE.structure,
        OutputIntents: ROLE.outputIntents,
        Perms: ROLE.signature,
      },
      other: ROLE.document,
    },
  ],
  [ROLE.form, { entries: { Fields: ROLE.fields, DR: ROLE.formResources }, other: ROLE.form }],
  [ROLE.fields, { entries: { ...ACTIONS, Kids: ROLE.fields }, other: ROLE.look }],
  [ROLE.annotations, { entries: ACTIONS, other: ROLE.annotationPart }],
]);
const PAGE: Uses = {
  entries: { Annots: ROLE.annotations, Parent: ROLE.pageNode, Resources: ROLE.resources },
  other: ROLE.content,
};
const INNER_NODE: Uses = {
  entries: { Kids: ROLE.pageNode, Parent: ROLE.pageNode, Resources: ROLE.resources },
  other: ROLE.content,
};

/** Keys that point back at a field or an annotation, which is judged in its own place: nothing is drawn through them. */
const BACK_REFERENCES = new Set(['Parent', 'Obj', 'Popup', 'IRT', 'CO', 'P']);
/** Resources may be called by any name, by one of these too. */
const DRAWING: ReadonlySet<Role> = new Set([ROLE.content, ROLE.resources, ROLE.formResources]);
/** Keys of outlines and destinations that name an element of the structure tree. */
const ELEMENT_REFERENCES = new Set(['SE', 'SD']);

const MAX_STEPS = 16_000_000;

/** Objects that have a place of their own, in the revisions from the first signature on. */
export type Anchors = {
  readonly catalogs: ReadonlySet<number>;
  readonly pageNodes: ReadonlySet<number>;
  readonly fields: ReadonlySet<number>;
  readonly annotations: ReadonlySet<number>;
};

export type Roles = {
  /** The uses of an object in any of these revisions, as bits of `ROLE`; 0 for one that nothing leads to. */
  readonly of: (number: number) => number;
  /** The first of these revisions in which something refers to an object; infinite where nothing does. */
  readonly referredSince: (number: number) => number;
  /** Every object that the looks of a field are made of. */
  readonly partsOf: (field: number, known: Set<number>) => readonly number[];
};

/** Gathers the objects with places of their own. */
export function readAnchors(
  file: PdfFile,
  first: number,
  forms: ReadonlyMap<number, FormTree>,
  pages: ReadonlyMap<number, PageNodes>,
): Anchors {
  const roots = file.revisions.slice(first).map(({ trailer }) => entry(trailer, 'Root'));
  const trees = new Set(pages.values());
  return {
    catalogs: new Set(roots.filter(isRef).map(({ number }) => number)),
    pageNodes: union([...trees].map(({ nodes }) => nodes)),
    fields: union([...new Set(forms.values())].map(({ byNumber }) => new Set(byNumber.keys()))),
    annotations: union([...trees].map(({ annotations }) => annotations)),
  };
}

function union(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const all = new Set<number>();
  for (const set of sets) for (const number of set) all.add(number);
  return all;
}

type Use = { readonly number: number; readonly role: Role };

/**
 * Follows every reference of every revision from `first` on, and says what each object is used for. An object that is used
 * in several places, or in several revisions, has all of these uses. Throws `limit-exceeded`.
 */
export function readRoles(file: PdfFile, first: number, anchors: Anchors): Roles {
  const walk = new Walk(file, first, anchors);
  const roles = new Map<number, number>();
  const open: Use[] = [];
  for (const { trailer, index } of file.revisions.slice(first)) walk.follow(ROLE.trailer, trailer, index, open);
  for (let use = open.pop(); use !== undefined; use = open.pop()) {
    const known = roles.get(use.number) ?? 0;
    if ((known & use.role) !== 0) continue;
    roles.set(use.number, known | use.role);
    walk.followObject(use, open);
  }
  return {
    of: (number) => roles.get(number) ?? 0,
    referredSince: (number) => walk.referredSince.get(number) ?? Number.POSITIVE_INFINITY,
    partsOf: (field, known) => partsOf(walk, field, known),
  };
}

function partsOf(walk: Walk, field: number, known: Set<number>): readonly number[] {
  const open: Use[] = [];
  walk.followObject({ number: field, role: ROLE.fields }, open);
  const parts: number[] = [];
  for (let use = open.pop(); use !== undefined; use = open.pop()) {
    if (use.role !== ROLE.look || known.has(use.number)) continue;
    known.add(use.number);
    parts.push(use.number);
    walk.followObject(use, open);
  }
  return parts;
}

/** The references of a file, with what each is for. */
class Walk {
  readonly referredSince = new Map<number, number>();
  readonly #file: PdfFile;
  readonly #first: number;
  readonly #anchors: Anchors;
  /** The later revisions that write an object. */
  readonly #writings = new Map<number, number[]>();
  #steps = 0;

  constructor(file: PdfFile, first: number, anchors: Anchors) {
    this.#file = file;
    this.#first = first;
    this.#anchors = anchors;
    for (const { index, added, replaced } of file.revisions.slice(first + 1)) {
      for (const numbers of [added, replaced]) for (const number of numbers) this.#note(number, index);
    }
  }

  #note(number: number, revision: number): void {
    const writings = this.#writings.get(number);
    if (writings === undefined) this.#writings.set(number, [revision]);
    else writings.push(revision);
  }

  /** Adds the uses within an object, as each of the revisions knows it. */
  followObject({ number, role }: Use, open: Use[]): void {
    for (const revision of [this.#first, ...(this.#writings.get(number) ?? [])]) {
      const value = this.#file.objects.object(number, revision)?.value ?? null;
      if (value !== null) this.follow(role, value, revision, open, number);
    }
  }

  /** Adds the uses within a value that stands in a revision. */
  follow(role: Role, value: PdfValue, since: number, open: Use[], holder: number | null = null): void {
    if (isArray(value)) for (const item of value) this.#one(role, '', item, since, open);
    else if (isRef(value)) this.#one(role, '', value, since, open);
    else if (isStream(value)) this.follow(role, value.dict, since, open);
    else if (isDict(value)) {
      if (role === ROLE.annotations && holder !== null && this.#anchors.fields.has(holder)) return;
      const uses = this.#usesOf(role, value, since);
      for (const [key, inner] of value.entries)
        this.#one(this.#useOf(uses, role, key, value, since), key, inner, since, open);
    }
  }

  #one(role: Role, key: string, value: PdfValue, since: number, open: Use[]): void {
    if (++this.#steps > MAX_STEPS) throw exceeded('values');
    if (typeof value !== 'object' || value === null) return;
    if (!isRef(value)) {
      if (isArray(value)) for (const item of value) this.#one(role, key, item, since, open);
      else this.follow(role, value, since, open);
      return;
    }
    const { number, generation } = value;
    // Some viewers pass over the generation: resolving notes where there is none of that one.
    if (generation !== 0) this.#file.objects.resolve(value, since);
    if (since < (this.referredSince.get(number) ?? Number.POSITIVE_INFINITY)) this.referredSince.set(number, since);
    if (!this.#isJudgedInItsPlace(number, role, key)) open.push({ number, role });
  }

  #usesOf(role: Role, dict: PdfDict, since: number): Uses | null {
    if (role !== ROLE.pageNode) return USES.get(role) ?? null;
    return isPage((value) => this.#file.objects.resolve(value, since), dict) ? PAGE : INNER_NODE;
  }

  #useOf(uses: Uses | null, role: Role, key: string, dict: PdfDict, since: number): Role {
    if (role === ROLE.fields && key === 'V') return this.#useOfValue(dict, since);
    if (uses === null) return role;
    return Object.hasOwn(uses.entries, key) ? (uses.entries[key] ?? uses.other) : uses.other;
  }

  /** The value of a field is a signature, or a part of what the field shows. */
  #useOfValue(dict: PdfDict, since: number): Role {
    const resolve = (value: PdfValue) => this.#file.objects.resolve(value, since);
    const type = nameOf(resolve(entry(dict, 'FT')));
    const isSignature = type === 'Sig' || (type === null && isDict(resolve(entry(dict, 'V'))));
    return isSignature ? ROLE.signature : ROLE.look;
  }

  #isJudgedInItsPlace(number: number, role: Role, key: string): boolean {
    const { catalogs, pageNodes, fields, annotations } = this.#anchors;
    if (pageNodes.has(number) && role !== ROLE.pageNode) return true;
    if (catalogs.has(number) && role !== ROLE.catalog) return true;
    if (ELEMENT_REFERENCES.has(key)) return true;
    if (!BACK_REFERENCES.has(key) || DRAWING.has(role)) return false;
    return fields.has(number) || annotations.has(number);
  }
}
