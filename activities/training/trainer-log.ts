import { z } from 'zod';
import { TrainingProgress } from '#contracts/training.ts';

/** A line of progress as trainers print it. */
const Line = z.object({ progress: z.number(), message: z.string().default('') });

const maxBytes = 1024 * 1024;
const maxLine = 16 * 1024;

/** What a trainer prints: the last megabyte, and the progress that its lines report. */
export interface TrainerLog {
  add(chunk: Buffer, stream: 'stdout' | 'stderr'): void;
  content(): Buffer;
}

export function createTrainerLog(onProgress: (progress: TrainingProgress) => void): TrainerLog {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let dropped = 0;
  let line = '';
  const readLines = (text: string) => {
    const lines = (line + text).split('\n');
    line = (lines.pop() ?? '').slice(0, maxLine);
    for (const each of lines) {
      const progress = progressOf(each);
      if (progress) onProgress(progress);
    }
  };
  return {
    add: (chunk, stream) => {
      chunks.push(chunk);
      bytes += chunk.length;
      while (bytes > maxBytes && chunks.length > 1) {
        const first = chunks.shift()?.length ?? 0;
        bytes -= first;
        dropped += first;
      }
      if (stream === 'stdout') readLines(chunk.toString('utf8'));
    },
    content: () => {
      const notice = dropped > 0 ? `(${dropped} bytes before this were left out)\n` : '';
      return Buffer.concat([Buffer.from(notice), Buffer.concat(chunks).subarray(-maxBytes)]);
    },
  };
}

function progressOf(line: string): TrainingProgress | undefined {
  if (!line.startsWith('{') || line.length > maxLine) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { data } = Line.safeParse(value);
  const share = Math.min(1, Math.max(0, data?.progress ?? 0));
  const message = (data?.message ?? '').slice(0, 200).toWellFormed();
  return data && TrainingProgress.parse({ share, message });
}
