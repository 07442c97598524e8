/** Training and inference share no queue, so that neither waits for the other. */
export const taskQueues = {
  core: 'tidegate',
  training: 'tidegate-training',
  inference: 'tidegate-inference',
  archive: 'tidegate-archive',
} as const;
