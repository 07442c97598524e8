/** Panes, training and inference share no queue, so that none waits for another: a large pane delays no arrival, nor does a receiver that hangs. */
export const taskQueues = {
  core: 'tidegate',
  panes: 'tidegate-panes',
  training: 'tidegate-training',
  inference: 'tidegate-inference',
  archive: 'tidegate-archive',
  notices: 'tidegate-notices',
} as const;
