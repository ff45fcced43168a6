import assert from "node:assert/strict";
import { startSandbox } from "@/sandbox/server.ts";
import { sandboxVersions } from "@/sandbox/version.ts";
import { fastClock } from "@tests/support/replay/fast_clock.ts";
import { replay } from "@tests/support/replay/replay.ts";

for (const as of sandboxVersions) {
  Deno.test(`V5: the sandbox as ${as} answers as recorded of the real one`, async () => {
    const file = new URL(`../fixtures/contract/servers/${as}.json`, import.meta.url);
    const { steps } = JSON.parse(await Deno.readTextFile(file));
    const clock = fastClock();
    await using sandbox = await startSandbox({ as, now: clock.now });
    const { passed, failures } = await replay(sandbox.url, [file], { clock });
    assert.deepEqual(failures, []);
    assert.equal(passed, steps.length);
  });
}
