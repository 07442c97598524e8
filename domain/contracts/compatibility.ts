import type { Contract, ContractBreak, ContractProperty, LogicalType } from '#contracts/contract.ts';
import { narrowings } from './constraints.ts';

/**
 * The breaks between a contract and the one that is to follow it (`BACKWARD`): what data that `before` allows could be and
 * `after` does not allow. None: whatever was or is still written under `before` can be read under `after`.
 *
 * Each rule says that something `after` allows includes what `before` allows. So the relation is transitive, and comparing with
 * the contract in force compares with all that came before it (`BACKWARD_TRANSITIVE`): no older one has to be remembered.
 */
export function breaksBetween(before: Contract, after: Contract): ContractBreak[] {
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  return [
    ...breaksOfKey(old, next),
    ...[...old.values()].flatMap((property) => breaksOf(property, next.get(property.name))),
    ...added(old, next),
  ];
}

type Properties = ReadonlyMap<string, ContractProperty>;

const propertiesOf = ({ schema: [table] }: Contract): Properties =>
  new Map((table?.properties ?? []).map((property) => [property.name, property]));

const keyOf = (properties: Properties): string[] =>
  [...properties.values()].flatMap(({ name, primaryKey }) => (primaryKey ? [name] : [])).sort();

function breaksOfKey(old: Properties, next: Properties): ContractBreak[] {
  const [before, after] = [keyOf(old), keyOf(next)];
  if (before.join('\0') === after.join('\0')) return [];
  return [{ code: 'CONTRACT_KEY_CHANGED', path: 'primaryKey', before, after }];
}

/** Earlier data have no value of a new column. */
const added = (old: Properties, next: Properties): ContractBreak[] =>
  [...next.values()].flatMap(({ name, required }) => {
    if (!required || old.has(name)) return [];
    return [
      { code: 'CONTRACT_COLUMN_REQUIRED', column: name, path: `properties.${name}`, before: null, after: 'required' },
    ];
  });

function breaksOf(before: ContractProperty, after: ContractProperty | undefined): ContractBreak[] {
  const column = before.name;
  const path = `properties.${column}`;
  // A snapshot has the columns of its contract and, unless a gate allows more, no others: a closed content model.
  if (!after) return [{ code: 'CONTRACT_COLUMN_REMOVED', column, path, before: before.logicalType, after: null }];
  const breaks: ContractBreak[] = [];
  const say = (code: ContractBreak['code'], part: string, was: ContractBreak['before'], is: ContractBreak['after']) =>
    breaks.push({ code, column, path: `${path}.${part}`, before: was, after: is });
  if (!isRead(before.logicalType, after.logicalType))
    say('CONTRACT_TYPE_CHANGED', 'logicalType', before.logicalType, after.logicalType);
  if (after.required && !before.required) say('CONTRACT_COLUMN_REQUIRED', 'required', false, true);
  const [unit, nextUnit] = [unitOf(before), unitOf(after)];
  if (unit !== null && unit !== nextUnit) say('CONTRACT_UNIT_CHANGED', 'customProperties.unit', unit, nextUnit);
  for (const { path: part, before: was, after: is } of narrowings(before, after))
    say('CONTRACT_VALUES_NARROWED', part, was, is);
  return breaks;
}

/**
 * Whether values of a type are values of another. An integer is a number, as in Avro's promotions; a date is no timestamp: Avro has
 * no such promotion (it would take days for milliseconds), and which instant of which zone's day would be a guess.
 *
 * @see https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
 */
const isRead = (before: LogicalType, after: LogicalType): boolean =>
  before === after || (before === 'integer' && after === 'number');

/** The declared unit; null where none is. One may be declared later: that says nothing else of the data. */
function unitOf({ customProperties = [] }: ContractProperty): string | null {
  const value = customProperties.find(({ property }) => property === 'unit')?.value;
  return value === undefined || value === null ? null : String(value);
}
