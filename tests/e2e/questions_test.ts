import assert from "node:assert/strict";
import { patientWorld } from "@tests/support/at_once.ts";
import type { World } from "@tests/support/world.ts";

/** Runs words on a terminal of their own: answers each prompt in turn; prints what was shown, then the exit code. */
const onTerminal = `
import json, os, pty, select, sys
answers = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown = ""
unread = ""
while True:
    ready, _, _ = select.select([fd], [], [], 20)
    if not ready:
        os.kill(pid, 9)
        break
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    shown += data.decode(errors="replace")
    unread += data.decode(errors="replace")
    if answers and answers[0][0] in unread:
        os.write(fd, answers.pop(0)[1].encode())
        unread = ""
_, status = os.waitpid(pid, 0)
print(json.dumps({"shown": shown, "code": os.waitstatus_to_exitcode(status)}))
`;

type Answer = readonly [prompt: string, typed: string];

async function typedAt(world: World, args: readonly string[], answers: readonly Answer[]) {
  const { stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", onTerminal, JSON.stringify(answers), ...world.command(args)],
    env: { ...world.env, VIKUNJA_URL: "", VIKUNJA_TOKEN: "", VIKUNJA_SYNC_CONFIG: config(world) },
  }).output();
  const text = new TextDecoder();
  assert.equal(text.decode(stderr), "");
  return JSON.parse(text.decode(stdout)) as { readonly shown: string; readonly code: number };
}

const config = (world: World) => `${world.folder}/new/config.toml`;

const address: (world: World) => Answer = (
  { server },
) => ["Address of Vikunja:", `${server.url}\r`];

for (
  const [what, answers, code] of [
    ["^C at the address", () => [["Address of Vikunja:", "\x03"]], 130],
    ["^C at the token", (world) => [address(world), ["API token:", "\x03"]], 130],
    ["^\\ at the token", (world) => [address(world), ["API token:", "\x1c"]], 131],
    ["^D at the token", (world) => [address(world), ["API token:", "\x04"]], 2],
    [
      "^C at the project",
      (world) => [address(world), ["API token:", `${world.server.token}\r`], ["Project", "\x03"]],
      130,
    ],
  ] as readonly (readonly [string, (world: World) => readonly Answer[], number])[]
) {
  Deno.test(`R4: init ends with ${code} at ${what}, and writes nothing`, async () => {
    await using world = await patientWorld();
    const { shown, code: ended } = await typedAt(world, ["init"], answers(world));
    assert.equal(ended, code, shown);
    await assert.rejects(Deno.stat(`${world.folder}/new`), Deno.errors.NotFound);
  });
}

Deno.test("R4: what is taken back with backspace is not in the token", async () => {
  await using world = await patientWorld();
  const typed = `wrong\x15x${world.server.token}yz\x7f\x7f\x1b[D`;
  const { shown } = await typedAt(world, ["init"], [
    address(world),
    ["API token:", `x\x7f${typed.replace("\x15x", "\x15")}\r`],
    ["Project", "\r"],
    ["[y/N]", "n\r"],
    ["[y/N]", "n\r"],
  ]);
  assert.match(shown, /every permission that sync needs/);
  assert.ok(!shown.includes(world.server.token), "it is hidden");
  const token = await Deno.readTextFile(`${world.folder}/new/token`);
  assert.equal(token.trim(), world.server.token);
});
