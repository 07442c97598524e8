import { DefaultFailureConverter, type PayloadConverter, type ProtoFailure } from '@temporalio/common';

/**
 * What fails is written into a history for ever: no stack and no path of this machine goes with it. The worker's own log has
 * both.
 */
class DiscreetFailureConverter extends DefaultFailureConverter {
  override errorToFailure(error: unknown, payloadConverter: PayloadConverter): ProtoFailure {
    return discreet(super.errorToFailure(error, payloadConverter));
  }
}

function discreet({ stackTrace: _stackTrace, message, cause, ...failure }: ProtoFailure): ProtoFailure {
  return { ...failure, message: withoutPaths(message ?? ''), ...(cause && { cause: discreet(cause) }) };
}

/** An absolute path where one begins; not the tail of a URI or of a name with slashes in it. */
const absolutePath = /(?<![\w/:.~-])\/[\w.@+~-]+(?:\/[\w.@+~-]+)+/g;

export const withoutPaths = (text: string): string => text.replace(absolutePath, '[path]');

export const failureConverter = new DiscreetFailureConverter();
