import type { Json } from "@/domain/json.ts";

/** A task as people and scripts are told it: as Taskwarrior holds it, or Vikunja while only that has it. */
export interface ToldTask {
  readonly task: string;
  readonly title: string;
  readonly done: boolean;
  /** `null`: Vikunja has not got it. */
  readonly vikunjaId: number | null;
  /** As Taskwarrior writes it; empty: none. */
  readonly project: string;
  readonly labels: readonly string[];
  /** 0 none, 1 low, 2 medium, 3 high. */
  readonly priority: number;
  /** Vikunja's own number, where it is another one. */
  readonly priorityInVikunja?: number;
  /** ISO UTC, as the other dates; `null`: none. */
  readonly due: string | null;
  readonly scheduled: string | null;
  readonly notes: string;
  readonly comments: readonly string[];
  readonly assignees: readonly string[];
  /** UUIDs of the tasks that block it, or Vikunja's ids while only that has it. */
  readonly depends: readonly string[];
  /** What else is synced of it and has a value, by the fields' names; absent: nothing. */
  readonly more?: Readonly<Record<string, Json>>;
  /** Of the last claim that nobody has ended; it may be over. */
  readonly claim: { readonly agent: string; readonly token: number; readonly until: string } | null;
  /** For `--if-version`. */
  readonly version: number;
}
