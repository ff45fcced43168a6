import assert from "node:assert/strict";
import { asTyped } from "@/cli/as_typed.ts";

const program = () => "vikunja-sync";

Deno.test("asTyped() says what starts the program here, and leaves other words alone", () => {
  const here = { program: () => "deno task", profile: null };
  assert.equal(
    asTyped("run `vikunja-sync init`; vikunja-sync keeps both the same", here),
    "run `deno task init`; vikunja-sync keeps both the same",
  );
  assert.equal(
    asTyped("`systemctl --user stop vikunja-sync.socket`", here),
    "`systemctl --user stop vikunja-sync.socket`",
  );
});

Deno.test("asTyped() repeats the profile in commands, where it is not there already", () => {
  const cases = [
    ["`vikunja-sync sync`", "`vikunja-sync sync --profile work`"],
    ["see `sync --bring-back` or `held`", "see `sync --bring-back --profile work` or `held`"],
    ["`sync --full --profile home`", "`sync --full --profile home`"],
    [
      "vikunja-sync install units, or vikunja-sync serve",
      "vikunja-sync install units --profile work, or vikunja-sync serve --profile work",
    ],
    ["later: vikunja-sync install hook", "later: vikunja-sync install hook --profile work"],
    [
      "vikunja-sync serve --listen 127.0.0.1:8765",
      "vikunja-sync serve --profile work --listen 127.0.0.1:8765",
    ],
    [
      "`vikunja-sync profiles` lists them; `vikunja-sync init --profile x` makes it",
      "`vikunja-sync profiles` lists them; `vikunja-sync init --profile x` makes it",
    ],
    ["`task sync` and `task --version`", "`task sync` and `task --version`"],
  ];
  for (const [text = "", typed] of cases) {
    assert.equal(asTyped(text, { program, profile: "work" }), typed);
    assert.equal(asTyped(text, { program, profile: "../x" }), text);
  }
});

Deno.test("asTyped() names the units of the profile", () => {
  const text =
    "stop it: `systemctl --user stop vikunja-sync.socket vikunja-sync.service`, or `kill 7`";
  assert.equal(
    asTyped(text, { program, profile: "work" }),
    "stop it: `systemctl --user stop vikunja-sync@work.socket vikunja-sync@work.service`, or `kill 7`",
  );
  assert.equal(asTyped(text, { program, profile: "default" }), text);
  const own =
    "start: systemctl --user enable --now vikunja-sync@work.socket vikunja-sync-full@work.timer";
  assert.equal(asTyped(own, { program, profile: "work" }), own);
});
