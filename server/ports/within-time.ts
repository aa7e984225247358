/**
 * What the work gives, or throws. Where it takes longer than `ms`, what `late` makes is thrown instead: the work goes on, and what comes
 * of it then is for nobody.
 */
export async function withinTime<Value>(ms: number, work: Promise<Value>, late: () => Error): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
