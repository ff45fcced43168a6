import assert from "node:assert/strict";
import { listen } from "@/adapters/http/server.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

/** Sockets that a program has which this one starts. */
async function handedOn(): Promise<ReadonlySet<string>> {
  const command = new Deno.Command("ls", { args: ["-l", "/proc/self/fd"] });
  const { stdout } = await command.output();
  return new Set(new TextDecoder().decode(stdout).match(/socket:\[\d+\]/g) ?? []);
}

Deno.test({
  name: "a daemon that was killed is not heard on by a program that it had started",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = tempFolder();
    const before = await handedOn();
    const options = { routes: [], isPublic: false };
    await using _door = await listen(
      { kind: "socket", path: folder.file("socket") },
      options,
    );
    assert.deepEqual([...await handedOn()].filter((socket) => !before.has(socket)), []);
  },
});
