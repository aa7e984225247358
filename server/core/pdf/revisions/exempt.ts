/**
 * What a later revision may change and leave a file clean: validation data, document time-stamps and further signatures
 * that show nothing need this, and nothing else. Every other difference is named, as permitted or not. A list of this
 * kind never grows by what some writer does besides.
 */
export const EXEMPT = {
  /** How a cross-reference section is written is no part of the document (ISO 32000-2, tables 15 and 17). */
  trailer: ['Size', 'Prev', 'Type', 'W', 'Index', 'Filter', 'DecodeParms', 'Length'],
  /** Each judged as far as it goes. */
  catalog: ['DSS', 'Extensions', 'AcroForm'],
  form: ['SigFlags', 'Fields'],
  newForm: ['SigFlags', 'Fields'],
  /** Of one page in a revision: the old list, then new signature fields. */
  page: ['Annots'],
  /** Of one that shows nothing. */
  waitingSignatureField: ['V'],
  /** With a /Rect without area, and an /AP whose only entry is an empty stream as /N. */
  newField: ['FT', 'T', 'V', 'F', 'P', 'Type', 'Subtype', 'Rect', 'AP'],
  emptyLook: ['Type', 'Subtype', 'FormType', 'BBox', 'Matrix', 'Resources', 'Length', 'Filter'],
  /** ISO 32000-2, tables 261 and 262. */
  securityStore: ['Type', 'Certs', 'OCSPs', 'CRLs', 'VRI'],
  validationInformation: ['Type', 'Cert', 'OCSP', 'CRL', 'TU', 'TS'],
  validationStream: ['Type', 'Length', 'Filter'],
  /** ISO 32000-2, table 50. */
  extension: ['Type', 'BaseVersion', 'ExtensionLevel', 'ExtensionRevision', 'URL'],
  /** Dates of ISO 32000-2, 7.9.4. */
  information: ['CreationDate', 'ModDate'],
  /** Dates of ISO 16684-1, 8.4. */
  metadata: ['xmp:CreateDate', 'xmp:ModifyDate', 'xmp:MetadataDate'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
