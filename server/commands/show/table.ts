import { hanging, padded, type Screen, widestPiece, widthOf, wrapped } from './screen.ts';

const GAP = '  ';

/** A value with its name. */
export type Fact = readonly [label: string, value: string];

/**
 * Rows under headings, in columns. Where a terminal is too narrow cells go on below; where words and numbers would have to
 * be cut, each row becomes lines of its own.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], screen: Screen): string {
  const widest = (measure: (text: string) => number) =>
    headings.map((heading, at) => Math.max(...[heading, ...rows.map((row) => row[at] ?? '')].map(measure)));
  const least = widest(widestPiece);
  const room = screen.width - GAP.length * (headings.length - 1);
  if (sum(least) > room) return rowByRow(headings, rows, screen);
  const widths = squeezed(widest(widthOf), least, room);
  const head = tableRow(headings, widths)
    .split('\n')
    .map((line) => screen.paint('bold', line));
  return [...head, ...rows.map((row) => tableRow(row, widths))].join('\n');
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}

/** The column gives way first that has most to give without cutting words. */
function squeezed(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let excess = sum(natural) - room; excess > 0; excess -= 1) {
    const slack = widths.map((width, at) => width - (least[at] ?? 0));
    const giving = slack.indexOf(Math.max(...slack));
    widths[giving] = (widths[giving] ?? 0) - 1;
  }
  return widths;
}

function tableRow(cells: readonly string[], widths: readonly number[]): string {
  const columns = widths.map((width, at) => wrapped(cells[at] ?? '', width));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, at) => padded(columns[at]?.[line] ?? '', width))
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}

function rowByRow(headings: readonly string[], rows: readonly (readonly string[])[], screen: Screen): string {
  return rows
    .map((row) => {
      const [title = '', ...rest] = row;
      const named = rest.map((value, at): Fact => [headings[at + 1] ?? '', value]);
      return [screen.paint('bold', title), facts(named, screen)].join('\n');
    })
    .join('\n\n');
}

/** Values behind their names, a line each; what is empty is left out. */
export function facts(named: readonly Fact[], { width }: Screen): string {
  const told = named.filter(([, value]) => value !== '');
  const margin = Math.max(0, ...told.map(([label]) => widthOf(label))) + 4;
  return told.map(([label, value]) => hanging(`  ${label}`, value, margin, width)).join('\n');
}
