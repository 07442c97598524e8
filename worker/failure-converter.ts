import { DefaultFailureConverter, type PayloadConverter, type ProtoFailure } from '@temporalio/common';

/**
 * Failures are written into histories, which are kept for ever: so without stacks and without paths of this machine. The worker's log has
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
