import assert from "node:assert/strict";
import { keepQuietNote } from "@/adapters/fs/quiet_notes.ts";
import { runInProcess } from "@tests/support/in_process.ts";
import { isLong } from "@tests/support/long_form.ts";
import { edit, lines, serverTask } from "@tests/support/quiet.ts";
import {
  createPassingWorld,
  eventTypes,
  noteOf,
  type PassingWorld,
  saidBySync,
  settle,
  syncOnce,
} from "@tests/support/quiet_looks.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import type { World } from "@tests/support/world.ts";

async function settledWorld(line: "2.6" | "3"): Promise<PassingWorld> {
  const world = await createPassingWorld({ line });
  await world.task("add", "project:garden", "+one", "Buy seeds");
  await world.task("add", "project:garden", "+two", "Dig the beds");
  await world.api("POST", "/api/v2/labels", { title: "three" });
  await settle(world);
  return world;
}

const stateOf = ({ env }: World) => String(env["VIKUNJA_SYNC_STATE_DIR"]);

for (const line of lines) {
  Deno.test(`a sync that finds all as it was says and leaves what the whole program would (Taskwarrior ${line})`, async () => {
    await using world = await settledWorld(line);
    const quiet = [await syncOnce(world), await syncOnce(world)];
    const whole = await syncOnce(world, true);
    for (const run of quiet) assert.deepEqual(run, { ...whole, isQuiet: true });
    assert.equal(whole.isQuiet, false);
    assert.deepEqual(whole.stored, []);
    assert.equal(whole.requests, 1);
    assert.equal(whole.said["linked"], 2);
    // Whoever owned the log took the note away.
    assert.equal(noteOf(world), null);
    for (const options of [[], ["--json"], ["--quiet"], ["-q", "--json"], ["--yes"]]) {
      await settle(world);
      const said = await saidBySync(world, options, false);
      assert.equal(said, await saidBySync(world, options, true), options.join(" "));
    }
  });
}

/** What happens between two runs; each is to be seen by the next one. */
const happenings: Readonly<Record<string, (world: PassingWorld) => Promise<unknown>>> = {
  "a task is edited here": (world) => world.task("+one", "modify", `due:${nextDay()}`),
  "a task is added here": (world) => world.task("add", "project:garden", "Water the plants"),
  "a comment is added here": (world) => world.task("+two", "annotate", `seen ${++count}`),
  "the last change is taken back here": async (world) => {
    // The last one of all may be a task of the server that a run made here.
    await world.task("+one", "modify", `due:${nextDay()}`);
    await settle(world);
    await world.task("undo");
  },
  "a task is edited there": (world) => edit(world, "Buy seeds", { priority: 1 + ++count % 5 }),
  "a task is added there": (world) => add(world, `From the server ${++count}`),
  "a task is deleted there": async (world) => {
    const id = await add(world, "Soon gone");
    await settle(world);
    await world.api("DELETE", `/api/v2/tasks/${id}`);
  },
  "a comment is added there": async (world) => {
    const { id } = await serverTask(world, "Dig the beds");
    await world.api("POST", `/api/v2/tasks/${id}/comments`, { comment: `heard ${++count}` });
  },
  "the settings of Taskwarrior change": ({ env }) =>
    Deno.writeTextFile(String(env["TASKRC"]), "# more\n", { append: true }),
  "our settings change": ({ env }) =>
    Deno.writeTextFile(String(env["VIKUNJA_SYNC_CONFIG"]), `tie = "taskwarrior"\n`),
  "a hook leaves a wake-up": async (world) => {
    await Deno.mkdir(`${stateOf(world)}/wakes`, { recursive: true });
    await Deno.writeTextFile(`${stateOf(world)}/wakes/spool`, "-\n");
  },
  "a run failed that could not use the log": (world) =>
    Deno.writeTextFile(`${stateOf(world)}/last_failure.json`, "{}"),
  "a task is claimed": async (world) => {
    const run = await world.run(["claim", "--next", "--agent", "ada", "--for", "30m"]);
    assert.equal(run.code, 0, run.stderr);
    const [claim] = (await world.json<{ claims: readonly { task: string; token: number }[] }>([
      "claims",
    ])).claims;
    await world.run(["release", String(claim?.task), "--token", String(claim?.token)]);
  },
  "somebody asks for the status": (world) => world.run(["status"]),
  "nothing": () => Promise.resolve(),
};

/** Of these the next run need not be told. */
const isNothing = new Set(["nothing", "somebody asks for the status"]);

