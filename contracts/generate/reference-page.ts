import type { z } from 'zod';
import { PipelineSpec } from '../spec.ts';
import { jsonSchemaOf } from './json-schemas.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** `docs/reference/pipeline.md`: every key of `pipeline.yaml` with its values and default. */
export function referencePage(): string {
  const rows = rowsOf(jsonSchemaOf(PipelineSpec, ''), '', true);
  return [
    '# `pipeline.yaml`',
    '',
    'Every key, with the values that it takes. Paths of files start from the folder of `pipeline.yaml`. `*` stands for a name of',
    'your own, `[]` for the items of a list.',
    'This page is generated from `contracts/spec.ts` by `npm run generate`; the JSON Schema for editors is',
    '`contracts/json-schema/pipeline.schema.json`.',
    '',
    '| key | values | needed | default |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf(schema: JsonSchema, path: string, needed: boolean): string[] {
  const inner = childrenOf(schema, path);
  const own = path === '' ? [] : [rowOf(schema, path, needed)];
  return [...own, ...inner.flatMap((child) => rowsOf(child.schema, child.path, child.needed))];
}

interface Child {
  readonly schema: JsonSchema;
  readonly path: string;
  readonly needed: boolean;
}

/** The keys below a schema; those of all its forms where it has several, each key once. */
function childrenOf(schema: JsonSchema, path: string): Child[] {
  const forms = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(isSchema);
  const several = forms.length > 2;
  const children = forms.flatMap((form): Child[] => {
    const keys = Object.entries(form.properties ?? {}).filter((entry): entry is [string, JsonSchema] =>
      isSchema(entry[1]),
    );
    const named = keys.map(([key, value]) => ({
      schema: value,
      path: path === '' ? key : `${path}.${key}`,
      needed: !several && (form.required?.includes(key) ?? false),
    }));
    const any =
      isSchema(form.additionalProperties) && form.propertyNames
        ? [{ schema: form.additionalProperties, path: `${path}.*`, needed: false }]
        : [];
    const items =
      isSchema(form.items) && childrenOf(form.items, '').length > 0 ? childrenOf(form.items, `${path}[]`) : [];
    return [...named, ...any, ...items];
  });
  return children.filter((child, i) => children.findIndex((other) => other.path === child.path) === i);
}

function rowOf(schema: JsonSchema, path: string, needed: boolean): string {
  const fallback = schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``;
  return `| \`${path}\` | ${valuesOf(schema)} | ${needed && schema.default === undefined ? 'yes' : ''} | ${fallback} |`;
}

function valuesOf(schema: JsonSchema): string {
  if (schema.description !== undefined) return schema.description;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const forms = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(isSchema);
  if (forms.length > 0) return [...new Set(forms.map(valuesOf))].join(' or ');
  if (schema.type === 'array') return `list of ${isSchema(schema.items) ? valuesOf(schema.items) : 'anything'}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything');
  const from = schema.minimum ?? schema.exclusiveMinimum;
  const to = schema.maximum ?? schema.exclusiveMaximum;
  const range = [
    from === undefined ? '' : `from ${from}`,
    to === undefined || to === Number.MAX_SAFE_INTEGER ? '' : `to ${to}`,
  ].filter(Boolean);
  return `${type}${range.length > 0 ? ` ${range.join(' ')}` : ''}`;
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
