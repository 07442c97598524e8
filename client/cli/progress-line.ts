/** A progress line on standard error that overwrites itself. Writes nothing if standard error is no terminal. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  const write = (text: string) => {
    if (stream.isTTY) stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  };
  return { show: write, clear: () => write('') };
}
