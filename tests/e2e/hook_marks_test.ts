import assert from "node:assert/strict";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import type { Looker } from "@/ports/process_marks.ts";
import { type HookedTask, hookTask } from "@tests/support/hooked_task.ts";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";
import { until } from "@tests/support/until.ts";

/** The hook with its program, run once, and whether it started that. */
async function starts(arrange: (hooked: HookedTask) => Promise<void> | void): Promise<boolean> {
  await using taskwarrior = await createTaskwarrior("2.6");
  const hooked = await hookTask(taskwarrior, "exit 0");
  await arrange(hooked);
  const daemonMark = `${hooked.stateDir}/daemon.pid`;
  const before = await Deno.readTextFile(daemonMark).catch(() => null);
  assert.equal((await taskwarrior.run(["add", "x"])).code, 0);
  assert.equal(hooked.wakes().length, 1);
  assert.equal(await Deno.readTextFile(daemonMark).catch(() => null), before, "not the hook's");
  const marked = await Deno.readTextFile(`${hooked.stateDir}/hook.pid`).catch(() => "");
  const isStarted = marked !== "" && marked.split(/\s/)[0] !== String(Deno.pid);
  if (isStarted) await until("its start", () => hooked.starts() === 1);
  else assert.equal(hooked.starts(), 0);
  return isStarted;
}

for (const who of ["daemon", "hook"] as const satisfies readonly Looker[]) {
  Deno.test(`the hook starts nothing where the ${who} that is marked runs`, async () => {
    using stack = new DisposableStack();
    const mark = ({ stateDir }: HookedTask) =>
      void stack.use(createProcessMarks(stateDir, Deno.pid).mark(who));
    assert.equal(await starts(mark), false);
  });

  Deno.test(`R5: the hook takes no other process for the ${who} that had its number`, async () => {
    const mark = ({ stateDir }: HookedTask) =>
      Deno.writeTextFile(`${stateDir}/${who}.pid`, `${Deno.pid} 0\n`);
    assert.equal(await starts(mark), true);
  });

  Deno.test(`R5: the hook takes a ${who} that is dead and not waited for as gone`, async () => {
    const dead = await leaveUnwaited();
    const mark = async ({ stateDir }: HookedTask) => {
      await Deno.writeTextFile(`${stateDir}/${who}.pid`, `${dead.pid} 9\n`);
    };
    assert.equal(await starts(mark), true);
    await dead.end();
  });

  Deno.test(`R5: the hook believes no ${who} that is marked in the manner of older versions`, async () => {
    const mark = ({ stateDir }: HookedTask) =>
      Deno.writeTextFile(`${stateDir}/${who}.pid`, `${Deno.pid}\n`);
    assert.equal(await starts(mark), true);
  });
}

async function isHookMarked({ stateDir }: HookedTask): Promise<boolean> {
  return await Deno.stat(`${stateDir}/hook.pid`).then(() => true, () => false);
}

/** Lines that one change leaves in the spool. */
async function wakesLeft(arrange: (hooked: HookedTask) => Promise<void> | void): Promise<number> {
  await using taskwarrior = await createTaskwarrior("2.6");
  const hooked = await hookTask(taskwarrior, "exit 0");
  await arrange(hooked);
  assert.equal((await taskwarrior.run(["add", "x"])).code, 0);
  const left = hooked.wakes().length;
  if (left > 0 && await isHookMarked(hooked)) {
    await until("its start", () => hooked.starts() === 1);
  }
  return left;
}

Deno.test("the hook leaves nothing where the daemon sees by itself what changes", async () => {
  using stack = new DisposableStack();
  const marks = (seesData: readonly boolean[]) => ({ stateDir }: HookedTask) => {
    const mark = stack.use(createProcessMarks(stateDir, Deno.pid).mark("daemon"));
    for (const isSo of seesData) mark.seesData(isSo);
  };
  assert.equal(await wakesLeft(marks([true])), 0);
  assert.equal(await wakesLeft(marks([true, false])), 1);
  assert.equal(await wakesLeft(marks([])), 1);
});

Deno.test("the hook leaves its wake-up where a daemon that saw what changes was killed", async () => {
  const dead = await leaveUnwaited();
  const left = ({ stateDir }: HookedTask) =>
    Deno.writeTextFile(`${stateDir}/daemon.pid`, `${dead.pid} 9\nseeing\n`);
  assert.equal(await wakesLeft(left), 1);
  await dead.end();
  const reused = ({ stateDir }: HookedTask) =>
    Deno.writeTextFile(`${stateDir}/daemon.pid`, `${Deno.pid} 0\nseeing\n`);
  assert.equal(await wakesLeft(reused), 1);
});

/** A process that has ended and whose parent does not ask how. */
async function leaveUnwaited() {
  const parent = new Deno.Command("sh", {
    args: ["-c", "sh -c 'echo $$' & exec tail -f /dev/null"],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  await until("its end", () => Deno.readTextFileSync(`/proc/${pid}/stat`).includes(") Z "));
  return {
    pid,
    async end() {
      await reader.cancel();
      parent.kill("SIGKILL");
      await parent.status;
    },
  };
}
