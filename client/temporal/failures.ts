import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  QueryRejectedError,
  ServiceError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { Code } from '#contracts/codes.ts';
import { Problem, problemOf, TidegateError } from '#contracts/problem.ts';

/** gRPC status codes, as the protocol numbers them. */
const grpc = { invalidArgument: 3, notFound: 5, unimplemented: 12 } as const;

/** Whether the error says that Temporal has no such running workflow, or no such namespace. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || statusOf(error) === grpc.notFound;

/** Converts the error of a call to Temporal, or to a workflow, into a problem. Undefined for a defect. */
export function problemOfFailure(error: unknown): Problem | undefined {
  if (error instanceof TidegateError) return error.problem;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return problemOf('WORKER_UNAVAILABLE');
  if (error instanceof QueryNotRegisteredError || error instanceof QueryRejectedError)
    return problemOf('WORKER_UNAVAILABLE', error.message);
  if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError)
    return problemOfFailure(error.cause);
  if (error instanceof ApplicationFailure) return problemOfApplicationFailure(error);
  if (isNotFound(error)) return problemOf('NOT_FOUND', error instanceof Error ? error.message : undefined);
  const status = statusOf(error);
  if (status === undefined || status === grpc.invalidArgument || status === grpc.unimplemented) return undefined;
  return problemOf('TEMPORAL_UNAVAILABLE');
}

function problemOfApplicationFailure(failure: ApplicationFailure): Problem | undefined {
  const carried = Problem.safeParse(failure.details?.[0]);
  if (carried.success) return carried.data;
  const code = Code.safeParse(failure.type);
  return code.success ? problemOf(code.data, failure.message) : undefined;
}

/** The gRPC status of a failed call. The client may have wrapped the error. */
function statusOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  if (error instanceof ServiceError) return error.cause === undefined ? undefined : statusOf(error.cause);
  return undefined;
}
