import assert from "node:assert/strict";
import { binaryTest } from "@tests/support/binary.ts";
import { servedOnInherited } from "@tests/support/inherited_socket.ts";
import { createWorld } from "@tests/support/world.ts";

await binaryTest("takes nothing from the folder where it is called", async (binary) => {
  await using world = await createWorld({ binary });
  const folder = `${world.folder}/here`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/.env`, "VIKUNJA_URL=http://from.invalid\n");
  await Deno.writeTextFile(`${folder}/bunfig.toml`, 'preload = ["./not-there.ts"]\n');
  await Deno.writeTextFile(`${folder}/package.json`, "nonsense");
  const { VIKUNJA_URL: _, ...env } = world.env;
  const command = new Deno.Command(binary, {
    args: ["sync"],
    cwd: folder,
    env: { ...env, PATH: Deno.env.get("PATH") ?? "" },
    clearEnv: true,
  });
  const { code, stderr } = await command.output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, 2, said);
  assert.match(said, /VIKUNJA_URL/);
  assert.doesNotMatch(said, /from\.invalid|not-there/);
});

await binaryTest("hands SIGTERM on to the command under its lock", async (binary) => {
  await using world = await createWorld({ binary });
  const script = "echo begun; exec sleep 60";
  const child = world.start(["lock", "run", `${world.folder}/data`, "--", "sh", "-c", script]);
  const output = child.stdout.getReader();
  await output.read();
  child.kill("SIGTERM");
  assert.equal((await child.status).code, 143);
  await output.cancel();
  await child.stderr.cancel();
});

await binaryTest("opens no port where systemd hands a socket over", async (binary) => {
  await using world = await createWorld({ binary });
  const { daemon: started } = await servedOnInherited(world, [binary]);
  await using daemon = started;
  assert.deepEqual(await listeningPorts(daemon.pid), []);
});

/** Lines of the kernel's tables of TCP sockets that listen and belong to the process. */
async function listeningPorts(pid: number): Promise<readonly string[]> {
  // Deno itself reads this of /proc only with every permission.
  const script = `ls -l /proc/${pid}/fd && echo && cat /proc/net/tcp /proc/net/tcp6`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script] }).output();
  const [files = "", tables = ""] = new TextDecoder().decode(stdout).split("\n\n");
  const own = [...files.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => inode);
  assert.ok(own.length > 0, files);
  return tables.split("\n").filter((line) => {
    const [, , , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === "0A" && own.includes(inode);
  });
}
