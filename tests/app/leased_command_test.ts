import assert from "node:assert/strict";
import { createRunLeased } from "@/app/leased_command.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Claims, Granted, Refused } from "@/ports/claims.ts";
import type { CommandLine, RunCommandLine } from "@/ports/command_line.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { takes } from "@tests/simulation/takes.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createVirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";

const granted: Granted = {
  ok: true,
  task: "a",
  title: "Milk",
  project: "",
  notes: "",
  agent: "ada",
  token: 7,
  until: "2026-05-01T12:10:00Z",
  version: 3,
};
const refused: Refused = {
  ok: false,
  task: "a",
  title: "Milk",
  lockedBy: "bob",
  until: "2026-05-01T12:30:00Z",
  status: "pending",
};

const forMs = 60_000;

/** A command that runs so long, or until it is stopped. */
function lasting(runtime: Runtime, ms: number, ran: CommandLine[]): RunCommandLine {
  return async (line, signal) => {
    ran.push(line);
    const end = await takes(runtime, ms, signal).then(() => 0, () => 143);
    return end;
  };
}

function world(changes: Partial<Claims> = {}, commandMs = 5 * forMs) {
  const time = createVirtualTime("2026-05-01T12:00:00Z", chanceBy(1));
  const { runtime } = time;
  const calls: string[] = [];
  const ran: CommandLine[] = [];
  const warnings: string[] = [];
  const unused = () => Promise.reject(new Error("not asked for"));
  const claims: Claims = {
    claimTask: () => Promise.resolve(granted),
    renewLease(_task, { token }) {
      calls.push(`renew ${token}`);
      return Promise.resolve(granted);
    },
    releaseTask(task, token) {
      calls.push(`release ${token}`);
      return Promise.resolve({ ok: true, task, title: "Milk" });
    },
    batchClaimTasks: unused,
    claimNextTask: unused,
    cleanupExpiredLocks: unused,
    listClaims: unused,
    ...changes,
  };
  const stop = new AbortController();
  const run = createRunLeased({
    claims,
    runCommandLine: lasting(runtime, commandMs, ran),
    runtime,
    warn: (line) => void warnings.push(line),
    named: { VIKUNJA_SYNC_PROFILE: "work" },
  });
  const options = { task: "a", command: ["make", "all"], agent: "ada", forMs };
  return { calls, ran, warnings, stop, runtime, result: () => time.run(run(options, stop.signal)) };
}

Deno.test("run renews the lease as long as the command runs, and gives it back", async () => {
  const { result, calls, ran } = world();
  assert.deepEqual(await result(), { kind: "ended", claim: granted, code: 0, lost: null });
  assert.equal(calls.at(-1), "release 7");
  assert.equal(calls.filter((call) => call === "renew 7").length, 14);
  const [line] = ran;
  assert.deepEqual([line?.command, line?.args], ["make", ["all"]]);
  assert.deepEqual(line?.env, {
    VIKUNJA_SYNC_PROFILE: "work",
    VIKUNJA_SYNC_CLAIM_TASK: "a",
    VIKUNJA_SYNC_CLAIM_TOKEN: "7",
    VIKUNJA_SYNC_AGENT: "ada",
  });
});

Deno.test("run starts nothing under a claim that is refused", async () => {
  const { result, ran, calls } = world({ claimTask: () => Promise.resolve(refused) });
  assert.deepEqual(await result(), { kind: "refused", refusal: refused });
  assert.deepEqual([ran, calls], [[], []]);
});

Deno.test("run stops a command whose lease somebody else has", async () => {
  const { result, runtime } = world({ renewLease: () => Promise.resolve(refused) });
  const ended = await result();
  assert.ok(ended.kind === "ended");
  assert.deepEqual([ended.code, ended.lost], [143, refused]);
  assert.ok(runtime.elapsed() <= forMs / 3);
});

Deno.test("run goes on over renewals that fail for a while, and stops where the lease has ended", async () => {
  const trouble = new SyncError("LOCKED", "Cannot take the log", { retryable: true });
  let failures = 0;
  const passing = world({
    renewLease: () => failures++ < 2 ? Promise.reject(trouble) : Promise.resolve(granted),
  });
  assert.equal((await passing.result()).kind, "ended");
  assert.deepEqual(passing.warnings.length, 2);
  const lasting = world({ renewLease: () => Promise.reject(trouble) });
  const ended = await lasting.result();
  assert.ok(ended.kind === "ended" && ended.lost !== null);
  assert.equal(ended.code, 143);
  assert.ok(lasting.runtime.elapsed() < 2 * forMs);
});

Deno.test("run gives the lease back when it is stopped itself, and says where it cannot", async () => {
  const { result, stop, calls, runtime } = world();
  runtime.after(1_000, () => stop.abort(new Error("SIGTERM")));
  const ended = await result();
  assert.ok(ended.kind === "ended");
  assert.deepEqual([ended.code, ended.lost, calls.at(-1)], [143, null, "release 7"]);
  const gone = new SyncError("DAEMON_GONE", "Cannot hear the daemon");
  const kept = world({ releaseTask: () => Promise.reject(gone) }, 1_000);
  assert.equal((await kept.result()).kind, "ended");
  assert.deepEqual(kept.warnings, [
    "the task stays claimed for now: Cannot hear the daemon (2026-05-01T12:10:00Z)",
  ]);
});
