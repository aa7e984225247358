/** A file that every validator judges. */
export type AgreementDocument = {
  /** Kebab-case; also the name of the file, and the key of its explanations. */
  readonly name: string;
  /** What was done to it. */
  readonly what: string;
  readonly pdf: Uint8Array;
  /** Which of ours answers for it: `verify` for what was made from a sealed document, `inspect` for other people's PDFs. */
  readonly answeredBy: 'verify' | 'inspect';
};

/** As written in the tables of documents: name, what was done, bytes. */
export type Row = readonly [name: string, what: string, pdf: Uint8Array];

export function documentsOf(answeredBy: AgreementDocument['answeredBy'], rows: readonly Row[]): AgreementDocument[] {
  return rows.map(([name, what, pdf]) => ({ name, what, pdf, answeredBy }));
}
