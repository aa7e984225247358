import { type TrustContradiction, trustContradictions } from '#core/confirmation/rules/trust-contradictions.ts';
import { namingText } from '#core/x509/identity/identity-convention.ts';
import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';
import type { OwnTrust } from './own-trust.ts';
import { folderState, keyOf, nameOf, type PlacedAnchor, placedAnchors, readAnchorFolder } from './placed-anchors.ts';
import { TrustListError } from './trust-file.ts';

export type TrustListSettings = {
  /** The folder of the shipped anchors; one that does not exist holds none. */
  readonly shipped: string;
  /** What the install itself says, as it is when it is asked for. What it throws is thrown on. */
  readonly own: () => Promise<OwnTrust>;
  /** Whether anchors that vouch for TEST manufacturers count. */
  readonly acceptTest: boolean;
  /** Whether the list may be empty (where no verdict depends on it). False when left out. */
  readonly mayBeEmpty?: boolean;
};

/**
 * The shipped anchors and those of the install. Read at once, so that a mistake shows at the start, and asked for at each
 * call. Throws `trust-list-empty` when nobody is left who vouches for a
 * manufacturer: nothing would ever be trusted, and the one who starts the service should know; `trust-file-malformed`
 * for what cannot be read, and for two anchors of one id; `trust-list-contradicts` for anchors that cannot be true
 * together, since their order must not decide; and what a store throws that cannot be asked.
 */
export async function openTrustList(settings: TrustListSettings): Promise<TrustList> {
  const trustList = createTrustList(settings);
  await trustList.anchors();
  return trustList;
}

/** The same, not yet asked for. */
export function createTrustList(settings: TrustListSettings): TrustList {
  let known: { readonly state: string; readonly own: OwnTrust; readonly anchors: readonly TrustAnchor[] } | null = null;
  return {
    anchors: async () => {
      const own = await settings.own();
      const state = folderState(settings.shipped);
      if (known?.own !== own || known.state !== state)
        known = {
          state,
          own,
          anchors: acceptedAnchors(placedAnchors(readAnchorFolder(settings.shipped), own), settings),
        };
      return known.anchors;
    },
  };
}

function acceptedAnchors(
  placed: readonly PlacedAnchor[],
  { acceptTest, mayBeEmpty = false }: TrustListSettings,
): readonly TrustAnchor[] {
  const accepted = placed.flatMap(({ file, anchor }) =>
    (acceptTest ? [anchor] : withoutTest(anchor)).map((one): PlacedAnchor => ({ file, anchor: one })),
  );
  const [first, ...more] = trustContradictions(
    accepted.map((one) => ({
      ...one.anchor,
      file: nameOf(one),
      key: keyOf(one.anchor),
      identity: namingText(one.anchor),
    })),
  );
  if (first !== undefined) throw contradictionError(first, more.length);
  const anchors = accepted.map(({ anchor }) => anchor);
  if (mayBeEmpty || anchors.some(({ manufacturers }) => manufacturers.length > 0)) return anchors;
  const message = `no trust anchor in this install${acceptTest ? '' : ' (TEST manufacturers are not accepted)'}: add one with: npm run --silent vinseal -- trust add FILE.json`;
  throw new TrustListError('trust-list-empty', '', message);
}

const CONTRADICTIONS: Readonly<Record<TrustContradiction['code'], string>> = {
  'anchor-uscc-not-valid': 'is no unified social credit code (GB 32100-2015)',
  'anchor-manufacturer-repeated': 'is named twice',
  'anchor-code-elsewhere': 'is the code of two manufacturers',
  'anchor-wmi-elsewhere': 'is the WMI of two manufacturers',
  'anchor-manufacturer-differs': 'are said of one manufacturer',
  'anchor-identity-differs': 'are rules of one key',
};

function contradictionError({ code, files, data }: TrustContradiction, more: number): TrustListError {
  const [file, other] = files;
  const against = file === other ? '' : ` and ${other} contradict each other`;
  const others = more === 0 ? '' : ` (and ${more} more)`;
  const remedy = 'put one right with: npm run --silent vinseal -- trust add FILE.json --replaces ID';
  const message = `${file}${against}: ${code}: ${data.what} ${CONTRADICTIONS[code]}${others}; ${remedy}`;
  return new TrustListError('trust-list-contradicts', file, message);
}

/** An anchor that vouches for TEST manufacturers only is a TEST anchor in whatever else it vouches for. */
function withoutTest(anchor: TrustAnchor): readonly TrustAnchor[] {
  const manufacturers = anchor.manufacturers.filter(({ test }) => !test);
  return manufacturers.length === 0 && anchor.manufacturers.length > 0 ? [] : [{ ...anchor, manufacturers }];
}
