import type { Json } from "@/domain/json.ts";
import type { Side } from "@/domain/task.ts";
import type { PlannedChange } from "@/ports/operations.ts";

/**
 * `conflict`: both sides changed one thing; `missing`: gone from one side, and nobody deleted it; `held`: went with very
 * many others; `given up`: a write that is not tried again; `unread`: what was seen of it could not be decided on;
 * `left out`: one side lacks a part of it.
 */
export const inboxKinds = [
  "conflict",
  "missing",
  "held",
  "given up",
  "unread",
  "left out",
] as const;
export type InboxKind = (typeof inboxKinds)[number];

/**
 * `taskwarrior`, `vikunja`: that side's value on both; `keep`: that which stands; `take back`: as before it was picked;
 * `bring back`, `let go`: of a task that is gone from one side; `drop`, `let rest`: it is no failure any more.
 */
export const inboxChoices = [
  "taskwarrior",
  "vikunja",
  "keep",
  "take back",
  "bring back",
  "let go",
  "retry",
  "drop",
  "let rest",
] as const;
export type InboxChoice = (typeof inboxChoices)[number];

/** A value as one side holds it. */
export interface InboxValue {
  /** `null`: there is nothing. */
  readonly value: Json;
  /** When it was given that value, as the side stamps it; `null`: not known. */
  readonly at: string | null;
  /** Who gave it, where a program of this machine did; `null`: not known. */
  readonly by: string | null;
}

/** Both values of one field, whole and in the form of their side. */
export interface InboxField extends Readonly<Record<Side, InboxValue>> {
  readonly field: string;
}

export interface InboxOffer {
  readonly choice: InboxChoice;
  /** Nothing is written for it. */
  readonly isAsItIs: boolean;
  /** What it writes on both sides, in order, if they take it; `null`: nobody asked, or it is read anew first. */
  readonly will: readonly PlannedChange[] | null;
  /** Why it cannot be had now; `null`: nothing speaks against it. */
  readonly hindrance: string | null;
}

/** One thing that waits for a person, or did. */
export interface InboxItem {
  /** The same as long as it waits. */
  readonly id: string;
  readonly kind: InboxKind;
  readonly task: string;
  readonly title: string;
  /** Path of its project; empty: none. */
  readonly project: readonly string[];
  readonly vikunjaId: number | null;
  readonly since: string;
  readonly why: string;
  /** The side whose value stands on both, of a conflict; `null`: each has its own. */
  readonly kept: Side | null;
  /** The side that the task, or a part of it, is not on; `null`: both have it. */
  readonly lacking: Side | null;
  /** Of a whole task: what is not empty of it. */
  readonly fields: readonly InboxField[];
  /** What that side lacks, with the reason for each. */
  readonly parts: readonly { readonly what: string; readonly why: string }[];
  /** What could not be made again, in words. */
  readonly missing: readonly string[];
  readonly offers: readonly InboxOffer[];
  /** Somebody has said what is to become of it. */
  readonly isAnswered: boolean;
}

/** Which items; an empty list: all. */
export interface InboxAsked {
  readonly kinds: readonly InboxKind[];
  /** As Taskwarrior writes them, with those below. */
  readonly projects: readonly string[];
  /** Somewhere in title, project, value or reason, whatever its case. */
  readonly text: string;
  readonly ids: readonly string[];
  /** Those that were answered and can be taken back, in place of those that wait. */
  readonly answered: boolean;
  /**
   * Each item is told whole: all values with when and by whom they were given, and what each choice will do. Without: as
   * the lists of the log have it, which is what a list of many needs.
   */
  readonly foresees: boolean;
  /** Of that choice alone it is told what it will do; `null`: of each. */
  readonly choice: InboxChoice | null;
  readonly from: number;
  readonly limit: number;
}

export interface InboxPage {
  /** The newest first. */
  readonly items: readonly InboxItem[];
  /** How many there are of what was asked for. */
  readonly total: number;
  /** Of each kind, whatever kind was asked for. */
  readonly counts: Readonly<Record<InboxKind, number>>;
  /** Grows with all that happens: the same number, the same inbox. */
  readonly position: number;
}

export interface InboxAct {
  readonly id: string;
  readonly choice: InboxChoice;
}

/** What came of one. */
export interface InboxOutcome extends InboxAct {
  readonly task: string;
  readonly title: string;
  /** In words; `null`: it is done. */
  readonly error: string | null;
  /** What takes it back; `null`: no answer does, or none does of something that was answered with it: see `operation`. */
  readonly undo: InboxAct | null;
  /**
   * Position of the first event of all that was carried out together, which names it in `history` and `undo`; `null`:
   * nothing came of it that these tell.
   */
  readonly operation: number | null;
}

export interface Inbox {
  look(asked: InboxAsked, signal: AbortSignal): Promise<InboxPage>;
  /** Many at once, after one look at both sides; one that cannot be had keeps no other from it. */
  act(acts: readonly InboxAct[], signal: AbortSignal): Promise<readonly InboxOutcome[]>;
}
