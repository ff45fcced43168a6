import assert from "node:assert/strict";
import { fencedMarks, fencedWrites } from "@/app/hosts/fenced_writes.ts";
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

Deno.test("write() of a mark by a host that has lost its list leaves the mark of the next owner", () => {
  const written: string[] = [];
  let lost: SyncError | null = null;
  const marks = fencedMarks(
    {
      read: () => null,
      others: () => [],
      write: (folder) => void written.push(folder),
      isThere: () => false,
    },
    () => ({
      check() {
        if (lost !== null) throw lost;
      },
    }),
  );
  const mark = { log: "1", round: 1, host: "a", machine: null, stateDir: "/a", at: "" };
  marks.write("/data", mark);
  lost = new SyncError("FENCED", "another has it");
  assert.throws(() => marks.write("/data", mark), lost);
  assert.deepEqual(written, ["/data"]);
});
