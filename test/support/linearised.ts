import { CATALOG, PAGE, PAGES, tableLine } from './pdf-writer.ts';

export type LinearisedOptions = {
  /** /L instead of the length of the file. */
  readonly length?: (end: number) => number | string;
};

/** A linearised file in outline: the first-page section, which begins with `3 2`, stands before the main one. */
export function linearised({ length = (end) => end }: LinearisedOptions = {}): string {
  const head = '%PDF-1.7\n';
  const dictWith = (end: number) =>
    `4 0 obj\n<</Linearized 1/L ${String(length(end)).padStart(6)}/H[0 0]/O 3/E 0/N 1/T 0>>\nendobj\n`;
  const firstAt = head.length + dictWith(0).length;
  const section = (main: number, page: number) =>
    `xref\n3 2\n${tableLine(page)}${tableLine(head.length)}trailer\n<</Size 5/Root 1 0 R/Prev ${String(main).padStart(6)}>>\nstartxref\n0\n%%EOF\n`;
  const pageAt = firstAt + section(0, 0).length;
  const page = `3 0 obj\n${PAGE}\nendobj\n`;
  const catalogAt = pageAt + page.length;
  const catalog = `1 0 obj\n${CATALOG}\nendobj\n`;
  const pages = `2 0 obj\n${PAGES}\nendobj\n`;
  const mainAt = catalogAt + catalog.length + pages.length;
  const lines = `0000000000 65535 f \n${tableLine(catalogAt)}${tableLine(catalogAt + catalog.length)}`;
  const main = `xref\n0 3\n${lines}trailer\n<</Size 5>>\nstartxref\n${firstAt}\n%%EOF\n`;
  const body = section(mainAt, pageAt) + page + catalog + pages + main;
  return head + dictWith(firstAt + body.length) + body;
}
