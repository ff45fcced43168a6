import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import { shareByTask } from "@/adapters/taskwarrior/program/share_by_task.ts";
import { syncLines } from "@tests/support/http_sync.ts";
import { signal } from "@tests/support/replica_hands.ts";
import { startSyncServer } from "@tests/support/sync_server.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** A busy machine takes its time. */
const sharing = ({ program, env }: Taskwarrior, mostMs = 60_000) =>
  shareByTask(createTaskProgram(program.path, env, systemRuntime), signal, mostMs);

Deno.test("shareByTask() brings to other machines what is here, and says what is wrong", async () => {
  await using server = startSyncServer();
  await using here = await createTaskwarrior("3", { rc: syncLines(server.url) });
  await using there = await createTaskwarrior("3", { rc: syncLines(server.url) });
  await here.run(["add", "shared"]);
  assert.equal(await sharing(here), null);
  await there.run(["add", "own"]);
  assert.equal(await sharing(there), null);
  assert.deepEqual((await there.export()).map(({ description }) => description).sort(), [
    "own",
    "shared",
  ]);
  await using alone = await createTaskwarrior("3");
  await alone.run(["add", "mine"]);
  assert.match(await sharing(alone) ?? "", /sync/i);
});

Deno.test("shareByTask() ends while its server does not answer, and leaves the data free and as they were", async () => {
  await using server = startSyncServer();
  const never = Promise.withResolvers<void>();
  server.interfere = async (_request, answer) => {
    await never.promise;
    return await answer();
  };
  await using here = await createTaskwarrior("3", { rc: syncLines(server.url) });
  await here.run(["add", "shared"]);
  assert.match(await sharing(here, 500) ?? "", /took longer than 0.5 s and was ended/);
  const { code } = await here.run(["add", "next"]);
  assert.equal(code, 0);
  server.interfere = null;
  never.resolve();
  assert.equal(await sharing(here), null);
  assert.equal((await here.export()).length, 2);
});
