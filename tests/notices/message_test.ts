import assert from "node:assert/strict";
import type { NoticeKind } from "@/domain/notice.ts";
import { messageOf } from "@/notices/message.ts";
import type { ToldNotice } from "@/ports/notices.ts";

const notice = (kind: NoticeKind, text: string, repeated = false): ToldNotice => ({
  id: text,
  kind,
  task: null,
  title: null,
  at: null,
  text,
  repeated,
});

Deno.test("messageOf() is one thing's own sentence, marked where it may have been told", () => {
  assert.deepEqual(messageOf([notice("comment", "Ann: yes", true)]), {
    title: "New comment",
    body: "Ann: yes (perhaps told before)",
    isUrgent: false,
  });
});

Deno.test("messageOf() counts what there is of several, and shows as many as one can read", () => {
  const due = Array.from({ length: 20 }, (_, number) => notice("due", `task ${number}`));
  const { title, body, isUrgent } = messageOf([...due, notice("overdue", "Milk")]);
  assert.equal(title, "Tasks: 20 due, 1 overdue");
  assert.equal(isUrgent, true);
  const lines = body.split("\n");
  assert.deepEqual([lines[0], lines.length, lines.at(-1)], [
    "Due soon: task 0",
    13,
    "… and 9 more",
  ]);
});
