import assert from "node:assert/strict";
import { replicaOf, signal, udas } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask, present } from "@tests/support/replica_hands.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";

const rc = [
  ...udas,
  "default.project=inbox",
  "default.due=2027-03-01",
  "default.scheduled=2027-02-01",
  "uda.size.type=string",
  "uda.size.default=L",
  "uda.estimate.type=numeric",
  "uda.estimate.default=3",
  "uda.priority.default=M",
  "default.priority=H",
  "context.work.read=+work",
  "context.work.write=+work project:Work",
  "context=work",
];

for (const write of ["auto", "import"] as const) {
  forEachVersion(
    `N11: settings of the user's change nothing that is written (${write})`,
    async (tw) => {
      const replica = replicaOf(tw, { write });
      await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
      const id = crypto.randomUUID();
      const task = { ...plainTask, title: "Dig", dueAt: "2026-05-05T00:00:00Z", project: ["Home"] };
      const [made] = await replica.write(
        [order(id, { kind: "create", task, comments: [], extra: null })],
        signal,
      );
      assert.ok(made !== undefined);
      assert.deepEqual(present(made).task, task);
      const patch = { dueAt: null, project: [] };
      const [cleared] = await replica.write(
        [order(id, { kind: "update", patch, expected: {} })],
        signal,
      );
      assert.ok(cleared !== undefined);
      assert.deepEqual(present(cleared).task, { ...task, ...patch });
      const [stored] = await tw.export([id]);
      const { description, status } = stored ?? {};
      assert.deepEqual({ description, status }, { description: "Dig", status: "pending" });
      for (const name of ["due", "project", "scheduled", "size", "estimate", "priority", "tags"]) {
        assert.ok(!(name in (stored ?? {})), name);
      }
    },
    { rc },
  );
}
