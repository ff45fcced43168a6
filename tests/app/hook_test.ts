import assert from "node:assert/strict";
import { runHookCommand } from "@/app/hook.ts";

const { signal } = new AbortController();

async function looked(
  { told = [], hasInput = false, isOurs = false }: {
    readonly told?: readonly string[];
    readonly hasInput?: boolean;
    readonly isOurs?: boolean;
  },
) {
  let left = 0;
  const count = await runHookCommand(
    {
      isOurWriting: () => isOurs,
      hasInput: () => Promise.resolve(hasInput),
      leaveWake: () => void left++,
      lookAtWakes: () => Promise.resolve(left + 10),
    },
    told,
    signal,
  );
  return { left, count };
}

Deno.test("hook looks at what waits, and leaves nothing where it is told of no change", async () => {
  assert.deepEqual(await looked({}), { left: 0, count: 10 });
  assert.deepEqual(await looked({ told: ["api:2", "command:list"] }), { left: 0, count: 10 });
});

Deno.test("hook is told of a change by the command or by any input", async () => {
  for (const command of ["add", "undo", "synchronize"]) {
    assert.deepEqual(await looked({ told: [`command:${command}`] }), { left: 1, count: 11 });
  }
  assert.deepEqual(await looked({ hasInput: true }), { left: 1, count: 11 });
});

Deno.test("hook does nothing where it is our own writing that Taskwarrior runs it for", async () => {
  assert.deepEqual(await looked({ isOurs: true, hasInput: true }), { left: 0, count: 0 });
});
