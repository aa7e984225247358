/**
 * Whom an input names, before anything else of it is judged: whoever may do something to that owner is told what is wrong with
 * the input, and whoever may not is told nothing of it. Empty where it names nobody.
 */
export function ownerInInput(input: unknown, name: 'manufacturer' | 'organisation'): string {
  const named =
    typeof input === 'object' && input !== null && Object.hasOwn(input, name) ? Reflect.get(input, name) : '';
  return typeof named === 'string' ? named.trim() : '';
}
