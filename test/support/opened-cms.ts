import { type OpenedCms, openCms } from '#core/cms/open-cms.ts';
import { type DigestOf, readSignedData } from '#core/cms/read-signed-data.ts';
import type { SignatureEvidence } from '#core/confirmation/evidence.ts';

/** A CMS taken apart. Throws where that cannot be done. */
export function openedCms(bytes: Uint8Array): OpenedCms {
  const cms = openCms(bytes, []);
  if (cms.kind === 'unreadable') throw new Error(cms.detail);
  return cms;
}

/** What the reader of seals says of a CMS. */
export async function sealEvidence(
  bytes: Uint8Array,
  digestOf: DigestOf,
  options: { readonly subFilter: string },
): Promise<SignatureEvidence> {
  return (await readSignedData(bytes, digestOf, options)).evidence;
}
