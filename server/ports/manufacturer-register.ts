import type { RegisteredOutlet } from '#core/confirmation/outlet.ts';
import type { AuditEntry } from '../model/access/audit-entry.ts';
import type { Manufacturer } from '../model/manufacturers/manufacturer.ts';

/** A manufacturer with every outlet it has registered. */
export type ManufacturerEntry = { readonly manufacturer: Manufacturer; readonly outlets: readonly RegisteredOutlet[] };

/** A manufacturer that comes in, or takes the place of what was registered of it. */
export type ManufacturerChange = ManufacturerEntry & { readonly entry: AuditEntry };

/** Who may change which manufacturers are registered here. */
export type ManufacturerRegister = {
  /**
   * Decides on all that is registered, by id, and saves what is given back together with its entry in the audit log, all or
   * nothing; nobody else changes anything meanwhile.
   */
  readonly change: <Answer>(
    decide: (registered: readonly ManufacturerEntry[]) => {
      readonly save: ManufacturerChange | null;
      readonly answer: Answer;
    },
  ) => Promise<Answer>;
};
