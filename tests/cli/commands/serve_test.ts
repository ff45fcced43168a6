import assert from "node:assert/strict";
import type { ServeLine } from "@/ports/daemon.ts";
import { cli, type CliSetting } from "@tests/cli/support.ts";

const change: ServeLine = {
  level: "info",
  change: {
    task: "0b5c1f2e-0000-4000-8000-000000000001",
    title: "Milk\x1b[2J",
    side: "vikunja",
    push: {
      kind: "update",
      patch: { priority: 3, labels: { add: ["shop"], remove: [] } },
      expected: { priority: 0 },
    },
  },
};
const lines: readonly ServeLine[] = [
  { level: "info", text: "listening" },
  change,
  { level: "warn", text: "no answer" },
];
const serve = {
  run: (_: unknown, say: (line: ServeLine) => void) => Promise.resolve(lines.forEach(say)),
};

async function said(...args: readonly string[]): Promise<readonly string[]> {
  const { stderr, code } = await cli(["serve", ...args], { serve });
  assert.equal(code, 0, stderr);
  return stderr.split("\n").slice(0, -1);
}

Deno.test("serve says what it carried over in the words that people use", async () => {
  assert.deepEqual(await said(), [
    "listening",
    'in Vikunja: "Milk\\u001b[2J" priority none → high, labels +shop',
    "warning: no answer",
  ]);
});

Deno.test("serve --log-level leaves out what is less important, --quiet all of it", async () => {
  assert.deepEqual(await said("--log-level", "warn"), ["warning: no answer"]);
  assert.deepEqual(await said("--log-level", "error"), []);
  assert.deepEqual(await said("--quiet"), []);
  assert.equal((await cli(["serve", "--log-level", "loud"], { serve })).code, 2);
});

Deno.test("serve --log-format json is an object a line", async () => {
  const [first, second, third] = (await said("--log-format", "json")).map((line) =>
    JSON.parse(line)
  );
  const at = "2026-11-21T06:10:00.000Z";
  assert.deepEqual(first, { at, level: "info", text: "listening" });
  assert.deepEqual(second, {
    at,
    level: "info",
    text: 'in Vikunja: "Milk\\u001b[2J" priority none → high, labels +shop',
    task: "0b5c1f2e-0000-4000-8000-000000000001",
    title: "Milk\x1b[2J",
    side: "vikunja",
    action: "update",
    changes: ["priority none → high", "labels +shop"],
  });
  assert.deepEqual(third, { at, level: "warn", text: "no answer" });
});

Deno.test("serve --lists serves that folder, and reads no configuration of its own", async () => {
  const asked: unknown[] = [];
  const serveLists: NonNullable<CliSetting["serveLists"]> = (folder, lockTimeout) =>
    Promise.resolve({
      run(options, say) {
        asked.push({ folder, lockTimeout, ...options });
        say("warn", "anna: url is not set (CONFIG)");
        return Promise.resolve();
      },
    });
  const args = ["serve", "--lists", "/srv/lists", "--listen", "127.0.0.1:8765", "--metrics"];
  const { code, stderr, configured } = await cli(args, { serveLists });
  assert.deepEqual([code, stderr], [0, "warning: anna: url is not set (CONFIG)\n"]);
  assert.deepEqual(configured, []);
  const listen = "127.0.0.1:8765";
  assert.deepEqual(asked, [
    { folder: "/srv/lists", lockTimeout: null, listen, isOpenForMetrics: true },
  ]);
  const ofOne = [["--config", "/c.toml"], ["--profile", "work"]];
  for (const wrong of [["--socket", "/s"], ["--listen", "8765"], ["--lists", " "], ...ofOne]) {
    const refused = await cli(["serve", "--lists", "/srv/lists", ...wrong], { serveLists });
    assert.equal(refused.code, 2, wrong.join(" "));
  }
});
