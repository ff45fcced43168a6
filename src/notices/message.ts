import { noticeKinds } from "@/domain/notice.ts";
import type { ToldNotice } from "@/ports/notices.ts";

/** What one run has to tell, for whoever shows a title and a text. */
interface Message {
  readonly title: string;
  readonly body: string;
  readonly isUrgent: boolean;
}

const maxLines = 12;

/** One message, however many there are: nobody wants fifty of them at once. */
export function messageOf(notices: readonly ToldNotice[]): Message {
  const [first] = notices;
  const isUrgent = notices.some(({ kind }) => urgent.includes(kind));
  if (first !== undefined && notices.length === 1) {
    return { title: titles[first.kind], body: textOf(first), isUrgent };
  }
  const counts = noticeKinds.map((kind) => [kind, notices.filter((n) => n.kind === kind).length])
    .filter(([, count]) => count !== 0).map(([kind, count]) => `${count} ${kind}`);
  const lines = notices.slice(0, maxLines).map((notice) =>
    `${titles[notice.kind]}: ${textOf(notice)}`
  );
  const more = notices.length > maxLines ? [`… and ${notices.length - maxLines} more`] : [];
  return { title: `Tasks: ${counts.join(", ")}`, body: [...lines, ...more].join("\n"), isUrgent };
}

function textOf({ text, repeated }: ToldNotice): string {
  return repeated ? `${text} (perhaps told before)` : text;
}

const urgent: readonly string[] = ["overdue", "conflict", "stale"];

const titles = {
  due: "Due soon",
  overdue: "Overdue",
  assigned: "Assigned to you",
  comment: "New comment",
  conflict: "Conflict",
  stale: "No sync",
  unsent: "Not sent",
} as const;
