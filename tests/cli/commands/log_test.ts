import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { LogLine } from "@/ports/operations.ts";
import { cli } from "@tests/cli/support.ts";

const task = "0b5c1f2e-0000-4000-8000-000000000001";

function line(position: number, { type, data }: SyncEvent): LogLine {
  return { position, at: "2026-11-21T05:00:00.000Z", task, type, data: data as unknown as Json };
}

const linked = line(1, { type: "TaskLinked", data: { vikunjaId: 7, because: "same title" } });
const failed = line(2, {
  type: "PushFailed",
  data: {
    side: "vikunja",
    request: 4,
    code: "SERVER_REFUSED",
    message: "no \x1b[2J",
    attempt: 2,
    retryAt: null,
  },
});

Deno.test("log shows what happened to a task, a line an event", async () => {
  const asked: (readonly [string | null, number])[] = [];
  const task = linked.task;
  const inspect = {
    find: () => Promise.resolve({ task, title: "milk" }),
    log: (name: string | null, after: number) => {
      asked.push([name, after]);
      return Promise.resolve([linked, failed]);
    },
  };
  const text = await cli(["log", "#7"], { inspect });
  assert.deepEqual(text.stdout.split("\n"), [
    `${task} «milk»`,
    "2026-11-21T05:00:00.000Z  0b5c1f2e  TaskLinked        #7 (same title)",
    "2026-11-21T05:00:00.000Z  0b5c1f2e  PushFailed        " +
    "in Vikunja (4), try 2: SERVER_REFUSED no \\x1b[2J; given up",
    "",
  ]);
  const json = await cli(["log", "--json"], { inspect });
  assert.deepEqual(JSON.parse(json.stdout), { events: [linked, failed] });
  const one = await cli(["log", "#7", "--json"], { inspect });
  assert.deepEqual(JSON.parse(one.stdout), { task, title: "milk", events: [linked, failed] });
  assert.deepEqual(asked, [[task, 0], [null, 0], [task, 0]]);
});

Deno.test("log --follow goes on after the last event that it showed, until it is stopped", async () => {
  const stop = new AbortController();
  const asked: number[] = [];
  const run = await cli(["log", "--follow", "--json"], {
    stop,
    inspect: {
      log: (_: string | null, after: number) => {
        asked.push(after);
        return Promise.resolve([[linked], [failed]][asked.length - 1] ?? []);
      },
    },
    wait: () => {
      if (asked.length === 3) stop.abort();
      return Promise.resolve();
    },
  });
  assert.equal(run.code, 0);
  assert.deepEqual(asked, [0, 1, 2]);
  assert.deepEqual(
    run.stdout.trimEnd().split("\n").map((each) => JSON.parse(each).type),
    ["TaskLinked", "PushFailed"],
  );
});
