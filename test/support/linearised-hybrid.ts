import { PAGE, PAGES, tableLine } from './pdf-writer.ts';

const FREE = '0000000000 65535 f \n';
const CATALOG = '<</Type/Catalog/Pages 2 0 R/StructTreeRoot 5 0 R>>';

/** Bytes of one field of a cross-reference stream with /W[1 4 1]. */
const row = (type: number, second: number, third: number) =>
  String.fromCharCode(type, second >>> 24, (second >>> 16) & 255, (second >>> 8) & 255, second & 255, third);

/**
 * A linearised file of which the tables have 5 to 7 as free: 5 is the structure tree in the object stream 6, and the
 * cross-reference stream 7, which the first-page section names, says so.
 * @param others what 7 says of other objects, as rows by number, given where object 1 stands
 */
export function linearisedHybrid(others: (catalogAt: number) => Readonly<Record<number, string>> = () => ({})): string {
  let text = '';
  const at: Record<string, number> = {};
  // The second writing knows where everything stands; every number has its width from the first on.
  for (const isKnown of [false, true]) {
    const place = (name: string) => String(isKnown ? at[name] : 0).padStart(6);
    text = '%PDF-1.7\n';
    const mark = (name: string) => {
      at[name] = text.length;
    };
    const write = (part: string) => {
      text += part;
    };
    const [page, head] = [Number(place('page')), 9];
    write(`4 0 obj\n<</Linearized 1/L ${place('end')}/H[0 0]/O 3/E 0/N 1/T 0>>\nendobj\n`);
    mark('first');
    write(`xref\n3 2\n${tableLine(page)}${tableLine(head)}trailer\n<</Size 8/Root 1 0 R/Prev ${place('main')}`);
    write(`/XRefStm ${place('stream')}>>\nstartxref\n0\n%%EOF\n`);
    mark('page');
    write(`3 0 obj\n${PAGE}\nendobj\n`);
    mark('catalog');
    write(`1 0 obj\n${CATALOG}\nendobj\n`);
    mark('pages');
    write(`2 0 obj\n${PAGES}\nendobj\n`);
    mark('objects');
    const packed = '5 0 <</Type/StructTreeRoot>>';
    write(`6 0 obj\n<</Type/ObjStm/N 1/First 4/Length ${packed.length}>>\nstream\n${packed}\nendstream\nendobj\n`);
    mark('stream');
    const rows: Record<number, string> = {
      5: row(2, 6, 0),
      6: row(1, Number(place('objects')), 0),
      7: row(1, Number(place('stream')), 0),
      ...others(Number(place('catalog'))),
    };
    const index = Object.keys(rows).map((number) => `${number} 1`);
    const data = Object.values(rows).join('');
    write(`7 0 obj\n<</Type/XRef/W[1 4 1]/Index[${index.join(' ')}]/Size 8/Length ${data.length}>>\n`);
    write(`stream\n${data}\nendstream\nendobj\n`);
    mark('main');
    const lines = `0 3\n${FREE}${tableLine(Number(place('catalog')))}${tableLine(Number(place('pages')))}5 3\n${FREE.repeat(3)}`;
    write(`xref\n${lines}trailer\n<</Size 8>>\nstartxref\n${place('first').trim().padStart(6, '0')}\n%%EOF\n`);
    mark('end');
  }
  return text;
}

/** A row that says of an object in use where it stands. */
export const rowInUse = (offset: number): string => row(1, offset, 0);
