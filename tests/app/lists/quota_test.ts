import assert from "node:assert/strict";
import { limitDeliveries } from "@/app/lists/quota/delivery_quota.ts";
import { withinLogQuota } from "@/app/lists/quota/log_quota.ts";
import { createQuotaFile } from "@/app/lists/quota/quota_file.ts";
import { createTaskQuota } from "@/app/lists/quota/task_quota.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { Write, Written } from "@/ports/replica.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const write = (name: string, kind: "create" | "update", mayHaveHappened = false) =>
  ({ key: `${name}@1`, push: { kind }, mayHaveHappened }) as unknown as Write;
const done = { kind: "written" } as unknown as Written;
const signal = new AbortController().signal;

/** A list with so many pairs, and a side that takes what it is asked for but `failing`. */
function taskWorld(pairs: string[], most: number) {
  const told: string[] = [];
  const written: string[] = [];
  const state = { failing: "", most };
  const quota = createTaskQuota({
    most: () => state.most,
    onFull: ({ message }) => void told.push(message),
  });
  quota.goBy({
    pairCount: () => pairs.length,
    presenceOf: (streamId) => pairs.includes(streamId) ? "present" : null,
  });
  const failed = { kind: "failed", error: new SyncError("TASK_REFUSED", "no") } as const;
  const side = quota.within({
    write(writes: readonly Write[], _signal: AbortSignal, onWritten) {
      return Promise.resolve(writes.map(({ key }, at) => {
        written.push(key);
        const outcome = key === state.failing ? failed : done;
        onWritten?.(at, outcome);
        return outcome;
      }));
    },
  });
  const send = async (...writes: readonly Write[]) => {
    const told: (string | undefined)[] = [];
    const outcomes = await side.write(writes, signal, (at) => void told.push(writes[at]?.key));
    const codes = outcomes.map((each) => each.kind === "failed" ? each.error.code : "");
    return { codes, told };
  };
  return { pairs, state, told, written, send };
}

Deno.test("createTaskQuota() lets as many tasks be made as there is room for, and all other writes go", async () => {
  const world = taskWorld(["a", "b"], 4);
  const sent = await world.send(
    write("c", "create"),
    write("a", "update"),
    write("d", "create"),
    write("e", "create"),
    write("f", "create", true),
  );
  assert.deepEqual(sent.codes, ["", "", "", "QUOTA", ""]);
  assert.deepEqual(sent.told, ["c@1", "a@1", "d@1", "f@1"]);
  // They are made, and not in the log yet.
  assert.deepEqual((await world.send(write("g", "create"))).codes, ["QUOTA"]);
  assert.match(world.told[0] ?? "", /has as many tasks as it may \(4\); what came later waits/);
  world.pairs.push("c", "d");
  world.pairs.splice(0, 1);
  assert.deepEqual((await world.send(write("e", "create"), write("g", "create"))).codes, [
    "",
    "QUOTA",
  ]);
  world.state.most = 9;
  assert.deepEqual((await world.send(write("g", "create"))).codes, [""]);
});

Deno.test("createTaskQuota() lets nothing be made that waited for room before a restart, or on another host", async () => {
  const world = taskWorld(["a", "b"], 2);
  const waited = { ...write("c", "create", true), isUntried: true };
  const sent = await world.send(waited, write("d", "create", true));
  assert.deepEqual([sent.codes, world.written], [["QUOTA", ""], ["d@1"]]);
  world.state.most = 9;
  assert.deepEqual((await world.send(waited)).codes, [""]);
});

Deno.test("createTaskQuota() gives room back where a task could not be made", async () => {
  const world = taskWorld([], 1);
  world.state.failing = "a@1";
  assert.deepEqual((await world.send(write("a", "create"))).codes, ["TASK_REFUSED"]);
  assert.deepEqual((await world.send(write("b", "create"))).codes, [""]);
  assert.deepEqual((await world.send(write("a", "create"))).codes, ["QUOTA"]);
});

