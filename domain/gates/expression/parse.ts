import { operators } from '#contracts/checks/rows.ts';
import type { Result } from '#contracts/problem.ts';
import { type ExpressionFault, Unparsable } from './fault.ts';
import { type Token, tokensOf } from './tokens.ts';
import { type ArithmeticOperator, depthOf, type Expression, functions, isFunction, mostDigits } from './tree.ts';

/** The longest text of an expression, in UTF-16 units. */
const mostLength = 2_000;
/** The most levels of an expression, and of parentheses. */
export const mostDepth = 64;

/**
 * Reads an expression:
 *
 * ```text
 * either  = both { "or" both }          both   = negation { "and" negation }
 * negation = "not" negation | comparison
 * comparison = sum [ ("=" | "!=" | "<" | "<=" | ">" | ">=") sum | "is" ["not"] "null" ]
 * sum     = product { ("+" | "-") product }     product = signed { ("*" | "/" | "%") signed }
 * signed  = "-" signed | value
 * value   = number | 'text' | true | false | null | column | "column" | function "(" either { "," either } ")" | "(" either ")"
 * ```
 *
 * Words of the language and functions are written in any case, columns exactly.
 */
export function parseExpression(text: string): Result<Expression, ExpressionFault> {
  try {
    if (text.length > mostLength)
      throw new Unparsable(mostLength, `an expression has at most ${mostLength} characters`);
    const parser = createParser(tokensOf(text));
    const expression = parser.either();
    parser.end();
    if (depthOf(expression) > mostDepth) throw new Unparsable(0, `an expression has at most ${mostDepth} levels`);
    return { ok: true, value: expression };
  } catch (fault) {
    if (!(fault instanceof Unparsable)) throw fault;
    const { at, message } = fault;
    return { ok: false, problems: { character: [...text.slice(0, at)].length + 1, message } };
  }
}

const reserved: ReadonlySet<string> = new Set(['and', 'or', 'not', 'is', 'null', 'true', 'false']);

function createParser(tokens: readonly Token[]) {
  let place = 0;
  let depth = 0;
  const ending: Token = { kind: 'end', value: '', at: 0 };
  const ahead = (): Token => tokens[Math.min(place, tokens.length - 1)] ?? ending;
  const refuse = (message: string, { at } = ahead()): never => {
    throw new Unparsable(at, message);
  };
  /** Takes the next word where it is one of these, in lower case. */
  const take = <Word extends string>(kind: 'name' | 'symbol', ...words: readonly Word[]): Word | undefined => {
    const { kind: found, value } = ahead();
    const word = found === kind ? words.find((candidate) => candidate === value.toLowerCase()) : undefined;
    if (word !== undefined) place += 1;
    return word;
  };
  const expect = (symbol: string): void => void (take('symbol', symbol) ?? refuse(`expected \`${symbol}\``));
  const deeper = (read: () => Expression): Expression => {
    depth += 1;
    if (depth > mostDepth) refuse(`an expression has at most ${mostDepth} levels`);
    const inner = read();
    depth -= 1;
    return inner;
  };

  const joined = (kind: 'and' | 'or', part: () => Expression): Expression => {
    const first = part();
    const of = [first];
    while (take('name', kind)) of.push(part());
    return of.length === 1 ? first : { kind, of };
  };
  const either = (): Expression => joined('or', both);
  const both = (): Expression => joined('and', negation);
  const negation = (): Expression => (take('name', 'not') ? { kind: 'not', of: deeper(negation) } : comparison());

  function comparison(): Expression {
    const left = sum();
    if (take('name', 'is')) {
      const expected = take('name', 'not') === undefined;
      if (!take('name', 'null')) refuse('expected `null`, or `not null`');
      return { kind: 'isNull', of: left, expected };
    }
    const operator = take('symbol', ...operators);
    return operator === undefined ? left : { kind: 'comparison', operator, left, right: sum() };
  }

  function chain(part: () => Expression, ...signs: readonly ArithmeticOperator[]): Expression {
    let left = part();
    for (let operator = take('symbol', ...signs); operator; operator = take('symbol', ...signs))
      left = { kind: 'arithmetic', operator, left, right: part() };
    return left;
  }
  const sum = (): Expression => chain(product, '+', '-');
  const product = (): Expression => chain(signed, '*', '/', '%');
  const signed = (): Expression => (take('symbol', '-') ? { kind: 'negated', of: deeper(signed) } : value());

  function value(): Expression {
    const token = ahead();
    if (take('symbol', '(')) {
      const inner = deeper(either);
      expect(')');
      return inner;
    }
    if (token.kind === 'end' || token.kind === 'symbol') return refuse('expected a value');
    place += 1;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', digits: token.value };
      case 'text':
        return { kind: 'text', text: token.value };
      case 'quoted':
        return { kind: 'column', name: token.value };
      case 'name':
        return named(token);
    }
  }

  function named(token: Token): Expression {
    const word = token.value.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'truth', value: word === 'true' };
    if (word === 'null') return { kind: 'null' };
    if (reserved.has(word)) return refuse('expected a value', token);
    return ahead().kind === 'symbol' && ahead().value === '('
      ? call(word, token)
      : { kind: 'column', name: token.value };
  }

  function call(name: string, token: Token): Expression {
    if (!isFunction(name))
      return refuse(`no function is called \`${token.value}\`: there are ${Object.keys(functions).join(', ')}`, token);
    expect('(');
    const of = [deeper(either)];
    while (take('symbol', ',')) of.push(deeper(either));
    expect(')');
    const [least, most] = functions[name];
    if (of.length < least || of.length > most)
      return refuse(
        `\`${name}\` takes ${least === most ? least : `${least} to ${most}`} of them, not ${of.length}`,
        token,
      );
    if (name === 'round' && of[1] !== undefined && digitsIn(of[1]) === undefined)
      return refuse(`\`round\` takes a whole number of digits from -${mostDigits} to ${mostDigits}`, token);
    return { kind: 'call', name, of };
  }

  return {
    either,
    end: () => void (ahead().kind === 'end' || refuse('expected an operator, or the end')),
  };
}

/** The whole number that an expression is as it stands, where `round` can take it for its digits. */
export function digitsIn(expression: Expression): number | undefined {
  if (expression.kind === 'negated' && expression.of.kind === 'number') {
    const digits = digitsIn(expression.of);
    return digits === undefined ? undefined : -digits;
  }
  if (expression.kind !== 'number' || !/^\d+$/.test(expression.digits)) return undefined;
  const digits = Number(expression.digits);
  return digits <= mostDigits ? digits : undefined;
}
