/** Errors that say nothing about the data: the machine lacks something, somebody interrupted the query, or a defect of ours. */
const passing =
  /^(?:Out of Memory|INTERRUPT|Permission|FATAL|Parser|Catalog)\b|No space left|Too many open files|No files found|Input\/output error|could not allocate|Cannot open file|Could not (?:write|create|remove|sync)/i;

/**
 * Why DuckDB refused a query, as one line without paths of this machine.
 *
 * @throws the error itself if the data are not at fault: memory, disk, interruption, invalid SQL
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error) || !/^[A-Za-z ]+ Error:/.test(error.message) || passing.test(error.message))
    throw error;
  return lineOf(error);
}

/** An error's first line, without paths of this machine. */
export function lineOf({ message }: Error): string {
  const [line = ''] = message.split('\n');
  return withoutPaths(line);
}

/** What DuckDB ran out of, as one line; undefined for any other error. */
export function exhaustionText(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : '';
  const [line = ''] = message.split('\n');
  return /^Out of Memory|No space left|could not allocate|max_temp_directory_size/i.test(message)
    ? withoutPaths(line)
    : undefined;
}

const withoutPaths = (line: string): string => line.replaceAll(/(["'])\/[^"']*\1/g, 'a file').slice(0, 300);

/** Whether DuckDB refuses all work after this error. */
export const isFatal = (error: unknown): boolean =>
  error instanceof Error && /^(?:FATAL|INTERNAL) Error/.test(error.message);
