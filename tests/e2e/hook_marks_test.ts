import assert from "node:assert/strict";
import { type Looker, markProcess } from "@/adapters/fs/process_mark.ts";
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
  const isStarted = marked !== "" && !marked.startsWith(`${Deno.pid} `);
  if (isStarted) await until("its start", () => hooked.starts() === 1);
  else assert.equal(hooked.starts(), 0);
  return isStarted;
}

/** A child that was killed, until the block's end not waited for. */
async function zombie(): Promise<AsyncDisposable & { readonly pid: number }> {
  const parent = new Deno.Command("sh", {
    args: ["-c", "tail -f /dev/null & echo $!; exec tail -f /dev/null"],
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  // A shell would wait for it.
  const name = () => Deno.readTextFile(`/proc/${parent.pid}/comm`);
  await until("the parent that waits for nobody", async () => await name() === "tail\n");
  Deno.kill(pid, "SIGKILL");
  const stat = () => Deno.readTextFile(`/proc/${pid}/stat`);
  await until("its end", async () => / Z /.test(await stat()));
  return {
    pid,
    async [Symbol.asyncDispose]() {
      parent.kill("SIGKILL");
      await reader.cancel();
      await parent.status;
    },
  };
}

for (const who of ["daemon", "hook"] as const satisfies readonly Looker[]) {
  Deno.test(`the hook starts nothing where the ${who} that is marked runs`, async () => {
    using stack = new DisposableStack();
    const mark = ({ stateDir }: HookedTask) => void stack.use(markProcess(stateDir, who, Deno.pid));
    assert.equal(await starts(mark), false);
  });

  Deno.test(`the hook takes no other process for the ${who} that had its number`, async () => {
    const mark = ({ stateDir }: HookedTask) =>
      Deno.writeTextFile(`${stateDir}/${who}.pid`, `${Deno.pid} 1\n`);
    assert.equal(await starts(mark), true);
  });

  Deno.test(`the hook takes a ${who} that was killed and not waited for as gone`, async () => {
    await using ended = await zombie();
    const mark = ({ stateDir }: HookedTask) => void markProcess(stateDir, who, ended.pid);
    assert.equal(await starts(mark), true);
  });
}
