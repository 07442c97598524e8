import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { discard, temporaryFolder } from './temporary-folder.ts';

const contract = (id: string, columns: Record<string, string>) => `apiVersion: v3.0.2
kind: DataContract
id: ${id}
version: 1.0.0
schema:
  - name: ${id}
    properties:
${Object.entries(columns)
  .map(([name, type]) => `      - { name: ${name}, logicalType: ${type} }`)
  .join('\n')}
`;

export const pipelineYaml = `apiVersion: tidegate.dev/v1
kind: Pipeline
name: flight-delay
sources:
  flights:
    contract: contracts/flights.yaml
    eventTime: scheduled_at
    watermark: { maxDisorder: 36h, idleAfter: 3d, required: true, maxAdvance: 7d }
  outcomes:
    contract: contracts/outcomes.yaml
    eventTime: scheduled_at
    watermark: { maxDisorder: 2d, maxAdvance: 7d }
windows: { align: [flights], size: 1d, allowedLateness: 2d }
gates:
  data:
    tolerate: { rows: 1% }
    onFail: quarantine
    onInconclusive: hold
    remediate: [ { deduplicate: { by: [flight_id] } } ]
    checks:
      - schema: {}
      - nullRate: { column: origin, max: 0 }
      - range: { column: distance, min: 0 }
  model:
    checks: [ { integrity: {} } ]
model: { name: lateness, entityKey: flight_id, task: binary, features: features.sql, asOf: scheduled_at - 2h }
labels: { source: outcomes, key: flight_id, column: late, availableAt: known_at, deadline: 2d, maxMissing: 10% }
training:
  over: 14d
  holdout: 3d
  trainer: { command: [python, train.py], folder: trainer }
  deadline: 2h
promotion:
  approvals: { quorum: 2, roles: [ml-lead, risk], separationOfDuties: true, deadline: 24h, onTimeout: reject }
  stages: [ { shadow: { panes: 2 } }, { canary: { weight: 10%, minLabels: 500 } }, { production: { bake: 3 panes } } ]
  analysis: { margin: 0.02 }
access: { principals: principals.yaml }
`;

const files: Record<string, string> = {
  'pipeline.yaml': pipelineYaml,
  'contracts/flights.yaml': contract('flights', {
    flight_id: 'string',
    scheduled_at: 'timestamp',
    origin: 'string',
    distance: 'number',
  }),
  'contracts/outcomes.yaml': contract('outcomes', {
    flight_id: 'string',
    scheduled_at: 'timestamp',
    late: 'boolean',
    known_at: 'timestamp',
  }),
  'features.sql': 'select 1',
  'trainer/train.py': 'print("trained")',
  'trainer/__pycache__/train.pyc': 'compiled',
  'principals.yaml': `principals:
  - { name: ada, roles: [ml-lead], publicKey: '${'a'.repeat(64)}' }
  - { name: bob, roles: [risk], publicKey: '${'b'.repeat(64)}' }
`,
};

/** A folder with a whole valid pipeline, some of its files replaced; the path of its `pipeline.yaml`. */
export async function pipelineFolder(replaced: Record<string, string> = {}): Promise<string> {
  const folder = await temporaryFolder('spec');
  onTestFinished(() => discard(folder));
  for (const [path, text] of Object.entries({ ...files, ...replaced })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return join(folder, 'pipeline.yaml');
}

/** The valid spec with one text replaced by another; throws where the text does not occur. */
export function pipelineWith(...replacements: readonly (readonly [from: string, to: string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the fixture has no ${from}`);
    return text.replace(from, to);
  }, pipelineYaml);
}
