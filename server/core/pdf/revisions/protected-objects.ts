import type { PdfFile } from '#core/pdf/syntax/open-pdf.ts';
import { isDict } from '#core/pdf/syntax/values.ts';
import type { FormNode, FormTree } from './form-tree.ts';
import { isLocked, type PermissionHistory } from './permissions.ts';
import type { Roles } from './roles.ts';

/**
 * The fields that hold a signature or are locked, and all that their looks are made of, each with the first revision in
 * which it may not change any more.
 */
export function readProtectedObjects(
  file: PdfFile,
  forms: ReadonlyMap<number, FormTree>,
  permissions: PermissionHistory,
  roles: Roles,
): ReadonlyMap<number, number> {
  const since = new Map<number, number>();
  const parts = new Set<number>();
  for (const [revision, { byNumber }] of forms) {
    const permitted = permissions.at(revision + 1);
    for (const node of byNumber.values()) {
      if (since.has(node.number) || !(isSigned(file, node, revision) || isLocked(permitted, node.name))) continue;
      since.set(node.number, revision + 1);
      for (const part of roles.partsOf(node.number, parts)) if (!since.has(part)) since.set(part, revision + 1);
    }
  }
  return since;
}

function isSigned(file: PdfFile, { type, value }: FormNode, revision: number): boolean {
  return type === 'Sig' && isDict(file.objects.resolve(value, revision));
}
