import assert from "node:assert/strict";
import type { CheckOptions, NewOptions } from "@/ports/notices.ts";
import { cli, type CliSetting } from "@tests/cli/support.ts";

const nothing = { [Symbol.dispose]: () => {} };

Deno.test("notify refuses what it does not understand before it opens anything", async () => {
  for (
    const args of [
      [],
      ["nwe"],
      ["new"],
      ["new", ""],
      ["new", "a\x1bb"],
      ["new", "a", "b"],
      ["sets", "a"],
      ["forget"],
      ["check", "a"],
      ["check", "--to", "pigeon"],
      ["check", "--"],
      ["new", "a", "--redeliver-after", "soon"],
      ["new", "a", "--", "b"],
    ]
  ) {
    const { code, stdout, configured } = await cli(["notify", ...args]);
    assert.deepEqual([code, stdout, configured], [2, "", []], args.join(" "));
  }
});

Deno.test("notify new marks a line that is repeated, and lets nothing drive the terminal", async () => {
  let given: NewOptions | null = null;
  const setting: CliSetting = {
    notices: {
      ...nothing,
      reportNew: (options, print) => {
        given = options;
        const taken = { id: "1", digest: "", isChange: false };
        print([{ ...taken, line: '{"id":1,"t":"\x9b2J"}', isRepeated: false }]);
        print([{ ...taken, line: '{"id":2} ', isRepeated: true }]);
        return Promise.resolve();
      },
    },
  };
  const { code, stdout } = await cli(["notify", "new", "a", "--redeliver-after", "5m"], setting);
  assert.equal(code, 0);
  assert.equal(stdout, '{"id":1,"t":"\\u009b2J"}\n{"id":2,"repeated":true}\n');
  assert.deepEqual(given, {
    set: "a",
    pointer: "/id",
    changed: false,
    redeliverAfterMs: 300_000,
    together: false,
  });
});

Deno.test("notify sets prints one object with --json", async () => {
  const sets = [{ name: "a", seen: 13 }];
  const run = await cli(["notify", "sets", "--json"], {
    notices: { ...nothing, sets: () => sets },
  });
  assert.deepEqual(JSON.parse(run.stdout), { sets });
});

Deno.test("notify check takes targets, a command and settings from the command line", async () => {
  const given: CheckOptions[] = [];
  const setting: CliSetting = {
    notices: {
      ...nothing,
      check: (options) => {
        given.push(options);
        return Promise.resolve({ told: { ntfy: 2 }, failed: [] });
      },
    },
  };
  const args = ["notify", "check", "--to", "ntfy,desktop", "--due-within", "2h"];
  const run = await cli([...args, "--", "mail", "me"], setting);
  assert.deepEqual([run.code, run.stdout, run.stderr], [0, "", "told ntfy 2\n"]);
  assert.deepEqual(run.configured, [
    { flags: { "notify.due_within": "2h" }, needsServer: false },
  ]);
  assert.deepEqual(given, [{
    set: "check",
    to: ["ntfy", "desktop", "command"],
    command: ["mail", "me"],
    redeliverAfterMs: 60_000,
  }]);
  const json = await cli(["notify", "check", "--json", "-q"], setting);
  assert.deepEqual(JSON.parse(json.stdout), { notices: [], told: { ntfy: 2 }, failed: [] });
  assert.equal(given[1]?.to, null);
});
