import type { Source } from './indirect-object.ts';
import type { ObjectTable } from './object-table.ts';
import { entry, isStream, nameOf, type PdfDict } from './values.ts';

/** Other names of /Filter and /DecodeParms; /F is also the name of a file that holds the data, which nobody shows. */
const OF_ANY_STREAM = ['F', 'DP'];
/** Other names of /BitsPerComponent, /ColorSpace, /Decode, /Height, /ImageMask, /Interpolate and /Width. */
const OF_AN_IMAGE = ['BPC', 'CS', 'D', 'H', 'IM', 'I', 'W'];

/**
 * The short keys of inline images (ISO 32000-2, table 91) in the dictionaries of streams: pdf.js prefers them to the long
 * ones wherever they stand, other viewers know them within content streams only.
 */
export function checkStreamKeys(source: Source, objects: ObjectTable): void {
  for (const { number, value, start } of objects.inFile()) {
    if (!isStream(value)) continue;
    const [key] = shortKeys(value.dict);
    if (key !== undefined) source.findings.add('duplicate-key', `object ${number}: the short key /${key}`, start);
  }
}

function shortKeys(dict: PdfDict): readonly string[] {
  const keys = nameOf(entry(dict, 'Subtype')) === 'Image' ? [...OF_ANY_STREAM, ...OF_AN_IMAGE] : OF_ANY_STREAM;
  return keys.filter((key) => dict.entries.has(key));
}