let count = 0;
const nextDay = () => `2027-03-${String(1 + ++count % 28).padStart(2, "0")}`;

async function add(world: World, title: string): Promise<number> {
  const { items } = await world.api<{ items: readonly { id: number; title: string }[] }>(
    "GET",
    "/api/v2/projects?per_page=50",
  );
  const { id: project } = items.find((each) => each.title === "garden") ?? { id: 0 };
  return Number((await world.api("POST", `/api/v2/projects/${project}/tasks`, { title }))["id"]);
}

for (const line of lines) {
  Deno.test(`whatever happens between two runs, the next one sees it as the whole program does (Taskwarrior ${line})`, async () => {
    await using world = await settledWorld(line);
    const seed = Number(Deno.env.get("VIKUNJA_SYNC_SEED") ?? Date.now() % 1e9);
    const below = randomNumbers(seed);
    const names = Object.keys(happenings);
    const steps = Array.from({ length: isLong ? 100 : 3 }, () => names[below(names.length)] ?? "");
    for (const name of steps) {
      await happenings[name]?.(world);
      const run = await syncOnce(world);
      if (!isNothing.has(name)) assert.equal(run.isQuiet, false, `${name} (seed ${seed})`);
      // What it left undone, one run or another would find now.
      const again = await syncOnce(world);
      const whole = await syncOnce(world, true);
      const where = `after «${name}» (seed ${seed}): ${JSON.stringify({ run, again, whole })}`;
      assert.equal(run.code, 0, where);
      for (const counts of ["created", "updated", "deleted"]) {
        assert.deepEqual(whole.said[counts], { taskwarrior: 0, vikunja: 0 }, where);
      }
      if (again.isQuiet) assert.deepEqual(again.said, whole.said, where);
      await settle(world);
      const quiet = await syncOnce(world);
      assert.equal(quiet.isQuiet, true, `after «${name}» it never becomes quiet (seed ${seed})`);
      assert.equal(quiet.said["linked"], whole.said["linked"], where);
    }
  });
}

Deno.test("an answer with news is asked for once, and handed to the run", async () => {
  await using world = await settledWorld("2.6");
  await edit(world, "Buy seeds", { priority: 4 });
  const run = await syncOnce(world);
  assert.deepEqual(run.said["updated"], { taskwarrior: 1, vikunja: 0 });
  assert.equal(run.requests, run.said["requests"]);
  const lists = world.server.log.filter(({ path }) => path.includes("sort_by=updated"));
  assert.equal(lists.length, 1, JSON.stringify(world.server.log.map(({ path }) => path)));
});

