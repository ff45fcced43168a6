import assert from "node:assert/strict";
import { processNames } from "@/adapters/locks/process_names.ts";
import { spawn } from "@tests/support/child_process.ts";

Deno.test("isGone() is false of this process, of another host, and of what cannot be told", () => {
  const own = processNames.own();
  assert.equal(processNames.own(), own);
  const [, pid, start] = own.split(" ");
  for (const name of [own, `elsewhere ${pid} ${start}`, `elsewhere 4194303 ${start}`]) {
    assert.equal(processNames.isGone(name), false, name);
  }
});

Deno.test("isGone() is true of a process that ended, and of one whose number another has by now", async () => {
  const [host, , start] = processNames.own().split(" ");
  await using child = spawn("sh", ["-c", "read line"]);
  assert.equal(processNames.isGone(`${host} ${child.pid} `), false);
  assert.equal(
    processNames.isGone(`${host} ${child.pid} ${start}`),
    true,
    "started at another time",
  );
  child.kill("SIGKILL");
  await child.ended;
  assert.equal(processNames.isGone(`${host} ${child.pid} `), true);
});
