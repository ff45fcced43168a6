import assert from "node:assert/strict";
import { patientWorld } from "@tests/support/at_once.ts";
import { type Answer, typedAt } from "@tests/support/terminal.ts";
import type { World } from "@tests/support/world.ts";

function init(world: World, args: readonly string[], answers: readonly Answer[]) {
  const env = {
    ...world.env,
    VIKUNJA_URL: "",
    VIKUNJA_TOKEN: "",
    VIKUNJA_SYNC_CONFIG: config(world),
  };
  return typedAt(world.command(["init", ...args]), env, answers);
}

const config = (world: World) => `${world.folder}/new/config.toml`;

const address: (world: World) => Answer = (
  { server },
) => ["Address of Vikunja:", `${server.url}\r`];

const account = (world: World): readonly Answer[] => [
  address(world),
  ["API token:", `${world.server.token}\r`],
];

for (
  const [what, answers, code] of [
    ["^C at the address", () => [["Address of Vikunja:", "\x03"]], 130],
    ["^C at the token", (world) => [address(world), ["API token:", "\x03"]], 130],
    ["^\\ at the token", (world) => [address(world), ["API token:", "\x1c"]], 131],
    ["^D at the token", (world) => [address(world), ["API token:", "\x04"]], 2],
    ["^C at the project", (world) => [...account(world), ["Project", "\x03"]], 130],
    ["^C at the hook", (world) => [...account(world), ["Project", "\r"], ["hook", "\x03"]], 130],
    [
      "^C at the daemon",
      (world) => [...account(world), ["Project", "\r"], ["hook", "\r"], ["all the time", "\x03"]],
      130,
    ],
    [
      "^C at the webhooks",
      (world) => [
        ...account(world),
        ["Project", "\r"],
        ["hook", "\r"],
        ["all the time", "\r"],
        ["webhooks", "\x03"],
      ],
      130,
    ],
    [
      "^C at the plan",
      (world) => [
        ...account(world),
        ["Project", "\r"],
        ["hook", "\r"],
        ["all the time", "\r"],
        ["webhooks", "\r"],
        ["first sync now?", "\x03"],
      ],
      130,
    ],
    ["^D at the plan", (world) => [
      ...account(world),
      ["Project", "\r"],
      ["hook", "n\r"],
      ["all the time", "n\r"],
      ["first sync now?", "\x04"],
    ], 2],
  ] as readonly (readonly [string, (world: World) => readonly Answer[], number])[]
) {
  Deno.test(`R4: init ends with ${code} at ${what}, and writes nothing`, async () => {
    await using world = await patientWorld();
    const { shown, code: ended } = await init(world, [], answers(world));
    assert.equal(ended, code, shown);
    for (const path of ["new", "state", "task/hooks", ".config"]) {
      await assert.rejects(Deno.stat(`${world.folder}/${path}`), Deno.errors.NotFound, path);
    }
    assert.equal((await world.serverTasks()).length, 0);
  });
}

Deno.test("R4: what is taken back with backspace is not in the token", async () => {
  await using world = await patientWorld();
  const typed = `wrong\x15x${world.server.token}yz\x7f\x7f\x1b[D`;
  const { shown } = await init(world, [], [
    address(world),
    ["API token:", `x\x7f${typed.replace("\x15x", "\x15")}\r`],
    ["Project", "\r"],
    ["on-exit hook", "n\r"],
    ["all the time", "n\r"],
    ["first sync now?", "n\r"],
    ["without a sync?", "y\r"],
  ]);
  assert.match(shown, /every permission that sync needs/);
  assert.ok(!shown.includes(world.server.token), "it is hidden");
  const token = await Deno.readTextFile(`${world.folder}/new/token`);
  assert.equal(token.trim(), world.server.token);
});
