import assert from "node:assert/strict";
import type { Status, SyncOptions, SyncPlan } from "@/ports/operations.ts";
import type { ChosenSelection } from "@/ports/setup.ts";
import { cli, type CliSetting, quietSummary } from "@tests/cli/support.ts";

const plan: SyncPlan = {
  changes: [{ task: "a", title: "Milk", side: "vikunja", action: "create", changes: [] }],
  warnings: [],
  requests: 1,
};

/** Two lists that never met, one of them with tasks that were finished long ago. */
function meeting(answers: readonly string[]) {
  const left = [...answers];
  const asked: string[] = [];
  const ran: SyncOptions[] = [];
  const kept: ChosenSelection[] = [];
  const setting: CliSetting = {
    canAsk: true,
    askText(question) {
      asked.push(question);
      return Promise.resolve(left.shift() ?? null);
    },
    inspect: {
      status: () => Promise.resolve({ lastSyncAt: null, linked: 0, daemon: null } as Status),
    },
    sync: {
      plan: () => Promise.resolve({ ...plan, finishedLongAgo: 1240 }),
      run(options) {
        ran.push(options);
        return Promise.resolve(quietSummary);
      },
    },
    setup: {
      select(selection) {
        kept.push(selection);
        return Promise.resolve({ written: ["/c.toml"], unchanged: [], removed: [], notes: [] });
      },
    },
  };
  return { setting, asked, ran, kept };
}

const ofOld = "1,240 finished tasks older than 90 days: also over? [y/N]";

Deno.test("the first sync asks whether old finished tasks go over as well, and remembers that they stay", async () => {
  const { setting, asked, ran, kept } = meeting(["", "y"]);
  // By the configuration that the answer makes, old ones are not asked about again.
  const { configured, stderr } = await cli(["sync"], {
    ...setting,
    sync: {
      ...setting.sync,
      plan: () =>
        Promise.resolve(
          asked.length === 0
            ? { ...plan, finishedLongAgo: 1240 }
            : { ...plan, notes: ["1,240 tasks stay"] },
        ),
    },
  });
  assert.deepEqual(asked, [ofOld, "Do it? [Y/n]"]);
  assert.deepEqual(configured.map(({ flags }) => flags["selection.done_within"]), [
    undefined,
    "90d",
    undefined,
  ]);
  assert.deepEqual(kept, [{ projects: [], excludeProjects: [], doneWithin: "90d" }]);
  assert.match(stderr, /tasks: 1 to be made in Vikunja\n {2}1,240 tasks stay\n/);
  assert.match(stderr, /`done_within = "90d"` under `\[selection\]` is in \/c\.toml/);
  assert.equal(ran.length, 1);
});

Deno.test("the first sync takes old finished tasks along where that is wanted, and writes nothing down", async () => {
  const { setting, asked, ran, kept } = meeting(["yes", ""]);
  await cli(["sync"], setting);
  assert.deepEqual(asked, [ofOld, "Do it? [Y/n]"]);
  assert.deepEqual([kept, ran.length], [[], 1]);
});

Deno.test("the first sync has written nothing down where a person thinks better of it", async () => {
  const { setting, ran, kept } = meeting(["n", "n"]);
  await cli(["sync"], {
    ...setting,
    sync: { ...setting.sync, plan: () => Promise.resolve(plan) },
  });
  assert.deepEqual([kept, ran], [[], []]);
});

Deno.test("sync asks nobody with --yes, nor where nobody is there", async () => {
  for (const given of [{ args: ["sync", "--yes"] }, { args: ["sync"], canAsk: false }]) {
    const { args, ...more } = given;
    const { setting, asked, ran } = meeting([]);
    await cli(args, { ...setting, ...more });
    assert.deepEqual([asked, ran.length], [[], 1]);
  }
});
