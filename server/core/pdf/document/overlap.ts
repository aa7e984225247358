/** Part of the lesser side of a box that a neighbour may touch without hiding anything of it. */
const TOUCH = 0.25;

/** Whether a rectangle of any two opposite corners lies over a [left, bottom, right, top] by more than its margin. */
export function overlaps(rect: readonly number[], box: readonly [number, number, number, number]): boolean {
  const [left, bottom, right, top] = upright(rect);
  const slack = TOUCH * Math.min(box[2] - box[0], box[3] - box[1]);
  return left < box[2] - slack && right > box[0] + slack && bottom < box[3] - slack && top > box[1] + slack;
}

/** The corners as left, bottom, right and top. */
export function upright([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[]): readonly [
  number,
  number,
  number,
  number,
] {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}
