import assert from "node:assert/strict";
import { cli } from "@tests/cli/support.ts";

Deno.test("repair shows what it found and did, and with --dry-run what it would do", async () => {
  const asked: boolean[] = [];
  const repair = {
    repair: ({ dryRun }: { readonly dryRun: boolean }) => {
      asked.push(dryRun);
      return Promise.resolve({ findings: ["an orphan"], repaired: dryRun ? 0 : 1 });
    },
  };
  assert.equal((await cli(["repair"], { repair })).stdout, "an orphan\n1 finding; 1 repaired\n");
  assert.equal(
    (await cli(["repair", "--dry-run"], { repair })).stdout,
    "an orphan\n1 finding; nothing was done\n",
  );
  const json = await cli(["repair", "--json"], { repair });
  assert.deepEqual(JSON.parse(json.stdout), { findings: ["an orphan"], repaired: 1 });
  assert.deepEqual(asked, [false, true, false]);
});

Deno.test("repair says so where there is nothing to repair", async () => {
  const repair = { repair: () => Promise.resolve({ findings: [], repaired: 0 }) };
  for (const args of [["repair"], ["repair", "--dry-run"]]) {
    assert.equal((await cli(args, { repair })).stdout, "nothing to repair\n");
  }
});
