import type { Expression } from '#domain/gates/expression/tree.ts';

/** An expression as text, with every part in parentheses. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.digits;
    case 'text':
      return `'${expression.text.replaceAll("'", "''")}'`;
    case 'truth':
      return String(expression.value);
    case 'null':
      return 'null';
    case 'column':
      return `"${expression.name.replaceAll('"', '""')}"`;
    case 'negated':
      return `-${inner(expression.of)}`;
    case 'not':
      return `not ${inner(expression.of)}`;
    case 'isNull':
      return `${inner(expression.of)} is ${expression.expected ? '' : 'not '}null`;
    case 'arithmetic':
    case 'comparison':
      return `${inner(expression.left)} ${expression.operator} ${inner(expression.right)}`;
    case 'and':
    case 'or':
      return expression.of.map(inner).join(` ${expression.kind} `);
    case 'call':
      return `${expression.name}(${expression.of.map(print).join(', ')})`;
  }
}

const plain: ReadonlySet<Expression['kind']> = new Set(['number', 'text', 'truth', 'null', 'column', 'call']);
const inner = (expression: Expression): string =>
  plain.has(expression.kind) ? print(expression) : `(${print(expression)})`;
