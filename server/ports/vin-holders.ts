/** Which VINs somebody else's confirmation holds, live or being issued. Only tells; `reserve` is what decides. */
export type VinHolders = {
  /** Of these VINs the taken ones, each with the number that holds it live (null while being issued); lines of `except` do not count. */
  readonly taken: (
    vins: readonly string[],
    except: string | null,
  ) => Promise<readonly { readonly vin: string; readonly number: string | null }[]>;
};
