/**
 * Loaded before a service (`--import`): its clock goes wrong by `VINSEAL_TEST_CLOCK_SHIFT_MS`, in its threads too. The product
 * knows nothing of it.
 */
const shift = Number(process.env.VINSEAL_TEST_CLOCK_SHIFT_MS ?? '0');
const RightDate = Date;
const now = () => RightDate.now() + shift;

// Not a class of its own: mongoose asks whether a type is `Date` by its name.
if (shift !== 0)
  globalThis.Date = new Proxy(RightDate, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new RightDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
