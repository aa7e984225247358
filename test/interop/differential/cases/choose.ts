/** Numbers in [0, 1). */
export type Random = () => number;

/** One of the items. */
export function choose<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

/** The first item, or one of the others with that probability. */
export function mostly<Item>(random: Random, odd: number, items: readonly [Item, ...Item[]]): Item {
  return random() < odd ? choose(random, items) : items[0];
}
