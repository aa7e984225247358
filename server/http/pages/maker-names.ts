import type { Manufacturer } from '../../model/manufacturers/manufacturer.ts';

/** Names of manufacturers by id, in Chinese as they are registered. */
export async function makerNames(deps: {
  readonly manufacturers: () => Promise<readonly Manufacturer[]>;
}): Promise<ReadonlyMap<string, string>> {
  return new Map((await deps.manufacturers()).map(({ id, nameZh }) => [id, nameZh]));
}
