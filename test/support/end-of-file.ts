/** What must be ended once the tests of a file are done, for modules that many files share. */
const ends: (() => Promise<void>)[] = [];
let comes = false;

/** Said by the set-up of every test file (`each-file.ts`): outside of Jest nobody would end anything. */
export function endComes(): void {
  comes = true;
}

/** Whether `atEndOfFile` will be heeded: not in the global set-up, and not in processes that tests start. */
export function hasEndOfFile(): boolean {
  return comes;
}

export function atEndOfFile(end: () => Promise<void>): void {
  ends.push(end);
}

export async function endFile(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}
