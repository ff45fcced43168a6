import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { mayBeNews, taskNews } from "@/notices/task_news.ts";
import { observed } from "@tests/support/log_events.ts";

interface Look {
  readonly assignees?: readonly string[];
  /** Author by comment id; `null`: nobody kept it. */
  readonly comments?: Readonly<Record<string, string | null>>;
  readonly done?: boolean;
}

/** Looks at one task in Vikunja, one after the other. */
function streamOf(...looks: readonly Look[]): readonly StoredEvent<SyncEvent>[] {
  return looks.map(({ assignees = [], comments = {}, done = false }, index) => {
    const event = observed("vikunja");
    if (event.type !== "TaskObserved") throw new Error("not a look");
    const task = {
      ...event.data.task,
      title: "Roof",
      assignees,
      done,
      dueAt: null,
      comments: Object.keys(comments).map((id) => ({ id, text: `<p>${id}</p>` })),
    };
    const authors = Object.entries(comments).filter(([, author]) => author !== null);
    const extra = { comment_authors: Object.fromEntries(authors) };
    return {
      position: index + 1,
      streamId: "s",
      version: index + 1,
      recordedAt: `2026-11-21T05:00:0${index}.000Z`,
      event: { ...event, data: { ...event.data, task, extra } },
    };
  });
}

const reader = { me: "me", plainText: (html: string) => html.replaceAll(/<\/?p>/g, "") };
const idsOf = (...looks: readonly Look[]) =>
  taskNews(streamOf(...looks), reader).map(({ id }) => id);

Deno.test("taskNews() names an assignment by the look that showed it first", () => {
  assert.deepEqual(idsOf({}, { assignees: ["me"] }, { assignees: ["ann", "me"] }), [
    "assigned/s/2",
  ]);
  assert.deepEqual(idsOf({ assignees: ["me"] }, {}, { assignees: ["me"] }), ["assigned/s/3"]);
  assert.deepEqual(idsOf({ assignees: ["me"] }, { assignees: ["ann"] }), []);
  assert.deepEqual(idsOf({ assignees: ["me"] }, { assignees: ["me"], done: true }), []);
});

Deno.test("taskNews() tells of comments that somebody else is known to have written", () => {
  const comments = { "7": "ann", "8": "me", "9": null };
  const [comment] = taskNews(streamOf({}, { comments }, { comments, done: true }), reader);
  assert.deepEqual(comment, {
    id: "comment/7",
    kind: "comment",
    task: "s",
    title: "Roof",
    at: "2026-11-21T05:00:01.000Z",
    text: "ann on Roof: 7",
  });
  assert.deepEqual(idsOf({ comments }), ["comment/7"]);
  assert.deepEqual(idsOf({ comments }, {}), []);
});

Deno.test("taskNews() tells nothing of a task that is gone", () => {
  const [look] = streamOf({ assignees: ["me"] }) as [StoredEvent<SyncEvent>];
  const gone: SyncEvent = {
    type: "TaskGone",
    data: { side: "vikunja", how: "deleted", changedAt: null },
  };
  assert.deepEqual(taskNews([look, { ...look, version: 2, event: gone }], reader), []);
});

Deno.test("mayBeNews() is true of every look that taskNews() tells anything of", () => {
  const looks: readonly Look[] = [
    {},
    { assignees: ["me"] },
    { comments: { "1": "ann" } },
    { comments: { "1": "me" } },
    { comments: { "1": null } },
  ];
  for (const look of looks) {
    const [stored] = streamOf(look) as [StoredEvent<SyncEvent>];
    assert.equal(mayBeNews(stored, "me"), taskNews([stored], reader).length > 0);
  }
});

Deno.test("taskNews() does not tell of an assignment by which a claim shows, and tells of one that outlasts it", () => {
  const looks = streamOf({}, { assignees: ["me"] }, { assignees: ["me", "ann"] });
  const mirrored = (data: { token: number | null; assignee: string | null }, version: number) => ({
    position: version,
    streamId: "s",
    version,
    recordedAt: "2026-11-21T05:00:00.000Z",
    event: { type: "ClaimMirrored" as const, data },
  });
  const claimed = [...looks.slice(0, 1), mirrored({ token: 1, assignee: "me" }, 9)];
  const news = (stream: readonly StoredEvent<SyncEvent>[]) =>
    taskNews(stream, reader).map(({ id }) => id);
  assert.deepEqual(news([...claimed, ...looks.slice(1)]), []);
  const over = mirrored({ token: null, assignee: null }, 10);
  assert.deepEqual(news([...claimed, ...looks.slice(1, 2), over, ...looks.slice(2)]), [
    "assigned/s/3",
  ]);
});
