import type { SyncEvent } from "@/domain/events.ts";
import type { Notice } from "@/domain/notice.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Task } from "@/domain/task.ts";

type Stored = StoredEvent<SyncEvent>;
type Seen = Extract<SyncEvent, { readonly type: "TaskObserved" }>["data"];

interface Reader {
  /** User name in Vikunja. */
  readonly me: string;
  /** What a comment says, without its markup. */
  readonly plainText: (html: string) => string;
}

/** Whether this event may be news to somebody: a look at Vikunja that shows them, or others' comments. */
export function mayBeNews({ event }: Stored, me: string): boolean {
  if (event.type !== "TaskObserved" || event.data.side !== "vikunja") return false;
  return event.data.task.assignees.includes(me) ||
    event.data.task.comments.some(({ id }) => isByOther(event.data, id, me));
}

/**
 * Of one task's whole stream: that it is theirs now, named by the event that made it so (unless that is how a
 * claim shows), and each comment of somebody else that is there.
 */
export function taskNews(stream: readonly Stored[], { me, plainText }: Reader): readonly Notice[] {
  let assigned: Stored | null = null;
  let last: Seen | null = null;
  let isClaim = false;
  const firstSeen = new Map<string, string>();
  for (const stored of stream) {
    const { event } = stored;
    if (event.type === "TaskGone" && event.data.side === "vikunja") last = null;
    if (event.type === "ClaimMirrored") isClaim = event.data.assignee === me;
    if (event.type !== "TaskObserved" || event.data.side !== "vikunja") continue;
    last = event.data;
    if (!last.task.assignees.includes(me)) assigned = null;
    else if (!isClaim) assigned ??= stored;
    for (const { id } of last.task.comments) {
      if (!firstSeen.has(id)) firstSeen.set(id, stored.recordedAt);
    }
  }
  if (last === null) return [];
  const { task } = last;
  const about = { task: stream[0]?.streamId ?? null, title: task.title };
  const comments = othersComments(last, me).map(({ id, author, text }): Notice => ({
    id: `comment/${id}`,
    kind: "comment",
    ...about,
    at: firstSeen.get(id) ?? null,
    text: `${author} on ${task.title}: ${excerpt(plainText(text))}`,
  }));
  if (assigned === null || task.done) return comments;
  return [{
    id: `assigned/${assigned.streamId}/${assigned.version}`,
    kind: "assigned",
    ...about,
    at: assigned.recordedAt,
    text: `${task.title} is yours now${dueText(task)}`,
  }, ...comments];
}

function othersComments(seen: Seen, me: string) {
  return seen.task.comments.flatMap(({ id, text }) =>
    isByOther(seen, id, me) ? [{ id, text, author: authorOf(seen, id) ?? "" }] : []
  );
}

/** Nobody knows of comments that were read before their authors were kept. */
function isByOther(seen: Seen, comment: string, me: string): boolean {
  const author = authorOf(seen, comment);
  return author !== null && author !== me;
}

function authorOf({ extra }: Seen, comment: string): string | null {
  const authors = extra["comment_authors"] as Readonly<Record<string, string>> | undefined;
  return authors?.[comment] ?? null;
}

function dueText({ dueAt }: Task): string {
  return dueAt === null ? "" : `, due ${dueAt.slice(0, 10)}`;
}

const maxExcerpt = 200;

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= maxExcerpt ? line : `${line.slice(0, maxExcerpt).toWellFormed()}…`;
}
