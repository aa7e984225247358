import { ObjectParser } from './reader/object-parser.ts';
import type { PdfFile } from './reader/open-pdf.ts';
export type ShownValue = { readonly name: string; readonly same: boolean };
export function readShownValues(_file: PdfFile, _revision: number): readonly ShownValue[] {
  void ObjectParser;
  return [];
}
