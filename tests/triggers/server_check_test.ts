import assert from "node:assert/strict";
import type { Reading } from "@/domain/task.ts";
import { type ServerCheckDeps, type ServerRead, serverSigns } from "@/triggers/server_check.ts";
import { milk } from "@tests/support/log_events.ts";

const at = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, "0")}Z`;

function signsOf(readAt: number, more: Partial<ServerRead>, title = "as it was edited"): number {
  const seen = { streamId: "s", vikunjaId: 1, title: "t", project: ["Inbox"], createdAt: at(0) };
  const deps = {
    log: {
      seenInVikunja: () => [{ ...seen, updatedAt: at(20), seenAt: at(20) }],
      cachedFacts: () => null,
    },
    store: {
      readStream: () => [{
        event: {
          type: "TaskObserved",
          data: {
            side: "vikunja",
            id: "1",
            task: { ...milk, title },
            extra: {},
            changedAt: at(20),
          },
        },
      }],
    },
    clockOffsetMs: () => 0,
    now: () => new Date(at(readAt + 1)),
  } as unknown as ServerCheckDeps;
  const reading = {
    kind: "present",
    id: "1",
    task: milk,
    extra: {},
    linkHint: null,
    changedAt: at(10),
    createdAt: at(0),
  } as Reading;
  const read = { begunAt: new Date(at(readAt)), complete: false, readings: [reading], ...more };
  return serverSigns(deps, read).length;
}

Deno.test("a look right after our own comment may show the stamp before it: no backup was put back", () => {
  assert.equal(signsOf(21, {}), 0);
  assert.equal(signsOf(40, {}), 1);
});

Deno.test("what a list of changes shows is compared at once", () => {
  const stand = { newest: [], isWhole: true, nowMs: Date.parse(at(22)) };
  assert.equal(signsOf(21, { stand } as unknown as Partial<ServerRead>), 1);
});

Deno.test("a stamp that the server never set, since it died after its answer, is no backup where nothing lacks", () => {
  assert.equal(signsOf(40, {}, milk.title), 0);
});
