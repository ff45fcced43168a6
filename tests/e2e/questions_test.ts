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

const chosen = (world: World): readonly Answer[] => [...account(world), ["that one [all]:", "\r"]];

const placed = (world: World): readonly Answer[] => [...chosen(world), ["Project, by", "\r"]];

for (
  const [what, answers, code] of [
    ["^C at the address", () => [["Address of Vikunja:", "\x03"]], 130],
    ["^C at the token", (world) => [address(world), ["API token:", "\x03"]], 130],
    ["^\\ at the token", (world) => [address(world), ["API token:", "\x1c"]], 131],
    ["^D at the token", (world) => [address(world), ["API token:", "\x04"]], 2],
    ["^C at the projects", (world) => [...account(world), ["that one [all]:", "\x03"]], 130],
    ["^C at the project", (world) => [...chosen(world), ["Project, by", "\x03"]], 130],
    ["^C at what makes it at once", (world) => [...placed(world), ["none [all]:", "\x03"]], 130],
    ["^C at the plan", (world) => [
      ...placed(world),
      ["none [all]:", "\r"],
      ["first sync now?", "\x03"],
    ], 130],
    ["^D at the plan", (world) => [
      ...placed(world),
      ["none [all]:", "0\r"],
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
    ["that one [all]:", "\r"],
    ["Project, by", "\r"],
    ["none [all]:", "n\r"],
    ["first sync now?", "n\r"],
    ["without a sync?", "y\r"],
  ]);
  assert.match(shown, /every permission that sync needs/);
  assert.ok(!shown.includes(world.server.token), "it is hidden");
  const token = await Deno.readTextFile(`${world.folder}/new/token`);
  assert.equal(token.trim(), world.server.token);
});
