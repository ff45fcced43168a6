import assert from "node:assert/strict";
import type { Json } from "@/domain/json.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { EngineMark, EnginePlace } from "@/ports/engine_mark.ts";
import type { DataHistory } from "@/ports/replica.ts";
import { type BelongingDeps, checkBelonging, nextRound } from "@/triggers/belonging.ts";

const home: EnginePlace = { host: "laptop", machine: "m1", stateDir: "/home/ann/state" };

/** A data folder and a log, each with what it remembers. */
function world() {
  const facts = new Map<string, Json>();
  let mark: EngineMark | null = null;
  let ids = 0;
  const deps = (here: EnginePlace, more: Partial<BelongingDeps> = {}): BelongingDeps => ({
    log: {
      cachedFacts: (name) => facts.has(name) ? { facts: facts.get(name) ?? null, at: "" } : null,
    },
    marks: {
      read: () => mark,
      write: (_, next) => void (mark = next),
      isThere: () => true,
    },
    here,
    newId: () => `log-${++ids}`,
    now: () => new Date("2026-11-20T10:00:00Z"),
    history: () => Promise.resolve("continued" as DataHistory),
    ...more,
  });
  async function run(here: EnginePlace, isThis = false, more: Partial<BelongingDeps> = {}) {
    const found = await checkBelonging(deps(here, more), "/data", isThis);
    if (found.kind === "older data") return found.kind;
    const events = [...found.events, nextRound(deps(here), "/data", found.engine.log)];
    for (const event of events) {
      if (event.type === "FactsCached") facts.set(event.data.name, event.data.facts);
    }
    return found.kind;
  }
  return {
    run,
    facts,
    get mark() {
      return mark;
    },
    putBack: (then: EngineMark | null) => void (mark = then),
  };
}

async function refusal(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (thrown) {
    assert.equal((thrown as SyncError).code, "BINDING");
    return (thrown as SyncError).message;
  }
  throw new Error("nothing was refused");
}

Deno.test("N10: checkBelonging() refuses a copy on another machine, or in another place, until it is said to be the one", async () => {
  const { run } = world();
  await run(home);
  const elsewhere = { ...home, host: "desktop", machine: "m2" };
  assert.match(
    await refusal(run(elsewhere)),
    /belongs to the engine on laptop in .* this is desktop/,
  );
  assert.match(
    await refusal(run({ ...home, stateDir: "/mnt/copy" })),
    /this is laptop in \/mnt\/copy/,
  );
  assert.equal(await run({ ...home, host: "renamed", machine: null }), "same");
  assert.equal(await run(elsewhere, true), "same");
  assert.equal(await run(elsewhere), "same");
});

Deno.test("N10: checkBelonging() refuses a folder that another log works on, unless that is gone", async () => {
  const first = world();
  await first.run(home);
  const second = world();
  second.putBack(first.mark === null ? null : { ...first.mark, log: "log of the first" });
  const other = { ...home, stateDir: "/home/ann/other" };
  assert.match(await refusal(second.run(other)), /another engine works on this Taskwarrior list/);
  const gone = { marks: { read: () => second.mark, write: () => {}, isThere: () => false } };
  assert.equal(await second.run(other, false, gone), "same");
});

Deno.test("N5: checkBelonging() sees that the folder is some rounds behind, and a log that is", async () => {
  const { run, facts, mark, putBack } = world();
  assert.equal(mark, null);
  await run(home);
  const it = world();
  await it.run(home);
  const early = it.mark;
  const earlyFacts = new Map(it.facts);
  await it.run(home);
  await it.run(home);
  it.putBack(early);
  assert.equal(await it.run(home), "older data");
  assert.equal(facts.size, 2);
  putBack(null);
  const late = world();
  for (let n = 0; n < 3; n++) await late.run(home);
  for (const [name, value] of earlyFacts) late.facts.set(name, value);
  assert.match(await refusal(late.run(home)), /this log is older than what it has done/);
});

Deno.test("N5: checkBelonging() takes a process that ended between mark and log for what it is", async () => {
  const it = world();
  await it.run(home);
  if (it.mark !== null) it.putBack({ ...it.mark, round: it.mark.round + 1 });
  assert.equal(await it.run(home), "same");
});

Deno.test("N5: checkBelonging() without a mark lets the data themselves tell", async () => {
  for (
    const [history, kind] of [
      ["continued", "same"],
      ["gone", "same"],
      ["older", "older data"],
      ["unclear", "older data"],
    ] as const
  ) {
    const it = world();
    await it.run(home);
    it.putBack(null);
    const told = { history: () => Promise.resolve(history as DataHistory) };
    assert.equal(await it.run(home, false, told), kind, history);
  }
});
