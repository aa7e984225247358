import type { JsonSchema } from '../../openapi/schemas.ts';
import { type TextPart, withCode } from './text-parts.ts';

/** A type by its name; one that has a table of its own is linked. */
export type SchemaType = { readonly text: string; readonly schema: string | null };

export type FieldRow = {
  /** `vehicles[].vin`: where it stands. */
  readonly path: string;
  readonly required: boolean;
  readonly type: readonly SchemaType[];
  readonly bounds: string;
  readonly description: readonly TextPart[];
};

/** A named schema as a table of its fields, those of nested objects included. */
export function schemaView(name: string, schema: JsonSchema) {
  return { name, description: withCode(String(schema.description ?? '')), rows: fieldRows(schema, '') };
}

function fieldRows(schema: JsonSchema, before: string): readonly FieldRow[] {
  const required = new Set((schema.required ?? []) as readonly string[]);
  return Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).flatMap(([name, field]) => {
    const path = before + name;
    const row: FieldRow = {
      path,
      required: required.has(name),
      type: schemaType(field),
      bounds: boundsOf(field),
      description: withCode(String(field.description ?? '')),
    };
    return [row, ...nestedObjects(field, path).flatMap(([nested, at]) => fieldRows(nested, `${at}.`))];
  });
}

/** The objects written out inside a field, with where they stand. */
function nestedObjects(field: JsonSchema, path: string): readonly (readonly [JsonSchema, string])[] {
  if (field.properties !== undefined) return [[field, path]];
  if (field.items !== undefined) return nestedObjects(field.items as JsonSchema, `${path}[]`);
  return alternatives(field).flatMap((one) => nestedObjects(one, path));
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return (schema.anyOf ?? schema.oneOf ?? []) as readonly JsonSchema[];
}

/** The names of what a value may be. */
export function schemaType(schema: JsonSchema): readonly SchemaType[] {
  if (typeof schema.$ref === 'string') return [{ text: nameIn(schema.$ref), schema: nameIn(schema.$ref) }];
  const several = alternatives(schema);
  if (several.length > 0) return withoutRepetition(several.flatMap(schemaType));
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => plain(JSON.stringify(value)));
  if (schema.const !== undefined) return [plain(JSON.stringify(schema.const))];
  if (schema.items !== undefined)
    return schemaType(schema.items as JsonSchema).map(({ text, schema: name }) => ({
      text: `${text}[]`,
      schema: name,
    }));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'string'];
  return types.map((type) => plain(String(type === 'string' ? (schema.format ?? type) : type)));
}

function plain(text: string): SchemaType {
  return { text, schema: null };
}

function withoutRepetition(types: readonly SchemaType[]): readonly SchemaType[] {
  return [...new Map(types.map((type) => [type.text, type])).values()];
}

function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

const BOUNDS = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minimum', 'maximum'],
] as const;

/** How long, how many or how large, as `1–40`. */
function boundsOf(schema: JsonSchema): string {
  const found = BOUNDS.find(([least, most]) => schema[least] !== undefined || schema[most] !== undefined);
  if (found === undefined) return '';
  const [least, most] = [schema[found[0]] ?? '', schema[found[1]] ?? ''];
  return least === most ? String(least) : `${least}–${most}`;
}
