/** One line on standard error that is written over; nothing where nobody watches. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  const write = (text: string) => {
    if (stream.isTTY) stream.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  };
  return { show: write, clear: () => write('') };
}