Deno.test("where it is time to record that a run was, the quiet look does, and the next one goes by it", async () => {
  await using world = await settledWorld("2.6");
  const note = await settle(world);
  keepQuietNote(stateOf(world), { ...note, recordedAt: "2026-01-01T00:00:00.000Z" });
  const before = Date.now();
  const run = await syncOnce(world);
  assert.equal(run.isQuiet, true);
  assert.deepEqual(run.stored, ["SyncCompleted"]);
  const { recordedAt } = noteOf(world) ?? {};
  assert(Date.parse(recordedAt ?? "") >= before - 1, recordedAt);
  const next = await syncOnce(world);
  assert.deepEqual([next.isQuiet, next.stored], [true, []]);
  const status = await world.json<{ lastSyncAt: string }>(["status"]);
  assert.equal(status.lastSyncAt, recordedAt);
  const whole = await syncOnce(world, true);
  assert.deepEqual([whole.said, whole.stored], [run.said, []]);
  const verified = await world.run(["log", "verify"]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});

Deno.test("a note that was cut, or is of another program, counts as none", async () => {
  await using world = await settledWorld("2.6");
  const path = `${stateOf(world)}/quiet.bundle.json`;
  const note = await settle(world);
  const text = await Deno.readTextFile(path);
  const spoilt = [text.slice(0, text.length / 2), text.replace(`"linked":2`, `"linked":3`), ""];
  for (const each of spoilt) {
    await Deno.writeTextFile(path, each);
    assert.equal((await syncOnce(world)).isQuiet, false);
    await settle(world);
  }
  keepQuietNote(stateOf(world), { ...note, program: "bundle:another" });
  assert.equal((await syncOnce(world)).isQuiet, false);
  assert.equal(eventTypes(world).at(-1) !== undefined, true);
});

Deno.test("a binary and a bundle that run in turns both find their notes", async () => {
  await using world = await settledWorld("2.6");
  await settle(world);
  assert.equal((await syncOnce(world, false, "binary:1")).isQuiet, false);
  for (const program of ["bundle:tests", "binary:1", "bundle:tests", "binary:1"]) {
    assert.equal((await syncOnce(world, false, program)).isQuiet, true, program);
  }
});

Deno.test("where the settings say that the log is elsewhere, the run goes on with the lock of that one", async () => {
  await using world = await settledWorld("2.6");
  await settle(world);
  const { VIKUNJA_SYNC_STATE_DIR: state, ...env } = world.env;
  const elsewhere = `${world.folder}/elsewhere`;
  // Where it would be without any setting there is one as well, with a note of its own.
  const usual = `${world.folder}/.local/state/vikunja-sync`;
  await Deno.mkdir(usual, { recursive: true, mode: 0o700 });
  for (const { name } of Deno.readDirSync(String(state))) {
    if (name.startsWith("quiet.")) await Deno.copyFile(`${state}/${name}`, `${usual}/${name}`);
  }
  await Deno.mkdir(elsewhere, { mode: 0o700 });
  await Deno.writeTextFile(String(env["VIKUNJA_SYNC_CONFIG"]), `state_dir = "${elsewhere}"\n`);
  using held = await Deno.open(`${elsewhere}/direct.lock`, { create: true, write: true });
  await held.lock(true);
  const run = await world.run(["sync"], { VIKUNJA_SYNC_STATE_DIR: "" });
  assert.equal(run.code, 75, run.stdout + run.stderr);
});

Deno.test("an answer that refuses the token, and a note whose time is over, are the run's to see to", async () => {
  await using world = await settledWorld("2.6");
  const note = await settle(world);
  const env = { ...world.env, VIKUNJA_TOKEN: "tk_wrong" };
  const refused = await world.run(["sync"], env);
  assert.equal(refused.code, 2, refused.stdout + refused.stderr);
  await settle(world);
  keepQuietNote(stateOf(world), { ...note, untilMs: Date.now() - 1 });
  assert.equal((await syncOnce(world)).isQuiet, false);
});

Deno.test("a note that somebody else could have written names nobody whom the token is sent to", async () => {
  await using world = await settledWorld("2.6");
  const note = await settle(world);
  const heard: (string | null)[] = [];
  await using other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    heard.push(request.headers.get("authorization"));
    return new Response("{}");
  });
  const state = stateOf(world);
  const url = `http://127.0.0.1:${other.addr.port}`;
  for (const place of [state, `${state}/quiet.bundle.json`]) {
    keepQuietNote(state, { ...note, stamps: [], server: { ...note.server, url } });
    const mode = Deno.statSync(place).mode ?? 0;
    await Deno.chmod(place, mode | 0o022);
    const run = await syncOnce(world);
    assert.deepEqual([run.isQuiet, heard], [false, []], place);
    await Deno.chmod(place, mode);
  }
});

Deno.test("what a hook could not look at while a quiet look had the log is carried over by that run", async () => {
  let onList: (() => Promise<unknown>) | null = null;
  await using world = await createPassingWorld({
    sandbox: {
      async fault({ path }) {
        const meanwhile = path.includes("sort_by=updated") ? onList : null;
        if (meanwhile !== null) onList = null;
        await meanwhile?.();
        return null;
      },
    },
  });
  await world.task("add", "project:garden", "+one", "Buy seeds");
  await settle(world);
  assert.equal((await syncOnce(world)).isQuiet, true);
  onList = async () => {
    await world.task("+one", "modify", "due:2027-03-01");
    await Deno.mkdir(`${stateOf(world)}/wakes`, { recursive: true });
    await Deno.writeTextFile(`${stateOf(world)}/wakes/spool`, "-\n");
    const hook = await world.spawn(["hook"]);
    assert.match(hook.stderr, /has it/);
  };
  const run = await syncOnce(world);
  assert.equal(onList, null);
  assert.deepEqual(run.said["updated"], { taskwarrior: 0, vikunja: 1 });
});

Deno.test("a state folder that is none is the run's to speak of", async () => {
  await using world = await settledWorld("2.6");
  const file = String(world.env["TASKRC"]);
  for (const path of [file, `${file}/within`]) {
    const env = { ...world.env, VIKUNJA_SYNC_STATE_DIR: path };
    const [said, whole] = [
      await runInProcess(["sync"], env),
      await runInProcess(["sync"], env, { isWhole: true }),
    ];
    assert.deepEqual(said, whole);
    assert.notEqual(said?.code, 0);
  }
});
