import { InferenceSession, Tensor } from 'onnxruntime-node';

/** A binary model, ready to score. */
export interface Model {
  /** How many features it wants; undefined where the model leaves it open. */
  readonly width: number | undefined;
  /**
   * The probability of the positive class by row.
   *
   * @param features row by row, `width` to a row
   * @throws {@link UnreadableModel} where the model cannot be run on them
   */
  score(features: Float32Array, width: number, signal?: AbortSignal): Promise<Float32Array>;
}

/** The bytes are no ONNX model with the inputs and outputs that docs/use/bring-your-trainer.md names. */
export class UnreadableModel extends Error {
  override readonly name = 'UnreadableModel';
}

/** Trees give other bits with other thread counts, linear models with other batch shapes: both are fixed. */
const batchRows = 1_024;
const options: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 4,
};

const inputName = 'features';
const outputName = 'probability';

/**
 * Reads an ONNX model: one input `features` (float32, [N, n]), one output `probability` (float32, [N]).
 *
 * @throws {@link UnreadableModel}
 */
export async function readModel(content: Uint8Array): Promise<Model> {
  const session = await orUnreadable(InferenceSession.create(content, options));
  const width = widthOf(session);
  return {
    width,
    score: async (features, columns, signal) => {
      const rows = features.length / columns;
      const scores = new Float32Array(rows);
      for (let first = 0; first < rows; first += batchRows) {
        signal?.throwIfAborted();
        scores.set(
          await scoreBatch(session, features.subarray(first * columns, (first + batchRows) * columns), columns),
          first,
        );
      }
      return scores;
    },
  };
}

async function scoreBatch(session: InferenceSession, features: Float32Array, columns: number): Promise<Float32Array> {
  const padded = new Float32Array(batchRows * columns);
  padded.set(features);
  const input = new Tensor('float32', padded, [batchRows, columns]);
  const { [outputName]: output } = await orUnreadable(session.run({ [inputName]: input }));
  if (!(output?.data instanceof Float32Array) || output.data.length !== batchRows) {
    throw new UnreadableModel(`the output ${outputName} has not one number a row`);
  }
  return output.data.subarray(0, features.length / columns);
}

function widthOf(session: InferenceSession): number | undefined {
  const [input, ...inputs] = session.inputMetadata;
  const [output, ...outputs] = session.outputMetadata;
  if (inputs.length > 0 || !input?.isTensor || input.name !== inputName || input.type !== 'float32') {
    throw new UnreadableModel(`expected one input, ${inputName}, of float32`);
  }
  if (outputs.length > 0 || !output?.isTensor || output.name !== outputName || output.type !== 'float32') {
    throw new UnreadableModel(`expected one output, ${outputName}, of float32`);
  }
  const [, columns] = input.shape;
  if (input.shape.length !== 2) throw new UnreadableModel(`expected ${inputName} to have two dimensions`);
  return typeof columns === 'number' && columns > 0 ? columns : undefined;
}

async function orUnreadable<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw new UnreadableModel(error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 300) : 'unknown', {
      cause: error,
    });
  }
}
