export { archive } from '../archive/workflow.ts';
export { correction } from '../correction/workflow.ts';
export { deployment } from '../deployment/workflow.ts';
export { pipeline } from '../pipeline/workflow.ts';
export { promotion } from '../promotion/workflow.ts';
export { stream } from '../stream/workflow.ts';
export { training } from '../training/workflow.ts';
export { window } from '../window/workflow.ts';