Deno.test("limitDeliveries() looks once, when the minute is over, for all that came beyond the quota", async () => {
  const { runtime, pass } = createSimulatedTime(chanceBy(1));
  const looked: string[] = [];
  const told: string[] = [];
  let fails = 1;
  const deliveries = {
    deliver: (body: unknown) => Promise.resolve({ event: String(looked.push(String(body))) }),
    deliverUnread() {
      if (fails-- > 0) return Promise.reject(new SyncError("DISK_FULL", "full"));
      return Promise.resolve(void looked.push("all"));
    },
  } as unknown as Deliveries;
  const onFull = ({ message }: SyncError) => void told.push(message);
  const failed: string[] = [];
  const limited = limitDeliveries(deliveries, {
    runtime,
    most: () => 2,
    onFull,
    onFailure: ({ message }) => void failed.push(message),
  });
  for (const body of ["1", "2"]) await limited.deliver(body);
  assert.deepEqual(await limited.deliver({ event_name: "task.updated" }), {
    event: "task.updated",
  });
  await limited.deliver("4");
  assert.deepEqual(looked, ["1", "2"]);
  assert.match(told[0] ?? "", /^More than 2 webhooks/);
  await pass(61_000);
  assert.deepEqual(failed, ["full"]);
  await pass(6_000);
  assert.deepEqual(looked, ["1", "2", "all"]);
  await limited.deliver("5");
  assert.equal(looked.at(-1), "5");
  for (const body of ["6", "7", "8"]) await limited.deliver(body);
  limited[Symbol.dispose]();
  await pass(120_000);
  assert.equal(looked.filter((one) => one === "all").length, 1, "nothing is looked at any more");
});

Deno.test("withinLogQuota() ends a list whose log has become too large, and begins none whose log is", async () => {
  const { runtime, pass } = createSimulatedTime(chanceBy(1));
  let bytes = 1_000_000;
  const began: number[] = [];
  const bounded = withinLogQuota({
    run: (_options, _say, signal) =>
      new Promise((resolve) => {
        began.push(bytes);
        signal.addEventListener("abort", () => resolve());
      }),
  }, { runtime, mostMb: () => 2, logBytes: () => bytes, onFull() {} });
  const run = (signal = new AbortController().signal) =>
    bounded.run({ listen: null, socket: null, isOpenForMetrics: false }, () => {}, signal);
  const running = refusal(run());
  await pass(60_000);
  bytes = 2_500_000;
  await pass(60_000);
  const { code, message } = await running;
  assert.deepEqual([code, /has 3 MB, of 2/.test(message)], ["QUOTA", true], message);
  assert.equal((await refusal(run())).code, "QUOTA");
  bytes = 1_000_000;
  const stop = new AbortController();
  const last = run(stop.signal);
  stop.abort(new Error("stopped"));
  await last;
  assert.deepEqual(began, [1_000_000, 1_000_000]);
});

Deno.test("createQuotaFile() says for each list what the file says, and goes on where it is wrong", async () => {
  let text: string | null = null;
  const file = createQuotaFile("/l/service.toml", {
    signatureOf: () => text,
    readTextFile: () => Promise.resolve(text ?? ""),
  });
  assert.equal(await file.reread(), false);
  assert.deepEqual(file.of("anna"), { tasks: null, logMb: null, deliveriesPerMinute: null });
  text = "[quota]\ntasks = 10\nlog_mb = 5\n[quota.anna]\ntasks = 20\n";
  assert.equal(await file.reread(), true);
  assert.equal(await file.reread(), false);
  assert.deepEqual([file.of("anna"), file.of("bert").tasks], [
    { tasks: 20, logMb: 5, deliveriesPerMinute: null },
    10,
  ]);
  text = "[quota]\ntask = 1\nlog_mb = 0\n[quotas]\n";
  const { code, message } = await refusal(file.reread());
  assert.equal(code, "CONFIG");
  for (const part of [/did you mean "tasks"/, /log_mb must be a whole/, /unknown key "quotas"/]) {
    assert.match(message, part);
  }
  assert.equal(file.of("bert").tasks, 10);
  text = "[quota\n";
  assert.match((await refusal(file.reread())).message, /service\.toml:1:/);
  text = null;
  assert.equal(await file.reread(), true);
  assert.equal(file.of("bert").tasks, null);
});
