import { gatesKnowTheirColumns } from './gates.ts';
import { modelAndLabelsKnowTheirColumns, sectionsHaveTheirGround } from './models.ts';
import { partitionsAreTold } from './partitions.ts';
import { quorumCanBeReached, stagesAreInOrder } from './promotion.ts';
import type { Rule } from './rule.ts';
import { eventTimesAreTimestamps, sourcesHaveFeeds } from './sources.ts';
import { windowsArePossible } from './windows.ts';

/** All rules, in the order in which a person would want to hear of them. */
export const rules: readonly Rule[] = [
  sourcesHaveFeeds,
  eventTimesAreTimestamps,
  windowsArePossible,
  partitionsAreTold,
  gatesKnowTheirColumns,
  sectionsHaveTheirGround,
  modelAndLabelsKnowTheirColumns,
  stagesAreInOrder,
  quorumCanBeReached,
];
