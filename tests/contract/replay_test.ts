import assert from "node:assert/strict";
import { startSandbox } from "@/sandbox/server.ts";
import type { SandboxOptions } from "@/sandbox/options.ts";
import { fastClock } from "@tests/support/replay/fast_clock.ts";
import { replay } from "@tests/support/replay/replay.ts";

/** Profiles of the recordings as options of the sandbox. */
const profiles: Readonly<Record<string, SandboxOptions>> = {
  default: {},
  ratelimit: { rateLimit: { enabled: true, limit: 5, periodSeconds: 60, noAuthLimit: 6 } },
  "default-outgoing": { allowNonRoutable: false },
};

// Every recorded scenario is here but two, which are of no use to a client of tasks:
// 27-attachments (files on tasks) and 29-duplicate-and-misc (copies of tasks, avatars, notifications).
const folder = new URL("../fixtures/contract/scenarios/", import.meta.url);
const files = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

for (const name of files) {
  const file = new URL(name, folder);
  const { profile = "default", steps } = JSON.parse(Deno.readTextFileSync(file));
  Deno.test(`sandbox answers all ${steps.length} steps of ${name} as recorded`, async () => {
    const clock = fastClock();
    await using sandbox = await startSandbox({ ...profiles[profile], now: clock.now });
    const { passed, failures } = await replay(sandbox.url, [file], { profile, clock });
    assert.deepEqual(failures, []);
    assert.equal(passed, steps.length);
  });
}
