import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { LogLine, Status } from "@/ports/operations.ts";
import { stamp } from "@/words/when.ts";
import { observed, requested } from "@tests/support/log_events.ts";
import { cli } from "@tests/cli/support.ts";

const task = "0b5c1f2e-0000-4000-8000-000000000001";

function line(position: number, { type, data }: SyncEvent): LogLine {
  return { position, at: "2026-11-21T05:00:00.000Z", task, type, data: data as unknown as Json };
}

const here = stamp("2026-11-21T05:00:00.000Z", new Date("2026-11-21T06:10:00.000Z"));

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
      return Promise.resolve(after === 2 ? [] : [linked, failed]);
    },
  };
  const text = await cli(["log", "#7"], { inspect });
  assert.deepEqual(text.stdout.split("\n"), [
    `${task} «milk»`,
    `${here}  linked with #7 (same title)`,
    `${here}  failed in Vikunja (4), try 2: SERVER_REFUSED no \\x1b[2J; given up`,
    "",
  ]);
  const json = await cli(["log", "--json"], { inspect });
  assert.deepEqual(JSON.parse(json.stdout), { events: [linked, failed] });
  const one = await cli(["log", "#7", "--json"], { inspect });
  assert.deepEqual(JSON.parse(one.stdout), { task, title: "milk", events: [linked, failed] });
  assert.deepEqual(asked, [[task, 0], [null, 0], [null, 2], [task, 0]]);
});

Deno.test("log --follow goes on after the last event that it showed, until it is stopped", async () => {
  const stop = new AbortController();
  const asked: number[] = [];
  const run = await cli(["log", "--follow", "--json"], {
    stop,
    inspect: {
      status: () => Promise.resolve({ events: 1 } as Status),
      log: (_: string | null, after: number) => {
        asked.push(after);
        return Promise.resolve([[linked], [], [failed]][asked.length - 1] ?? []);
      },
    },
    wait: () => {
      if (asked.length === 4) stop.abort();
      return Promise.resolve();
    },
  });
  assert.equal(run.code, 0);
  assert.deepEqual(asked, [0, 1, 1, 2]);
  assert.deepEqual(
    run.stdout.trimEnd().split("\n").map((each) => JSON.parse(each).type),
    ["TaskLinked", "PushFailed"],
  );
});

Deno.test("log --follow tells the day of what comes after midnight", async () => {
  const stop = new AbortController();
  const at = (hours: number) => new Date(2026, 10, 21, hours).toISOString();
  const late = [{ ...linked, at: at(23) }];
  const early = [{ ...linked, position: 2, at: at(25) }];
  const pages = [late, [], early];
  let now = at(23);
  const { stdout } = await cli(["log", "--follow"], {
    stop,
    now: () => new Date(now),
    inspect: {
      status: () => Promise.resolve({ events: 1 } as Status),
      log: () => Promise.resolve(pages.shift() ?? []),
    },
    wait: () => {
      if (pages.length === 0) stop.abort();
      now = at(25);
      return Promise.resolve();
    },
  });
  const [before = "", after = ""] = stdout.split("\n");
  assert.match(before, /^ +23:00:00 /);
  assert.match(after, /^ +01:00:00 /, "of the same day as it is told");
});

Deno.test("log says in words that a task is left alone, and taken in again", async () => {
  const because = "its project is not selected";
  const events = [
    line(1, { type: "TaskDeselected", data: { because } }),
    line(2, { type: "TaskSelected", data: {} }),
  ];
  const inspect = {
    log: (_: string | null, after: number) => Promise.resolve(after === 0 ? events : []),
  };
  assert.deepEqual((await cli(["log"], { inspect })).stdout.split("\n"), [
    `${here}  ${task.slice(0, 8)}  left alone from now on: ${because}`,
    `${here}  ${task.slice(0, 8)}  in the selection again`,
    "",
  ]);
});

const edited = observed("vikunja", "Buy oat milk");
const due = {
  ...edited,
  data: {
    ...edited.data,
    task: { ...edited.data.task, notes: "two\nthree", dueAt: null, labels: ["home"], priority: 3 },
  },
};
const many = [
  line(1, {
    ...edited,
    data: { ...edited.data, task: { ...edited.data.task, notes: "one\ntwo" } },
  }),
  line(2, due),
  line(3, requested("taskwarrior")),
];
const inspect = {
  find: () => Promise.resolve({ task, title: "milk" }),
  log: (_: string | null, after: number) =>
    Promise.resolve(many.filter((each) => each.position > after)),
};

Deno.test("log tells before and after by the names that people use, and notes by their lines", async () => {
  const { stdout } = await cli(["log", "#7"], { inspect });
  assert.match(
    stdout,
    /in Vikunja: notes, priority low → high, due 21 Nov .*→ none, labels \+home -shop\n/,
  );
  assert.match(stdout, /\n +- one\n +\+ three\n/);
  assert.match(stdout, /to do in Taskwarrior: title "Buy milk" → "Buy oat milk"/);
});

Deno.test("log -n shows the last ones, told beside what was before; --since those from then on", async () => {
  const last = await cli(["log", "#7", "-n", "1"], { inspect });
  assert.equal(last.stdout.split("\n").length, 3);
  assert.match(last.stdout, /to do in Taskwarrior/);
  const json = JSON.parse((await cli(["log", "#7", "-n", "2", "--json"], { inspect })).stdout);
  assert.equal(json.events.length, 2);
  const since = async (at: string) =>
    JSON.parse((await cli(["log", "#7", "--since", at, "--json"], { inspect })).stdout).events
      .length;
  assert.deepEqual([await since("2h"), await since("30m"), await since("2026-11-20")], [3, 0, 3]);
  assert.equal((await cli(["log", "--since", "soon"], { inspect })).code, 2);
  assert.equal((await cli(["log", "-n", "x"], { inspect })).code, 2);
});

Deno.test("log goes through the pager on a terminal, and is written where there is none", async () => {
  const paged: string[] = [];
  const by = (isThere: boolean) => ({
    inspect,
    outputColumns: 80,
    pager: (text: string) => {
      paged.push(text);
      return Promise.resolve(isThere);
    },
  });
  assert.equal((await cli(["log", "#7"], by(true))).stdout, "");
  const { stdout } = await cli(["log", "#7"], by(false));
  assert.deepEqual(paged, [stdout, stdout]);
  await cli(["log", "#7", "--no-pager"], by(true));
  await cli(["log", "#7", "--json"], by(true));
  assert.equal(paged.length, 2);
});
