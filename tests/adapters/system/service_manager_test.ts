import assert from "node:assert/strict";
import { createServiceManager, inheritedSockets } from "@/adapters/system/service_manager.ts";
import { spawn } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const envOf = (values: Readonly<Record<string, string>>) => (name: string) => values[name];

Deno.test("inheritedSockets() gives none where none were handed over", () => {
  assert.deepEqual(inheritedSockets(envOf({}), 7), []);
  for (const count of ["0", "-1", "x", "1.5", ""]) {
    assert.deepEqual(inheritedSockets(envOf({ LISTEN_FDS: count, LISTEN_PID: "7" }), 7), []);
  }
});

Deno.test("inheritedSockets() gives those from 3 on that are for this process", () => {
  assert.deepEqual(inheritedSockets(envOf({ LISTEN_FDS: "2", LISTEN_PID: "7" }), 7), [3, 4]);
  assert.deepEqual(inheritedSockets(envOf({ LISTEN_FDS: "1" }), 7), [3]);
});

Deno.test("inheritedSockets() gives none that were meant for another process", () => {
  assert.deepEqual(inheritedSockets(envOf({ LISTEN_FDS: "1", LISTEN_PID: "8" }), 7), []);
});

Deno.test("notify() says nothing where nobody listens", async () => {
  await createServiceManager(envOf({})).notify("READY=1");
  await createServiceManager(envOf({ NOTIFY_SOCKET: "" })).notify("READY=1");
});

Deno.test("watchdogEveryMs is half of what the manager waits for; null where it does not", () => {
  assert.equal(createServiceManager(envOf({ WATCHDOG_USEC: "30000000" })).watchdogEveryMs, 15_000);
  assert.equal(createServiceManager(envOf({})).watchdogEveryMs, null);
});

for (const kind of ["path", "abstract"] as const) {
  Deno.test(`notify() sends one datagram, by itself, to a socket whose name is ${kind}`, async () => {
    using folder = tempFolder();
    const name = kind === "path" ? folder.file("notify") : `@vikunja-sync-${crypto.randomUUID()}`;
    await using child = spawn("python3", ["-c", listener, name]);
    assert.equal(await child.line(), "ready");
    const pid = await notifyIn(name, "READY=1\nSTATUS=well");
    assert.deepEqual(await child.rest(), ["READY=1", "STATUS=well", `from ${pid}`]);
  });
}

/** Deno's own datagrams need a flag that the tests run without, so each end is a process of its own. */
const listener = `
import socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.settimeout(60)
s.bind(sys.argv[1].replace("@", "\\0"))
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
print("ready", flush=True)
text, more, _, _ = s.recvmsg(4096, 256)
print(text.decode())
print("from", struct.unpack("3i", more[0][2])[0], flush=True)
`;

/** The process that did it. */
async function notifyIn(name: string, state: string): Promise<number> {
  const script = new URL("../../support/notify_child.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--unstable-net", "--no-check", script, state],
    env: { NOTIFY_SOCKET: name },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const { success, stderr } = await child.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return child.pid;
}
