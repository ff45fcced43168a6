import type { Instant } from "@/domain/task.ts";

export const noticeKinds = [
  "due",
  "overdue",
  "assigned",
  "comment",
  "conflict",
  "stale",
  "unsent",
] as const;
/** `stale`: no good sync for a while; `unsent`: a change that has not arrived for a while. */
export type NoticeKind = (typeof noticeKinds)[number];

export const noticeTargets = ["terminal", "command", "desktop", "ntfy", "webhook"] as const;
export type NoticeTarget = (typeof noticeTargets)[number];

/** One thing to tell a person, once. */
export interface Notice {
  /** The same for the same thing, for ever; a new due date or a new comment is another thing. */
  readonly id: string;
  readonly kind: NoticeKind;
  /** UUID; `null`: it is about no single task. */
  readonly task: string | null;
  readonly title: string | null;
  /** The instant it is about: due date, when it was first seen, last good sync. */
  readonly at: Instant | null;
  /** All of it in one sentence. */
  readonly text: string;
}
