/**
 * All that a module of custom checks needs: `import { defineCheck, z } from 'tidegate/checks'`.
 *
 * A module that `tidegate check --checks` loads finds it by this name wherever it lies.
 */
export { z } from 'zod';
export type { Measure } from '#contracts/measure.ts';
export type { OwnFinding } from '#contracts/own-finding.ts';
export {
  type Answers,
  columnsOf,
  countOf,
  driftedOf,
  findingsOf,
  groupedOf,
  latestOf,
  quantileOf,
  spreadOf,
  totalOf,
} from '#domain/gates/checks/answers.ts';
export { type CheckDefinition, type CustomCheck, type CustomContext, defineCheck } from '#domain/gates/custom-check.ts';
export { nearestDouble } from '#domain/statistics/exact-sum.ts';
