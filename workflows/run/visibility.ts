import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { type SearchAttribute, searchAttributes } from '#contracts/search-attributes.ts';

type Values = Partial<Record<SearchAttribute, string>>;

const pairs = (values: Values) =>
  (Object.entries(values) as [SearchAttribute, string][]).map(([name, value]) => ({
    key: defineSearchAttributeKey(searchAttributes[name], SearchAttributeType.KEYWORD),
    value,
  }));

/** Search attributes for a child workflow's options. */
export const searchable = (values: Values) => new TypedSearchAttributes(pairs(values));

/** Changes this run's search attributes. */
export const makeSearchable = (values: Values): void => upsertSearchAttributes(pairs(values));

/** What the UI shows of a run: Markdown, at most 20,000 bytes. */
export const showDetails = (markdown: string): void => setCurrentDetails(markdown.slice(0, 18_000));
