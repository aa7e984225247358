import { type IsoDate, isWithin, type ValidityInterval } from '#core/confirmation/calendar.ts';
import type { FieldProblem, ProblemCode, WordData } from '#core/confirmation/errors.ts';
import type { TrustedManufacturer } from '#core/confirmation/evidence.ts';
import { inspectUscc } from '#core/confirmation/uscc.ts';
import type { KeyEntry } from './key-standing.ts';

/** A file of the trust list, with the identity of its anchor's key. */
export type NamedEntry = Omit<KeyEntry, 'status'> & {
  readonly id: string;
  readonly file: string;
  readonly key: string;
  /** By what rule its certificates name a company, in words, or that it is pinned. */
  readonly identity: string;
};

export type TrustContradiction = {
  readonly code: Extract<
    ProblemCode,
    | 'anchor-uscc-not-valid'
    | 'anchor-manufacturer-repeated'
    | 'anchor-code-elsewhere'
    | 'anchor-wmi-elsewhere'
    | 'anchor-manufacturer-differs'
    | 'anchor-identity-differs'
  >;
  /** Both files; the same one twice where a file is wrong by itself. */
  readonly files: readonly [string, string];
  readonly data: WordData;
  readonly fields: readonly FieldProblem[];
};

/** One manufacturer as one file names it. */
type Named = { readonly entry: NamedEntry; readonly maker: TrustedManufacturer; readonly index: number };
type Pair = readonly [Named, Named];

/**
 * What of a trust list cannot be true together, in the order of its files: a credit code that is none (GB 32100-2015), a
 * manufacturer that a file names twice; and, where the days of both files meet, a code or a WMI of two manufacturers, and one
 * manufacturer (USCC) under two codes or names, as TEST and not, or registered here and elsewhere. Of one key the dates of
 * each WMI and listing agree, too: else nothing but the order of the files would decide. A name agrees with one that the other file
 * lists. Files of one key name companies by one rule, on whatever days. A file that is suspended counts: it may be resumed.
 */
export function trustContradictions(entries: readonly NamedEntry[]): readonly TrustContradiction[] {
  const named = entries.flatMap((entry) => entry.manufacturers.map((maker, index) => ({ entry, maker, index })));
  return [
    ...identityContradictions(named),
    ...named.flatMap(usccContradiction),
    ...pairsBy(named, ({ maker }) => [maker.uscc]).flatMap(sameMaker),
    ...pairsBy(named, ({ maker }) => [maker.code]).flatMap(sameCode),
    ...pairsBy(named, ({ maker }) => [...new Set(maker.wmis.map(({ wmi }) => wmi))]).flatMap(sameWmis),
  ];
}

function usccContradiction(named: Named): readonly TrustContradiction[] {
  const { entry, maker, index } = named;
  const fields = inspectUscc(maker.uscc).map(({ code, data }) => ({
    pointer: `/manufacturers/${index}/uscc`,
    code,
    data,
    suggestions: [],
  }));
  if (fields.length === 0) return [];
  return [
    { ...contradiction('anchor-uscc-not-valid', [named, named], maker.uscc), files: [entry.file, entry.file], fields },
  ];
}

/** One key names companies in one way: else a certificate could say one thing by the one rule and another by the other. */
function identityContradictions(named: readonly Named[]): readonly TrustContradiction[] {
  const files = named.filter(({ index }) => index === 0);
  return pairsBy(files, ({ entry }) => [entry.key]).flatMap((pair) => {
    const [a, b] = pair.map(({ entry }) => entry.identity);
    return a === b ? [] : [contradiction('anchor-identity-differs', pair, `${a}; ${b}`)];
  });
}

/** Each two that share a value, once. */
function pairsBy(named: readonly Named[], valuesOf: (one: Named) => readonly string[]): readonly Pair[] {
  const groups = new Map<string, Named[]>();
  const pairs = new Map<Named, Set<Named>>();
  for (const one of named)
    for (const value of valuesOf(one)) {
      const group = groups.get(value) ?? [];
      for (const other of group) pairs.set(other, (pairs.get(other) ?? new Set()).add(one));
      groups.set(value, [...group, one]);
    }
  return [...pairs].flatMap(([one, others]) => [...others].map((other): Pair => [one, other]));
}

