import assert from "node:assert/strict";
import { tryFileLock } from "@/locks/file_lock.ts";
import { isLong } from "@tests/support/long_form.ts";
import { until } from "@tests/support/until.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Claim {
  readonly task: string;
  readonly agent: string;
  readonly token: number;
  readonly until: string;
  readonly expired: boolean;
}

async function worldWith(titles: readonly string[]): Promise<World> {
  const world = await createWorld();
  await world.import(titles.map((description) => ({ description, status: "pending" })));
  await world.json(["sync"]);
  return world;
}

async function claims(world: World): Promise<readonly Claim[]> {
  return (await world.json<{ claims: readonly Claim[] }>(["claims"])).claims;
}

async function seen(
  world: World,
  what: string,
  isSo: (claims: readonly Claim[]) => boolean,
): Promise<readonly Claim[]> {
  return await until(what, () => claims(world), isSo);
}

/** One that stands still with the log in its hands would keep everybody else from it. */
async function stopOutsideOfLog(holder: Deno.ChildProcess, world: World): Promise<void> {
  await until("the holder stops without the log", async () => {
    holder.kill("SIGSTOP");
    const lock = tryFileLock(`${world.folder}/state/direct.lock`);
    if (lock === null) holder.kill("SIGCONT");
    await lock?.release();
    return lock !== null;
  });
}

/** Its first line; afterwards nobody listens any more. */
async function lineOf(process: Deno.ChildProcess): Promise<string> {
  const reader = process.stdout.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    text += decoder.decode((await reader.read()).value ?? assert.fail("no line"));
  }
  reader.releaseLock();
  return text.trim();
}

const processes = isLong ? 64 : 12;

Deno.test(`${processes} processes after 3 tasks: one winner each, the others hear who it is (trap T27)`, async () => {
  await using world = await worldWith(["one", "two", "three"]);
  const ids = (await world.export()).map(({ uuid }) => uuid);
  const env = { VIKUNJA_SYNC_AGENT: "worker" };
  const runs = await Promise.all(Array.from({ length: processes }, async (_, index) => {
    const task = ids[index % ids.length] ?? "";
    const run = await world.spawn(["claim", task, "--json", "--lock-timeout", "5m"], env);
    return { ...run, task, answer: JSON.parse(run.stdout) };
  }));
  for (const task of ids) {
    const own = runs.filter((run) => run.task === task);
    const won = own.filter(({ answer }) => answer.ok);
    assert.equal(won.length, 1, task);
    assert.equal(won[0]?.code, 0);
    for (const { code, answer, stderr } of own.filter(({ answer }) => !answer.ok)) {
      assert.deepEqual([code, answer.lockedBy, stderr], [3, won[0]?.answer.agent, ""]);
    }
  }
});

