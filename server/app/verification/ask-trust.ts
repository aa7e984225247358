import type { TrustAnchor, TrustList } from '../../ports/trust-list.ts';

/** Whom this install trusts, as it was answered once; `unknown` where nobody could say. */
export type TrustState =
  | { readonly kind: 'known'; readonly anchors: readonly TrustAnchor[] }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Asks for the trust list. One that cannot be asked for, or that cannot be read, is an answer, not a fault. */
export async function askTrust(trustList: TrustList): Promise<TrustState> {
  try {
    return { kind: 'known', anchors: await trustList.anchors() };
  } catch (fault) {
    return { kind: 'unknown', detail: fault instanceof Error ? fault.message : String(fault) };
  }
}
