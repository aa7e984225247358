/** Memory for uploads that are under way, over the whole process and for each address. */
export type UploadBudget = {
  /** Sets bytes aside and gives how to free them; null when there are none left, for all or for this address. */
  readonly reserve: (address: string, bytes: number) => (() => void) | null;
};

/** @param total bytes for everybody together @param perAddress bytes for one address */
export function createUploadBudget(total: number, perAddress: number): UploadBudget {
  const held = new Map<string, number>();
  let all = 0;
  return {
    reserve: (address, bytes) => {
      const own = held.get(address) ?? 0;
      if (all + bytes > total || own + bytes > perAddress) return null;
      all += bytes;
      held.set(address, own + bytes);
      let freed = false;
      return () => {
        if (freed) return;
        freed = true;
        all -= bytes;
        const left = (held.get(address) ?? 0) - bytes;
        if (left > 0) held.set(address, left);
        else held.delete(address);
      };
    },
  };
}
