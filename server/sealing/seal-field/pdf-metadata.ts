/** The pdfuaid property, described as PDF/A asks for every schema that it does not know itself (ISO 19005-3 §6.6.2.3). */
const SCHEMA = `<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that the document conforms to</pdfaProperty:description><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>`;
const IDENTIFICATION =
  '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>';
const SCHEMAS_END = '</rdf:Bag></pdfaExtension:schemas>';
const RDF_END = '</rdf:RDF>';

/**
 * XMP metadata that also claim PDF/UA-1 (ISO 14289-1 §5), UTF-8 in and out; the PDF/A identification stays. The
 * typesetter writes one standard per export, and PDF/UA is what the field completes. Throws for metadata of another shape.
 */
export function claimUniversalAccess(xmp: Uint8Array): Uint8Array {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(xmp);
  const expected = [SCHEMAS_END, RDF_END].every((mark) => text.split(mark).length === 2);
  if (!expected || text.includes('pdfuaid')) throw new Error('metadata of an unknown shape');
  return new TextEncoder().encode(
    text.replace(SCHEMAS_END, SCHEMA + SCHEMAS_END).replace(RDF_END, IDENTIFICATION + RDF_END),
  );
}
