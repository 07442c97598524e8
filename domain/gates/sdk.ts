/**
 * All that a module of custom checks needs: `import { defineCheck, z } from 'tidegate/checks'`.
 *
 * A module of checks finds it by this name wherever it lies.
 */
export { z } from 'zod';
export type { Measure } from '#contracts/measure.ts';
export type { OwnFinding } from '#contracts/own-finding.ts';
export { nearestDouble } from '../statistics/exact-sum.ts';
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
} from './checks/answers.ts';
export { type CheckDefinition, type CustomCheck, type CustomContext, defineCheck } from './custom-check.ts';
