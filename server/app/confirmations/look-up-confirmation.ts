import type { IsoInstant } from '#core/confirmation/calendar.ts';
import type {
  ConfirmationContent,
  ConfirmedVehicle,
  LineStatus,
  RegisteredConfirmation,
} from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import { refuse, succeed } from '#core/confirmation/errors.ts';
import type { Outlet } from '#core/confirmation/outlet.ts';
import { readTyped, type TypedIdentifier } from '#core/confirmation/typed-identifier.ts';
import { VIN_LENGTH } from '#core/confirmation/vin.ts';
import { mayLackWithdrawals } from '../../model/recovery/recovery-state.ts';
import type { LineLookUp } from '../../ports/line-look-up.ts';
import type { RecoveryRegister } from '../../ports/recovery.ts';
import type { Registry } from '../../ports/registry.ts';
import { fieldProblem } from './confirmation-request.ts';
import type { MissKind } from './look-up-misses.ts';

/** What was registered of a vehicle, for whoever holds paper: to be compared with it value by value. */
export type RegisteredValues = Pick<ConfirmationContent, 'manufacturer' | 'exporter' | 'rule'> & {
  readonly issuedAt: IsoInstant;
  readonly vehicle: ConfirmedVehicle;
  /** Those that the vehicle names. */
  readonly outlets: readonly Outlet[];
};

/** What anybody may learn who knows a number and the end of one of its VINs: how that line stands. */
export type LineStatusView = {
  readonly number: string;
  readonly standing: LineStatus;
  readonly destination: string;
  readonly test: boolean;
  /** The vehicle's model as it was registered; null where the record cannot be read with it. */
  readonly model: string | null;
  /** Only for who knows the whole VIN. */
  readonly registered: RegisteredValues | null;
};

export type LookUpDependencies = {
  readonly lookUps: LineLookUp;
  readonly registry: Pick<Registry, 'find'>;
  readonly recovery: Pick<RecoveryRegister, 'state' | 'mayBeLost'>;
  /** Counts a look-up that found nothing, by the number as it was typed, and by what was missed. */
  readonly countMiss: (number: string, kind: MissKind) => Promise<void>;
};

/**
 * The public look-up. What was typed is asked back where it cannot be a number or the end of a VIN. Numbers are sequential, so
 * every other miss gives the same answer: an unknown number, a wrong VIN, and a tail that fits several vehicles.
 * `LineLookUp` keeps the times alike, too. Refused with `registry-not-complete` where the registry was restored and does not
 * know any more whether the number was issued, or the line withdrawn.
 */
export async function lookUpConfirmation(
  deps: LookUpDependencies,
  asked: { readonly number: string; readonly vinTail: string },
): Promise<Result<LineStatusView>> {
  const number = readTyped('number', asked.number);
  const tail = readTyped('vin-tail', asked.vinTail);
  if (number.kind === 'ask' || tail.kind === 'ask') {
    if (number.kind === 'ask') await deps.countMiss(asked.number, 'mistyped-number');
    return refuse('request-not-valid', {}, [...faultsOf('/number', number), ...faultsOf('/vinTail', tail)]);
  }
  const [recovery, [line, another]] = await Promise.all([
    deps.recovery.state(),
    deps.lookUps.linesByTail(number.text, tail.text, 2),
  ]);
  // Nothing is lost where nothing was ever restored.
  if (recovery !== null && (await deps.recovery.mayBeLost(number.text))) return refuse('registry-not-complete');
  if (line === undefined || another !== undefined) {
    await deps.countMiss(number.text, (await deps.lookUps.isIssued(number.text)) ? 'unknown-vin' : 'unknown-number');
    return refuse('confirmation-not-found', { asked: 'vehicle', number: '' });
  }
  const { standing, destination, test, vin } = line;
  if (standing.status === 'live' && mayLackWithdrawals(recovery)) return refuse('registry-not-complete');
  const record = await deps.registry.find(number.text);
  const values = record === null ? null : registeredValues(record, vin);
  const registered = tail.text.length === VIN_LENGTH ? values : null;
  return succeed({
    number: number.text,
    standing,
    destination,
    test,
    model: values?.vehicle.model ?? null,
    registered,
  });
}

function faultsOf(pointer: string, typed: TypedIdentifier) {
  return typed.kind === 'ask' ? [fieldProblem(pointer, typed.code, typed.data, typed.suggestions)] : [];
}

function registeredValues({ content }: RegisteredConfirmation, vin: string): RegisteredValues | null {
  const vehicle = content.vehicles.find((one) => one.vin === vin);
  if (vehicle === undefined) return null;
  const { manufacturer, exporter, rule, issuedAt } = content;
  const outlets = content.outlets.filter(({ id }) => vehicle.outlets.includes(id));
  return { manufacturer, exporter, rule, issuedAt, vehicle, outlets };
}
