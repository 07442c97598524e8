import { formatDuration } from '#contracts/time.ts';
import type { Plan, PlannedColumn } from './plan.ts';
import type { TrainerCommand } from './trainer.ts';

/** The text of `pipeline.yaml`, with a comment that gives the reason for each choice. */
export function pipelineText(plan: Plan, trainer?: TrainerCommand): string {
  const { name, window, time, span, label } = plan;
  const size = formatDuration(window.size);
  const weeks = window.offset > 0 ? `, offset: ${formatDuration(window.offset)}` : '';
  const source = (which: string) => `  ${which}:
    contract: contracts/${which}.yaml
    eventTime: ${time.name}
    # The feeder itself says how far it is complete. A feed that says nothing: { maxDisorder: 36h }. One arrival that would move the
    # watermark by more than all your data span is held for a person: a wrong year, or seconds for milliseconds.
    watermark: { asserted: true, required: true, maxAdvance: ${formatDuration(span)} }
`;
  return `# Written by \`tidegate init\` from ${plan.rows} rows. It is yours: every choice has its reason beside it; docs/reference/pipeline.md.
apiVersion: tidegate.dev/v1
kind: Pipeline
name: ${name}

sources:
${source(name)}${label ? source(`${name}-labels`) : ''}
# The longest of the usual sizes of which your data fill at least twenty: ${window.count} whole ones, of ${window.fewest} to about ${window.median} rows.${weeks ? ' Weeks begin on Monday.' : ''}
# What comes within two windows after the end makes a new pane that supersedes the old one.
windows: { align: [${name}], size: ${size}${weeks}, allowedLateness: ${formatDuration(2 * window.size)} }

gates:
  data:
    # One row in a hundred may be set aside with its reason; more than that fails the pane.
    tolerate: { rows: 1% }
    onFail: quarantine
    onInconclusive: hold
    checks:
${dataChecks(plan).join('\n')}
${label ? modelPart(plan, trainer) : ''}`;
}

const dataChecks = ({ columns, key, time, window }: Plan): string[] => {
  const others = columns.filter(({ given }) => given !== key.given && given !== time.given);
  return [
    '      - schema: {}',
    `      # The smallest window had ${window.fewest} rows: below half of that something is missing.`,
    `      - rowCount: { min: ${Math.max(1, Math.floor(window.fewest / 2))}, severity: warn }`,
    `      - unique: { columns: [${key.name}] }`,
    ...[key, ...others]
      .filter(({ nulls }) => nulls === 0)
      .map(({ name }) => `      - nullRate: { column: ${name}, max: 0 }`),
    ...others.filter(isNeverNegative).map(({ name }) => `      - range: { column: ${name}, min: 0 }`),
    ...others.flatMap(checkOfValues),
  ];
};

const isNeverNegative = ({ type, min }: PlannedColumn): boolean =>
  (type === 'integer' || type === 'number') && min !== undefined && min >= 0;

const checkOfValues = ({ name, values }: PlannedColumn): string[] =>
  values && values.length > 0 && values.length <= 20
    ? [
        `      # A new value is worth a warning, but no error.`,
        `      - set: { column: ${name}, values: ${JSON.stringify(values)}, severity: warn }`,
      ]
    : [];

function modelPart(plan: Plan, trainer: TrainerCommand | undefined): string {
  const { name, window, key, time, label } = plan;
  if (!label || !trainer) return '';
  const over = Math.max(1, Math.floor(window.count * 0.5));
  const holdout = Math.max(1, Math.floor(window.count * 0.2));
  const heldOut = Math.max(1, Math.floor((holdout * window.median * (1 - label.missing)) / 2));
  const entropy = -(label.share * Math.log(label.share) + (1 - label.share) * Math.log(1 - label.share));
  const model = `${name}-${label.name.toLowerCase().replaceAll('_', '-')}`.slice(0, 63);
  const maxMissing = Math.min(100, Math.ceil(label.missing * 100) + 10);
  const time_of = (windows: number) => formatDuration(windows * window.size);
  return `  labels:
    tolerate: { rows: 1% }
    onFail: quarantine
    onInconclusive: hold
    checks:
      - schema: { source: ${name}-labels }
      - unique: { source: ${name}-labels, columns: [${key.name}] }
  model:
    checks:
      - integrity: {}
      - leakage: {}
      # Half of what the held-out windows should hold.
      - holdout: { minRows: ${heldOut} }
      # 0.5 is a coin. Raise it to what you would call useful, once you know what can be reached.
      - auc: { min: 0.5 }
      # Always saying ${(label.share * 100).toFixed(1)} %, the share in your data, has this log loss: above it a model knows less than that. A warning at first.
      - logLoss: { max: ${entropy.toFixed(3)}, severity: warn }
      # Not worse than the champion by more than 0.01 of AUC, with 95 % confidence, on the same rows.
      - baseline: { metric: auc, margin: 0.01 }

model:
  name: ${model}
  entities: ${name}
  entityKey: ${key.name}
  task: binary
  features: features.sql
  # The instant of the prediction. Asked two hours before: ${time.name} - 2h.
  asOf: ${time.name}

# The model predicts the probability that ${label.given} is ${label.positive}. A label that has not come is missing, never negative.
labels: { source: ${name}-labels, key: ${key.name}, column: ${label.name}, availableAt: known_at, deadline: ${time_of(2)}, maxMissing: ${maxMissing}% }

training:
  # By itself as soon as half of your ${window.count} windows and a fifth to hold out are there; again when as much is new.
  every: ${time_of(over + holdout)}
  over: ${time_of(over)}
  # The newest part, which the trainer never sees: the gate measures on it.
  holdout: ${time_of(holdout)}
  trainer: { command: ${JSON.stringify(trainer.command)}, folder: trainer }
  # Wall time for one attempt.
  deadline: 30m
  attempts: 3
  seed: 1

promotion:
  # Two people of different roles; whoever applied the spec or asked for the training is neither of them.
  approvals: { quorum: 2, roles: [ml-lead, risk], separationOfDuties: true, deadline: 7d, onTimeout: reject }
  # The first model has nothing to be compared with and goes straight to production; these are for its successors.
  stages:
    - shadow: { panes: 2 }
    - canary: { weight: 25%, minLabels: ${Math.max(200, Math.floor(window.median / 2))} }
    - production: { bake: 3 panes }
  # Harm is a log loss that is surely higher than the predecessor's by more than this, in nats a row.
  analysis: { margin: 0.02 }

access: { principals: principals.yaml }
`;
}
