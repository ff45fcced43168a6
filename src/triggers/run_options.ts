import type { HeldAnswer } from "@/domain/decide/commands.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { SideTask } from "@/engine/message.ts";
import type { SyncOptions } from "@/ports/operations.ts";
import type { Rank } from "@/ports/push_queue.ts";
import type { Turns } from "@/ports/turns.ts";

/** What one run is to look at. */
export interface RunOptions extends SyncOptions {
  /**
   * Which Vikunja tasks: all that changed, or those named by id and, with `changes`, these too.
   * Without: all that changed. `isMuch`: more than usual has changed.
   */
  readonly vikunja?: {
    readonly changes: boolean;
    readonly ids: readonly number[];
    readonly isMuch?: boolean;
  };
  /** Pushes to repeat: all that wait, or those whose time has come. Without: all. */
  readonly resend?: "all" | "due" | "none";
  /** Without: Taskwarrior is looked at. */
  readonly taskwarrior?: boolean;
  /** One of many looks of a daemon, of that rank: what concerns all tasks is seen to by others. */
  readonly part?: Part;
  /** Nothing but this task is looked at; no cursor moves. */
  readonly onlyTask?: string;
  /** What somebody says of deletions that are held. */
  readonly held?: {
    readonly answer: HeldAnswer;
    readonly tasks: readonly { readonly task: string; readonly side: Side }[];
  };
}

export interface Part {
  readonly rank: Rank;
  /** Awaited between two pages of tasks, so that what came meanwhile gets its turn. */
  readonly breathe?: () => Promise<void>;
  /** Taken within a page as well; without: a page is handed out in one go. */
  readonly turns?: () => Turns;
  /** A reading that was overtaken is somebody else's to repeat; without: it is repeated here. */
  readonly onOvertaken?: (task: SideTask) => void;
  /** What Taskwarrior could not tell yet is to be read again soon. */
  readonly onUnsettled?: () => void;
  /** New tasks in Vikunja that a create of ours may have made: to be read again. */
  readonly onHeld?: (reading: Reading) => void;
  /** Told when all was read and nothing is handed out yet, with what hands out one task before its turn, and up to where. */
  readonly onArranged?: (hand: (streamId: string) => void, upTo: ReadUpTo) => void;
  /** Told once, before anything of it is handed out, what Vikunja has shown. */
  readonly onShown?: (readings: readonly Reading[]) => void;
  /** Told before a task is handed what was seen of it. */
  readonly beforeHanding?: (streamId: string) => void;
}

/** The cursor of each side that a run has read. */
export type ReadUpTo = Readonly<Record<Side, (() => string) | null>>;

/** Up to where each side was read. */
export interface Cursors {
  /** Moves on over what we write ourselves. */
  of(side: Side): string | null;
  /** All that the read of this cursor has shown is on the log. */
  note(side: Side, cursor: () => string): void;
  lastCompleteAt(side: Side): string | null;
}

/** Tasks that went lately on each side, where many short runs are to be guarded like one long one. */
export interface GoneLately {
  streams(side: Side): readonly string[];
  add(side: Side, streamIds: readonly string[]): void;
  /** Somebody has looked at it and wants it so. */
  forget(): void;
}
