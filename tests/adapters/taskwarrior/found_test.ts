import assert from "node:assert/strict";
import { planWrite } from "@/adapters/taskwarrior/plan.ts";
import { readingOf } from "@/adapters/taskwarrior/common/reading.ts";
import { writtenAs } from "@/adapters/taskwarrior/written_as.ts";
import { defaultTaskwarriorSettings as settings } from "@/mapping/taskwarrior/settings.ts";

Deno.test("a write says which tags somebody had put on already, unless an earlier try of its own may have", () => {
  const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
  const entry = "20260301T090000Z";
  const current = { uuid, description: "tea", status: "pending", entry, tags: ["next"] };
  for (const mayHaveHappened of [false, true]) {
    const write = {
      key: `${uuid}@1`,
      id: uuid,
      push: {
        kind: "update",
        patch: { labels: { add: ["home", "next"], remove: [] } },
        expected: {},
      },
      requestedAt: "2026-03-01T09:00:01Z",
      mayHaveHappened,
      link: null,
      linkedComments: [],
    } as const;
    const plan = planWrite(write, current, { settings, now: "2026-03-01T09:00:02Z" });
    assert.ok(plan.kind === "send");
    const written = writtenAs(write, plan, readingOf(plan.object, settings));
    assert.ok(written.kind === "written");
    const theirs = { labels: { add: ["next"], remove: [] } };
    assert.deepEqual(written.undone, mayHaveHappened ? undefined : theirs);
  }
});
