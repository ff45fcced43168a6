import assert from "node:assert/strict";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { staleParts } from "@/app/setup/stale_parts.ts";
import { config } from "@tests/cli/support.ts";

/** Nothing of ours but a daemon of this very version. */
function withDaemon(stateDir: string): SetupDeps {
  const info = { pid: 7, version: "1.2.3", stateDir };
  return {
    config: { ...config, stateDir: "/state" },
    version: "1.2.3",
    io: { warn() {} },
    env: () => "/home/anna",
    files: { read: () => Promise.resolve(null) },
    openTaskwarrior: () => ({ installation: () => Promise.reject(new Error("no task")) }),
    ownCommand: (command: string) => ["vikunja-sync", command],
    daemons: {
      look: () => ({ kind: "socket" }),
      connect: () => Promise.resolve({ info }),
      noted: () => "/state/socket",
    },
  } as unknown as SetupDeps;
}

const { signal } = new AbortController();

Deno.test("staleParts() names a daemon that still runs the program which was replaced just now", async () => {
  const deps = withDaemon("/state");
  assert.deepEqual(await staleParts(deps, { isReplaced: false }, signal), []);
  const [said = "", ...others] = await staleParts(deps, { isReplaced: true }, signal);
  assert.match(said, /\(process 7\) still runs the program that was there before: .*restart/);
  assert.deepEqual(others, []);
  assert.deepEqual(
    await staleParts(withDaemon("/another"), { isReplaced: true }, signal),
    [],
  );
});
