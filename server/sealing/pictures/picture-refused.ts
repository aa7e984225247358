import type { FieldCode, WordData } from '#core/confirmation/errors.ts';

export type PictureCode = Extract<FieldCode, `picture-${string}`>;

/** Why a picture is not taken; caught where it was given in. */
export class PictureRefused extends Error {
  readonly code: PictureCode;
  readonly data: WordData;

  constructor(code: PictureCode, data: WordData = {}, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.data = data;
  }
}
