import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { Unanswerable } from '#activities/engine/engine.ts';

/**
 * Reads the column names of a CSV file from its first record.
 *
 * @throws {@link Unanswerable} if the file has no header, repeats a name, or has a name that is no valid text
 */
export async function headerOf(path: string): Promise<string[]> {
  const records = parse({ bom: true, to: 1, relax_column_count: true });
  const file = createReadStream(path).on('error', (fault) => records.destroy(fault));
  file.pipe(records);
  try {
    for await (const record of records) return expectNames(record);
  } catch (fault) {
    throw new Unanswerable(`the header of a file is no record: ${fault instanceof Error ? fault.message : fault}`);
  } finally {
    records.destroy();
    file.destroy();
  }
  throw new Unanswerable('a file has no header');
}

function expectNames(record: unknown): string[] {
  const names = Array.isArray(record) ? record.map(String) : [];
  // DuckDB ignores the case of names, and accepts none with a NUL character.
  const alike = names.map((name) => name.toLowerCase());
  const again = names.find((_, i) => alike.indexOf(alike[i] ?? '') < i);
  if (again !== undefined)
    throw new Unanswerable(`a file names the column ${JSON.stringify(again)} twice, whatever the case of its letters`);
  if (names.includes('')) throw new Unanswerable('a file has a column without a name, as pandas writes its index');
  const broken = names.find((name) => name.includes('\0'));
  if (broken !== undefined) throw new Unanswerable(`a file names a column ${JSON.stringify(broken)}, which no text is`);
  if (names.length === 0) throw new Unanswerable('a file has no header');
  return names;
}
