import { describe, expect, it } from 'vitest';
import { faultText } from '#activities/duckdb/faults.ts';
import { exactGlob } from '#activities/duckdb/files.ts';
import { identifier, literal } from '#activities/duckdb/quoting.ts';

describe('why DuckDB refused', () => {
  it('is told in one line without paths of this machine', () => {
    const error = new Error(
      `Invalid Input Error: No magic bytes found at end of file '/home/somebody/x.parquet'\n\nLINE 1: …`,
    );
    expect(faultText(error)).toBe('Invalid Input Error: No magic bytes found at end of file a file');
  });

  it.each([
    'Out of Memory Error: failed to allocate',
    'IO Error: Could not write file "x": No space left on device',
    'INTERRUPT Error: Interrupted!',
    'Parser Error: syntax error',
    'connection disconnected',
  ])('is thrown where the data are not to blame: %s', (message) => {
    const error = new Error(message);
    expect(() => faultText(error)).toThrow(error);
  });
});

describe('quoting', () => {
  it('keeps names names and texts texts', () => {
    expect(identifier('a"; DROP')).toBe('"a""; DROP"');
    expect(literal("it's")).toBe("'it''s'");
    expect(() => literal('a\0b')).toThrow(RangeError);
    expect(exactGlob('/a[b]*?/c')).toBe('/a[[]b][*][?]/c');
  });
});