Deno.test("a stopped holder goes on where nobody came, and is ended where somebody did (trap T29)", async () => {
  await using world = await worldWith(["one"]);
  const task = (await world.export())[0]?.uuid ?? "";
  const script = "echo $VIKUNJA_SYNC_CLAIM_TOKEN; exec cat";
  const args = ["run", task, "--for", "1s", "--agent", "ada", "--", "sh", "-c", script];
  const holder = new Deno.Command(Deno.execPath(), {
    args: [...ourselves, ...args],
    env: { ...world.env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  assert.equal(await lineOf(holder), "1");

  holder.kill("SIGSTOP");
  const [over] = await seen(world, "the lease ends", ([claim]) => claim?.expired === true);
  assert.equal(over?.token, 1);
  holder.kill("SIGCONT");
  const [again] = await seen(world, "the lease goes on", ([claim]) => claim?.expired === false);
  assert.equal(again?.token, 1, "nobody came: it is still the same claim");

  await stopOutsideOfLog(holder, world);
  await seen(world, "the lease ends", ([claim]) => claim?.expired === true);
  const rival = await world.json<Claim>(["claim", task, "--agent", "bob", "--for", "1h"]);
  assert.equal(rival.token, 2);
  holder.kill("SIGCONT");
  const { code } = await holder.status;
  assert.equal(code, 3, "its lease was lost, and its command stopped");
  const [now] = await claims(world);
  assert.deepEqual([now?.token, now?.expired], [2, false], "the rival's claim is untouched");
  await holder.stdin.abort().catch(() => undefined);
  await holder.stdout.cancel();
  await holder.stderr.cancel();
});

Deno.test("the task of a holder that was killed is free when its lease ends, and not before", async () => {
  await using world = await worldWith(["one"]);
  const task = (await world.export())[0]?.uuid ?? "";
  const script = "echo $$; exec sleep 1000";
  const holder = world.start(["run", task, "--for", "3s", "--", "sh", "-c", script]);
  const child = Number(await lineOf(holder));
  const [held] = await seen(world, "a claim", ({ length }) => length === 1);
  holder.kill("SIGKILL");
  await holder.status;
  // What it ran goes on, as after any crash; the pipes stay open as long as it does.
  Deno.kill(child, "SIGKILL");
  await holder.stdout.cancel();
  await holder.stderr.cancel();
  const won = await until("the task is free", async () => {
    const run = await world.run(["claim", "--next", "--agent", "bob", "--for", "1h", "--json"]);
    assert.ok(run.code === 0 || run.code === 4, run.stderr);
    return JSON.parse(run.stdout) as { readonly ok: boolean; readonly until: string };
  }, ({ ok }) => ok);
  // Each process reads the time since boot for itself, which Linux tells in hundredths of a second.
  const claimedAt = Date.parse(won.until) - 3_600_000 + 10;
  assert.ok(claimedAt >= Date.parse(held?.until ?? ""), "not while it was held");
});

Deno.test("done and set change both sides, and refuse what is stale (trap T28)", async () => {
  await using world = await worldWith(["one"]);
  const task = (await world.export())[0]?.uuid ?? "";
  const claim = await world.json<Claim & { version: number }>(["claim", task, "--agent", "ada"]);
  const old = String(claim.token);
  await world.json(["release", task, "--token", old]);
  await world.json(["claim", task, "--agent", "ada"]);

  const stale = await world.json(["done", "#1", "--token", old], 3);
  assert.deepEqual([stale["ok"], stale["because"]], [false, "token"]);
  const changes = ["title=Two", "priority=H", "due=2031-01-01", "tags=a,b", "project=home.garden"];
  const set = await world.json(["set", "#1", ...changes, "--if-version", String(claim.version)]);
  assert.deepEqual([set["ok"], set["pending"]], [true, []]);
  const late = await world.json(["set", task, "title=No", "--if-version", "1"], 3);
  assert.deepEqual([late["because"], late["expected"], late["actual"]], [
    "version",
    1,
    set["version"],
  ]);
  const [ours] = await world.export();
  assert.deepEqual(
    [ours?.description, ours?.["priority"], ours?.["due"], ours?.["tags"], ours?.["project"]],
    ["Two", "H", "20310101T000000Z", ["a", "b"], "home.garden"],
  );
  const [theirs] = await world.serverTasks();
  assert.deepEqual([theirs?.title, theirs?.["priority"], theirs?.["due_date"]], [
    "Two",
    3,
    "2031-01-01T00:00:00Z",
  ]);

  await world.json(["done", task, "--token", "2"]);
  assert.deepEqual(await claims(world), [], "a finished task is nobody's");
  assert.equal((await world.serverTasks())[0]?.done, true);
  assert.equal((await world.export())[0]?.status, "completed");
});

Deno.test("a task that is completed or deleted anywhere is nobody's any more", async () => {
  await using world = await worldWith(["one", "two", "three"]);
  const [one, two, three] = (await world.export()).map(({ uuid }) => uuid);
  await world.json(["claim", one ?? "", two ?? "", three ?? ""]);
  await world.task(two ?? "", "done");
  await world.task(three ?? "", "delete");
  await world.json(["sync"]);
  assert.deepEqual((await claims(world)).map(({ task }) => task), [one]);
});

Deno.test("with claims.mirror a claim shows on both sides, and goes with it", async () => {
  await using world = await worldWith(["one"]);
  await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"] ?? "", '[claims]\nmirror = "label"\n');
  const task = (await world.export())[0]?.uuid ?? "";
  const shown = async () => {
    await world.json(["sync"]);
    const labels = (await world.serverTasks())[0]?.["labels"] as { title: string }[] | null;
    return [(await world.export())[0]?.["tags"] ?? [], (labels ?? []).map(({ title }) => title)];
  };
  const { token } = await world.json<Claim>(["claim", task]);
  assert.deepEqual(await shown(), [["claimed"], ["claimed"]]);
  await world.json(["release", task, "--token", String(token)]);
  assert.deepEqual(await shown(), [[], []]);
});
