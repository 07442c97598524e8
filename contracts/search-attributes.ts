/** Search attributes by which people find runs in Temporal's UI. All are of type Keyword; the worker registers them. */
export const searchAttributes = {
  pipeline: 'TidegatePipeline',
  partition: 'TidegatePartition',
  /** Start of the window, RFC 3339. */
  window: 'TidegateWindow',
  model: 'TidegateModel',
  stage: 'TidegateStage',
  verdict: 'TidegateVerdict',
  code: 'TidegateCode',
} as const;

export type SearchAttribute = keyof typeof searchAttributes;

/** The server's own attribute of the bundle that a run is on, `{deployment}:{build id}`; lists of runs show it nowhere else. */
export const deploymentVersionAttribute = 'TemporalWorkerDeploymentVersion';
