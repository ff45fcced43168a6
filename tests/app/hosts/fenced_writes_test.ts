import assert from "node:assert/strict";
import { fencedWrites } from "@/app/hosts/fenced_writes.ts";
import { SyncError } from "@/domain/errors.ts";

Deno.test("write() of a host that has lost its list writes nothing", async () => {
  let written = 0;
  let lost: SyncError | null = null;
  const replica = fencedWrites(
    {
      write() {
        written++;
        return Promise.resolve([]);
      },
    },
    () => ({
      check() {
        if (lost !== null) throw lost;
      },
    }),
  );
  const write = () => replica.write();
  assert.deepEqual(await write(), []);
  lost = new SyncError("FENCED", "another has it");
  await assert.rejects(write, lost);
  assert.equal(written, 1);
});
