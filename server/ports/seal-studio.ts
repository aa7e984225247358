import type { FieldCode, WordData } from '#core/confirmation/errors.ts';
import type { SealFace, SealPicture, SealVersion } from '../model/seals/seal.ts';

/** An untrusted picture rebuilt from what is allowed in it, or why it is refused. */
export type CleanedPicture =
  | { readonly kind: 'cleaned'; readonly picture: SealPicture }
  | { readonly kind: 'refused'; readonly code: FieldCode; readonly data: WordData };

export type PreviewRequest = { readonly seal: SealVersion; readonly face: SealFace; readonly nameEn: string };

/** Where pictures of seals are judged and drawn: off the event loop, since they come from outside. */
export type SealStudio = {
  readonly clean: (picture: SealPicture) => Promise<CleanedPicture>;
  /** A PDF of one page that shows the seal at true size, marked so that nobody takes it for a document. */
  readonly preview: (request: PreviewRequest) => Promise<Uint8Array>;
};
