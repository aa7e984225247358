const RDF_BEGINS = /<rdf:RDF[\s>]/g;
const RDF_END = '</rdf:RDF>';

/** Nothing but an XMP packet (ISO 16684-1, 7): one RDF document in XML, without entities of its own. */
export function isXmpPacket(text: string | null): boolean {
  if (text === null || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return false;
  const packet = text.trim();
  if (!packet.startsWith('<') || !packet.endsWith('>')) return false;
  // The RDF document lies within another element, and behind it that one ends.
  RDF_BEGINS.lastIndex = 1;
  const begin = RDF_BEGINS.exec(packet);
  if (begin === null) return false;
  const end = packet.indexOf(RDF_END, begin.index);
  return end >= 0 && end + RDF_END.length < packet.length;
}
