import { z } from 'zod';
import type { Path } from './problem.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that a schema allows at a path: of all alternatives together, where it has several. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  let nodes = alternatives([z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })]);
  for (const step of path) nodes = alternatives(nodes.flatMap((node) => childrenOf(node, step)));
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function alternatives(nodes: readonly unknown[]): JsonSchema[] {
  return nodes
    .filter(isSchema)
    .flatMap((node) => [node, ...alternatives([...(node.anyOf ?? []), ...(node.oneOf ?? [])])]);
}

function childrenOf(node: JsonSchema, step: PropertyKey): unknown[] {
  if (typeof step === 'number') return [node.items];
  const named = node.properties?.[String(step)];
  return [named ?? node.additionalProperties];
}

const isSchema = (node: unknown): node is JsonSchema =>
  typeof node === 'object' && node !== null && !Array.isArray(node);
