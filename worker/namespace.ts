import type { Client } from '@temporalio/client';
import { workflowId } from '#contracts/ids/workflow-ids.ts';
import { searchAttributes } from '#contracts/search-attributes.ts';

/** Selects Tidegate's runs, for a namespace may be shared. Our workflows are named as the keys of their ids. */
export const ownRuns = `WorkflowType IN (${Object.keys(workflowId)
  .map((type) => `'${type}'`)
  .join(', ')})`;

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's protocol. */
const keyword = 2;

/** Registers the search attributes that are missing in the namespace. */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const { namespace } = client.options;
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter((name) => !Object.hasOwn(customAttributes, name));
  if (missing.length === 0) return;
  await client.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])),
  });
}
