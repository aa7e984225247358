/** What one row asks for, normalised: a request for a confirmation without its manufacturer, which is that of the batch. */
export type ConfirmationWish = {
  readonly exporter: { readonly name: string; readonly uscc: string };
  readonly applicationDate?: string | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly supersedes?: string | undefined;
  readonly vehicles: readonly {
    readonly vin: string;
    readonly brand: string;
    readonly model: string;
    readonly firstRegistration: string;
    readonly transferForExport?: string | undefined;
    readonly destination: string;
    readonly outlets?: readonly string[] | undefined;
  }[];
};
