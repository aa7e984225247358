/** Memory for uploads that are under way, over the whole process and for each address. */
export type UploadBudget = {
  /** An upload from this address begins; it holds nothing yet. */
  readonly open: (address: string) => UploadShare;
  /** Bytes that all of them hold now. */
  readonly held: () => number;
};

/** What one upload holds. */
export type UploadShare = {
  /** Counts bytes that have come. False, and nothing is counted, when there is no room for them, for all or for this address. */
  readonly take: (bytes: number) => boolean;
  /** Gives everything back; may be called again. Nothing can be taken afterwards. */
  readonly free: () => void;
};

/** @param total bytes for everybody together @param perAddress bytes for one address */
export function createUploadBudget(total: number, perAddress: number): UploadBudget {
  const byAddress = new Map<string, number>();
  let all = 0;
  const add = (address: string, bytes: number) => {
    all += bytes;
    const own = (byAddress.get(address) ?? 0) + bytes;
    if (own > 0) byAddress.set(address, own);
    else byAddress.delete(address);
  };
  const hasRoom = (address: string, bytes: number) =>
    all + bytes <= total && (byAddress.get(address) ?? 0) + bytes <= perAddress;
  return {
    held: () => all,
    open: (address) => {
      let [own, open] = [0, true];
      return {
        take: (bytes) => {
          if (!open || !hasRoom(address, bytes)) return false;
          own += bytes;
          add(address, bytes);
          return true;
        },
        free: () => {
          open = false;
          add(address, -own);
          own = 0;
        },
      };
    },
  };
}
