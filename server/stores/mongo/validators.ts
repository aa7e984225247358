import { isDeepStrictEqual } from 'node:util';
import type { Connection, Model, mongo } from 'mongoose';

/** The part of JSON Schema that mongoose makes of its own. Without `properties` and `items` anything of that type is allowed. */
type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
};

/** What the server asks of every record of a collection, also of one that was stored otherwise before. */
type Validation = {
  readonly validator: { readonly $jsonSchema: JsonSchema };
  readonly validationLevel: 'strict';
  readonly validationAction: 'error';
};

/** What is asked of a model here: any of them. */
type AnyModel = {
  readonly collection: Pick<Model<unknown>['collection'], 'name'>;
  readonly schema: { readonly toJSONSchema: (options: { readonly useBsonType: true }) => JsonSchema };
};

/**
 * What the server refuses by itself, whoever writes: fields of another type, unknown and missing ones. Made from the schema of the
 * model, so that a new one needs nothing more.
 */
export function validationOf({ schema }: AnyModel): Validation {
  const $jsonSchema = closed(schema.toJSONSchema({ useBsonType: true }));
  return { validator: { $jsonSchema }, validationLevel: 'strict', validationAction: 'error' };
}

/** Where fields are named, no others are allowed. What mongoose calls `Mixed` names none. */
function closed(schema: JsonSchema): JsonSchema {
  const { properties, items } = schema;
  const fields = Object.entries(properties ?? {}).map(([name, field]) => [name, closed(field)]);
  return {
    ...schema,
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields), additionalProperties: false }),
  };
}

/** Names of the collections that are missing, or validate otherwise than their models. */
export async function unvalidated(connection: Connection, models: readonly AnyModel[]): Promise<readonly string[]> {
  const found = await collectionsOf(connection);
  const known = new Map(found.map(({ name, options }) => [name, options]));
  return models
    .filter((model) => {
      const options: Readonly<Record<string, unknown>> = known.get(model.collection.name) ?? {};
      const { validator, validationLevel, validationAction } = options;
      return !isDeepStrictEqual({ validator, validationLevel, validationAction }, validationOf(model));
    })
    .map(({ collection }) => collection.name);
}

/** Makes the collection validate as its model says. Needs the right `collMod`. */
export async function validate(connection: Connection, model: AnyModel): Promise<void> {
  await connection.db?.command({ collMod: model.collection.name, ...validationOf(model) });
}

/**
 * Has the server refuse nothing until validators are set again: while data is brought from one version to the next. Where that is
 * cut short, every start in production is refused until it is done.
 */
export async function liftValidators(connection: Connection): Promise<void> {
  for (const { name, options } of await collectionsOf(connection))
    if (options?.validator !== undefined) await connection.db?.command({ collMod: name, validationLevel: 'off' });
}

async function collectionsOf(connection: Connection): Promise<readonly mongo.CollectionInfo[]> {
  return (await connection.db?.listCollections<mongo.CollectionInfo>().toArray()) ?? [];
}
