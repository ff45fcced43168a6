import assert from "node:assert/strict";
import { patientWorld } from "@tests/support/at_once.ts";

Deno.test("S4: serve leaves what is no socket as it is, and says so", async () => {
  await using world = await patientWorld();
  const notes = `${world.folder}/notes.txt`;
  await Deno.writeTextFile(notes, "precious");
  await Deno.mkdir(`${world.folder}/folder`);
  await Deno.symlink(notes, `${world.folder}/link`);
  for (const path of [notes, `${world.folder}/folder`, `${world.folder}/link`]) {
    const run = await world.run(["serve", "--socket", path]);
    assert.equal(run.code, 2, run.stderr);
    assert.match(run.stderr, /Cannot listen on .*no socket/);
  }
  assert.equal(await Deno.readTextFile(notes), "precious");
  assert.ok((await Deno.lstat(`${world.folder}/link`)).isSymlink);
});

Deno.test("R3: a command without the daemon's environment finds it all the same", async () => {
  await using world = await patientWorld();
  const elsewhere = `${world.folder}/run`;
  await Deno.mkdir(elsewhere);
  for (const args of [[], ["--socket", `${elsewhere}/own.sock`]]) {
    const daemon = await world.serve(args, { XDG_RUNTIME_DIR: elsewhere });
    assert.ok(daemon.socket.startsWith(elsewhere), daemon.socket);
    const status = await world.json<{ daemon: { pid: number } | null }>(["status"]);
    assert.equal(status.daemon?.pid, daemon.pid);
    const sync = await world.run(["sync", "--lock-timeout", "0"]);
    assert.equal(sync.code, 0, sync.stderr);
    assert.equal(await daemon.stop(), 0);
    assert.equal((await world.json<{ daemon: unknown }>(["status"])).daemon, null);
  }
});
