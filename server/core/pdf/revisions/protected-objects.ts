import { exceeded } from '#core/pdf/syntax/limits.ts';
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
  let steps = 0;
  for (const [revision, { byNumber }] of forms) {
    const permitted = permissions.at(revision + 1);
    for (const node of byNumber.values()) {
      if (since.has(node.number)) continue;
      steps += permitted.locks.length * costOf(node.name);
      if (steps > MAX_STEPS) throw exceeded('treeNodes');
      if (!isSigned(file, node, revision) && !isLocked(permitted, node.name)) continue;
      since.set(node.number, revision + 1);
      for (const part of roles.partsOf(node.number, parts)) if (!since.has(part)) since.set(part, revision + 1);
    }
  }
  return since;
}

/** Looks of names into lists of locks, by how much of the names is looked up. */
const MAX_STEPS = 4_000_000;

function costOf(name: string): number {
  return 1 + ((name.length * name.split('.').length) >> 6);
}

function isSigned(file: PdfFile, { type, value }: FormNode, revision: number): boolean {
  return type === 'Sig' && isDict(file.objects.resolve(value, revision));
}
