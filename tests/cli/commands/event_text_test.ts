import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import { eventText } from "@/cli/commands/event_text.ts";
import { stamp } from "@/words/when.ts";

const now = new Date("2026-11-28T12:00:00Z");
const says = ({ type, data }: SyncEvent) =>
  eventText({ position: 1, at: "", task: "log", type, data: data as unknown as Json }, now);

Deno.test("eventText() tells what a run did in words, also one of which little is known", () => {
  const none = { taskwarrior: 0, vikunja: 0 };
  const summary = {
    linked: 6,
    created: { ...none, vikunja: 2 },
    updated: none,
    deleted: none,
    conflicts: 0,
    requests: 1,
    durationMs: 181,
  };
  assert.equal(
    says({ type: "SyncCompleted", data: { summary } }),
    "6 tasks linked; created 2 in Vikunja (1 request, 0.18 s)",
  );
  assert.equal(says({ type: "SyncCompleted", data: { summary: { linked: 1 } } }), '{"linked":1}');
});

Deno.test("eventText() tells times by the clock here", () => {
  const retryAt = "2026-11-28T12:03:00.000Z";
  const failed = {
    side: "vikunja",
    request: 4,
    code: "SERVER_UNAVAILABLE",
    message: "away",
    attempt: 2,
    retryAt,
  } as const;
  assert.equal(
    says({ type: "PushFailed", data: failed }),
    `in Vikunja (4), try 2: SERVER_UNAVAILABLE away; again at ${stamp(retryAt, now).trim()}`,
  );
  assert.equal(
    says({ type: "OccurrenceReopened", data: { at: retryAt } }),
    `at ${stamp(retryAt, now).trim()}`,
  );
});
