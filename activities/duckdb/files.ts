import { literals } from './quoting.ts';

/** A path as a glob that matches only itself. */
export const exactGlob = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]');

/** The rows of some Parquet files as a table function. */
export const parquetFiles = (paths: readonly string[], options = ''): string =>
  `read_parquet(${literals(paths.map(exactGlob))}${options})`;
