/**
 * Loaded before a service (`--import`): its clock goes wrong by `VINSEAL_TEST_CLOCK_SHIFT_MS`, in its threads too. The product
 * knows nothing of it.
 */
const shift = Number(process.env.VINSEAL_TEST_CLOCK_SHIFT_MS ?? '0');
const RightDate = Date;

class ShiftedDate extends RightDate {
  constructor(...given: []) {
    if (given.length === 0) super(RightDate.now() + shift);
    else super(...given);
  }

  static override now(): number {
    return RightDate.now() + shift;
  }
}

if (shift !== 0) globalThis.Date = ShiftedDate as DateConstructor;
