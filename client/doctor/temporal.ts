import { problemOf } from '#contracts/problem.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';
import { temporalRelease } from '#local/temporal-release.ts';
import { retentionMs } from '#local/temporal-server.ts';
import { within } from '../temporal/connect.ts';
import { problemOfFailure } from '../temporal/failures.ts';
import { type Examination, failing, warning, well } from './diagnosis.ts';
import type { Surroundings } from './surroundings.ts';
import { operator } from './temporal-command.ts';

const callMs = 3_000;
const dayMs = 86_400_000;
export const retentionDays = retentionMs / dayMs;
/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's protocol. */
const keyword = 2;

/** Temporal's server, and what Tidegate needs of its namespace. */
export const temporalExaminations = (around: Surroundings): Examination[] => [
  { what: 'Temporal', code: 'TEMPORAL_UNAVAILABLE', look: () => server(around) },
  { what: 'namespace', code: 'TEMPORAL_UNAVAILABLE', look: () => namespace(around) },
  { what: 'retention', code: 'TEMPORAL_UNAVAILABLE', look: () => retention(around) },
  { what: 'search attributes', code: 'TEMPORAL_UNAVAILABLE', look: () => attributes(around) },
];

async function server({ client, address }: Surroundings) {
  const asked = within(client, callMs, () => client.workflowService.getSystemInfo({}));
  const { serverVersion } = await asked.catch((error: unknown) => {
    const { code } = problemOfFailure(error) ?? {};
    throw code === 'TEMPORAL_UNAVAILABLE' ? problemOf(code, `nothing answers at ${address}`) : error;
  });
  const observed = `${address} answers, version ${serverVersion}`;
  if (!isOlder(serverVersion, temporalRelease.server)) return well(observed);
  const fix = `Upgrade it to ${temporalRelease.server}: https://docs.temporal.io/self-hosted-guide/upgrade-server`;
  return warning(`${observed}; Tidegate is tested with ${temporalRelease.server}`, fix);
}

/** Whether one version has an older minor release than another. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

const described = ({ client }: Surroundings) =>
  within(client, callMs, () => client.workflowService.describeNamespace({ namespace: client.options.namespace }));

async function namespace(around: Surroundings) {
  await described(around);
  return well(around.client.options.namespace);
}

/**
 * Examines the namespace's retention. Temporal deletes closed runs after this time, so a worker that is off for longer
 * loses runs that were not archived.
 */
async function retention(around: Surroundings) {
  const { config } = await described(around);
  const kept = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
  const observed = `closed runs are kept for ${daysOf(kept)}`;
  if (kept >= retentionMs) return well(observed);
  return warning(
    `${observed}; ${retentionDays} days leave time to archive them after an outage`,
    operator(around, `namespace update --retention ${retentionDays}d`),
  );
}

const daysOf = (ms: number): string => {
  const days = ms / dayMs;
  return days >= 1 ? `${Math.floor(days)} day${days >= 2 ? 's' : ''}` : `${Math.floor(ms / 3_600_000)} hours`;
};

async function attributes(around: Surroundings) {
  const { client } = around;
  const { customAttributes } = await within(client, callMs, () =>
    client.connection.operatorService.listSearchAttributes({ namespace: client.options.namespace }),
  );
  const names = Object.values(searchAttributes);
  const missing = names.filter((name) => !Object.hasOwn(customAttributes, name));
  const other = names.filter((name) => !missing.includes(name) && customAttributes[name] !== keyword);
  if (other.length > 0) {
    return failing(
      `of another type than Keyword: ${other.join(', ')}`,
      operator(around, `search-attribute remove --yes ${other.map((name) => `--name ${name}`).join(' ')}`),
    );
  }
  if (missing.length === 0) return well(`all ${names.length} are registered`);
  // Each name needs its own `--type`: with one type for all, only the first name would be registered.
  const pairs = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
  return failing(`not registered: ${missing.join(', ')}`, operator(around, `search-attribute create ${pairs}`));
}
