/** Names of the signals that an activity sends to the workflow that awaits it. */
export const trainingSignals = {
  progressed: 'trainingProgressed',
  completed: 'trainingCompleted',
  failed: 'trainingFailed',
} as const;
