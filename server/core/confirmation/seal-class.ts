/**
 * What kind of certificate stands behind a seal, as the trust list says. `e-government`: of a certification body for government
 * business, so that the seal is an electronic seal with the effect of the physical one (电子印章管理办法, 国办发〔2025〕33号,
 * art. 5 and 12). `qualified`: of an authority licensed under the Electronic Signature Law: an electronic signature (art. 13,
 * 14). `other`: of any other authority. `test`: of a TEST authority, without legal effect.
 */
export const SEAL_CERTIFICATES = ['e-government', 'qualified', 'other', 'test'] as const;
export type SealCertificate = (typeof SEAL_CERTIFICATES)[number];

export type SealClass = {
  readonly certificate: SealCertificate;
  /** Under which the seal is filed (电子印章管理办法, art. 17); null where none is known. */
  readonly filingCode: string | null;
};

/** The class of a manufacturer's seal. What the trust list says nothing of claims the least; a TEST issuer's is never more. */
export function sealClassOf({ test, seal }: { readonly test: boolean; readonly seal?: SealClass }): SealClass {
  const filingCode = seal?.filingCode ?? null;
  return { certificate: test ? 'test' : (seal?.certificate ?? 'other'), filingCode };
}