function sameMaker(pair: Pair): readonly TrustContradiction[] {
  const [a, b] = pair;
  if (a.entry === b.entry) return [contradiction('anchor-manufacturer-repeated', pair, a.maker.uscc)];
  if (!meet(daysOf(a.entry), daysOf(b.entry))) return [];
  const what = difference(a.maker, b.maker) ?? (a.entry.key === b.entry.key ? dateDifference(a.maker, b.maker) : null);
  return what === null ? [] : [contradiction('anchor-manufacturer-differs', pair, what)];
}

/** The field in which two entries of one manufacturer cannot both be true; null where they agree. */
function difference(a: TrustedManufacturer, b: TrustedManufacturer): string | null {
  if (a.code !== b.code) return `code: ${a.code}, ${b.code}`;
  if (!namesOf(a).includes(b.nameZh) && !namesOf(b).includes(a.nameZh)) return `nameZh: ${a.nameZh}, ${b.nameZh}`;
  if (a.test !== b.test) return `test: ${a.test}, ${b.test}`;
  return a.registry === b.registry ? null : `registry: ${a.registry}, ${b.registry}`;
}

function namesOf({ nameZh, listings }: TrustedManufacturer): readonly string[] {
  return [nameZh, ...listings.map((listing) => listing.nameZh)];
}

function dateDifference(a: TrustedManufacturer, b: TrustedManufacturer): string | null {
  const [first, second] = [datesOf(a), datesOf(b)];
  const differing = [...first].find(([name, dates]) => (second.get(name) ?? dates) !== dates);
  return differing === undefined ? null : `${differing[0]}: ${differing[1]}; ${second.get(differing[0])}`;
}

/** When each WMI and each listing holds, as texts to compare. */
function datesOf({ wmis, listings }: TrustedManufacturer): ReadonlyMap<string, string> {
  const held = [
    ...wmis.map((one) => [`wmi ${one.wmi}`, datesText(one)] as const),
    ...listings.map((one) => [`listing ${one.announcement} ${one.nameZh}`, datesText(one)] as const),
  ];
  const grouped = Map.groupBy(held, ([name]) => name);
  return new Map(
    [...grouped].map(([name, all]) => [
      name,
      all
        .map(([, dates]) => dates)
        .toSorted()
        .join(', '),
    ]),
  );
}

function datesText({ from, until }: ValidityInterval): string {
  return `${from} – ${until ?? '…'}`;
}

function sameCode(pair: Pair): readonly TrustContradiction[] {
  const [a, b] = pair;
  if (a.maker.uscc === b.maker.uscc || !meet(daysOf(a.entry), daysOf(b.entry))) return [];
  return [contradiction('anchor-code-elsewhere', pair, a.maker.code)];
}

function sameWmis(pair: Pair): readonly TrustContradiction[] {
  const [a, b] = pair;
  const days = meet(daysOf(a.entry), daysOf(b.entry));
  if (a.maker.uscc === b.maker.uscc || days === null) return [];
  const shared = a.maker.wmis.find((one) =>
    b.maker.wmis.some((other) => other.wmi === one.wmi && meet(meet(one, other), days) !== null),
  );
  return shared === undefined ? [] : [contradiction('anchor-wmi-elsewhere', pair, shared.wmi)];
}

const FIRST_DAY = '0000-01-01';

function daysOf({ from, until }: NamedEntry): ValidityInterval {
  return { from: from ?? FIRST_DAY, until };
}

/** The days that are in both; null for none. The last day counts. */
function meet(a: ValidityInterval | null, b: ValidityInterval | null): ValidityInterval | null {
  if (a === null || b === null) return null;
  const from = [a.from, b.from].toSorted()[1] as IsoDate;
  if (!isWithin(a, from) || !isWithin(b, from)) return null;
  const [until = null] = [a.until, b.until].filter((day) => day !== null).toSorted();
  return { from, until };
}

/** The later file is the one that contradicts: of an addition, the new one. */
function contradiction(code: TrustContradiction['code'], [a, b]: Pair, what: string): TrustContradiction {
  return {
    code,
    files: [b.entry.file, a.entry.file],
    data: {
      ...{ what, file: b.entry.file, anchor: b.entry.id, manufacturer: b.maker.nameZh, uscc: b.maker.uscc },
      ...{
        otherFile: a.entry.file,
        otherAnchor: a.entry.id,
        otherManufacturer: a.maker.nameZh,
        otherUscc: a.maker.uscc,
      },
    },
    fields: [],
  };
}
