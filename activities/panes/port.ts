import type { Check } from '#contracts/check.ts';
import type { Code } from '#contracts/codes.ts';
import type { Column } from '#contracts/contract.ts';
import type { Digest } from '#contracts/digest.ts';
import type { ArrivalKey, FateCounts } from '#contracts/ledger.ts';
import type { Measure, Measurement } from '#contracts/measure.ts';
import type { Ruling } from '#contracts/quarantine.ts';
import type { Remediation } from '#contracts/remediation.ts';
import type { OrdinalRange, Repair } from '#contracts/snapshot.ts';
import type { Window } from '#contracts/window.ts';
import type { ReleasedRows } from '#domain/gates/waiver.ts';
import type { GridFrom } from '#domain/time/windows.ts';

export interface PaneInput {
  readonly pipeline: string;
  readonly partition: string;
  readonly feed: string;
  readonly window: Window;
  readonly pane: number;
  /** Arrivals are those in these segments with an ordinal of at most `through` whose times touch the window. */
  readonly segments: readonly Digest[];
  readonly through: number;
  /** Arrivals that are held or refused, and so left out. */
  readonly except: readonly OrdinalRange[];
  /** All windows that an arrival's rows may fall into. */
  readonly grid: { readonly size: number; readonly period: number; readonly offset: number };
  /** The feed's sources; a check or repair that names none is about the first. */
  readonly sources: readonly PaneSource[];
}

export interface PaneSource {
  readonly name: string;
  /** The column that holds the event time: a timestamp (UTC where it has no zone), a date, or epoch milliseconds. */
  readonly eventTime: string;
  /** The contract's columns, which say how CSV and NDJSON are typed: what is called a string there stays text as it stands. */
  readonly columns?: readonly Column[] | undefined;
  /** The grids of all versions of the spec, where more than one says into which windows its rows fall. */
  readonly grids?: readonly GridFrom[] | undefined;
  /** Which of its rows are this partition's; all, where it is left out. */
  readonly partition?: PartitionFilter | undefined;
}

/** Rows of one partition: those with its value in a column, or whose value falls into its part of a hash. */
export interface PartitionFilter {
  readonly name: string;
  readonly by: string;
  /** All partitions, the first of which keeps account of rows that are in none. */
  readonly of: readonly string[];
  readonly hashed: boolean;
}

/** What is known of a snapshot once it is assembled. */
export interface Assembled {
  readonly snapshot: Digest;
  /** Rows by source, without those that were set aside. */
  readonly rows: Readonly<Record<string, number>>;
  /** The Parquet artifact of each source's rows. */
  readonly parts: Readonly<Record<string, Digest>>;
  /** The `PaneAccount` artifact, and the sum of its fates over the window. */
  readonly account: Digest;
  readonly fates: FateCounts;
  /** Arrivals that could not be read; at most a hundred are named. */
  readonly unreadable: readonly (ArrivalKey & { readonly code: Code })[];
  /** In the order of the plan. */
  readonly measurements: readonly Measurement[];
}

export interface RemediateInput extends PaneInput {
  readonly assembled: { readonly snapshot: Digest; readonly account: Digest };
  readonly remediations: readonly Remediation[];
  /** The gate's checks about rows (their kinds have an `offence`) with severity error: their offenders are set aside. */
  readonly rowChecks: readonly Check[];
  /** The checks of the earlier rounds, which are applied again before: each round sets aside from what the one before it left. */
  readonly before?: readonly (readonly Check[])[];
  /** Rulings of people on quarantined rows of this window: `Ruling` artifacts, the oldest first. */
  readonly rulings?: readonly Digest[];
  /** The parts of the newest published window before, by source, as far as a step reads them. */
  readonly reference?: Readonly<Record<string, Digest>>;
  readonly plan: readonly Measure[];
}

/** What a declared step did; a step that could not be applied to the columns did nothing. */
export interface AppliedStep extends Omit<Repair, 'step'> {
  readonly remediation: string;
}

export interface Remediated extends Assembled {
  readonly steps: readonly AppliedStep[];
  /** The artifact of rows that were set aside, each with its reasons (Parquet, column `reasons`), by source. */
  readonly quarantine: readonly {
    readonly source: string;
    readonly data: Digest;
    readonly rows: number;
    readonly codes: Readonly<Record<string, number>>;
  }[];
  /** Rows that break a check and are in by a ruling; left out where there are none. */
  readonly released?: ReleasedRows;
}

export interface RuleInput {
  readonly ruling: Ruling;
  /** The account of the pane whose gate set the rows aside. */
  readonly account: Digest;
  /** Earlier rulings on rows of this window. */
  readonly before: readonly Digest[];
}

export interface RuledRows {
  /** The number of rows that the ruling is about, without those of earlier rulings. */
  readonly rows: number;
  /** The account with these rows rejected, and those of former discards; absent where the pane set no such rows aside. */
  readonly amended?: Digest;
}

export interface PaneActivities {
  /** Reads and verifies the batches, writes the snapshot of the window's rows, and measures what the plan asks. */
  assembleSnapshot(input: PaneInput & { readonly plan: readonly Measure[] }): Promise<Assembled>;
  /** Applies the declared repairs, sets offending rows aside, and measures again. */
  remediateSnapshot(input: RemediateInput): Promise<Remediated>;
  /** Counts the rows that a ruling is about, keeps it as an artifact, and amends the account by it. */
  ruleOnRows(input: RuleInput): Promise<RuledRows>;
}
