import assert from "node:assert/strict";
import { namedInEnvironment } from "@/config/named_in_environment.ts";
import { configOf, refusalOf, server, tokenOf } from "@tests/config/support.ts";

const file = "/home/ada/.config/vikunja-sync@work/config.toml";
const text = 'url = "https://work.example"\ntoken = "tk_work"\n';

Deno.test("readConfig() gives a profile a file, a state folder and a socket of its own", async () => {
  const env = { XDG_RUNTIME_DIR: "/run/user/1000" };
  const config = await configOf({ env, flags: { profile: "work" }, files: { [file]: text } });
  assert.equal(config.profile, "work");
  assert.equal(config.file, file);
  assert.equal(config.stateDir, "/home/ada/.local/state/vikunja-sync@work");
  assert.equal(config.socketPaths[0], "/run/user/1000/vikunja-sync@work.sock");
  const named = await configOf({
    env: { ...env, VIKUNJA_SYNC_PROFILE: "work" },
    files: { [file]: text },
  });
  assert.equal(named.stateDir, config.stateDir);
});

Deno.test("readConfig() of a profile takes from the environment only what its file leaves out", async () => {
  const env = {
    ...server,
    VIKUNJA_SYNC_STATE_DIR: "/usual",
    VIKUNJA_SYNC_CONFIG: "/usual.toml",
    VIKUNJA_SYNC_TASK: "/opt/task",
  };
  const config = await configOf({ env, flags: { profile: "work" }, files: { [file]: text } });
  assert.equal(config.server?.url, "https://work.example");
  assert.equal(await tokenOf(config), "tk_work");
  assert.equal(config.isTokenInEnvironment, false);
  assert.equal(config.stateDir, "/home/ada/.local/state/vikunja-sync@work");
  assert.equal(config.taskwarrior.program, "/opt/task");
  const bare = await configOf({ env, flags: { profile: "work" }, files: { [file]: "" } });
  assert.equal(await tokenOf(bare), "tk_env");
});

Deno.test("readConfig() refuses a profile that has no file, what is no name, and a second file", async () => {
  const cases = [
    [{ profile: "wrk" }, /there is no profile wrk .*vikunja-sync@wrk/],
    [{ profile: "../x" }, /--profile is "..\/x"/],
    [{ profile: "" }, /--profile is ""/],
    [{ profile: "work", config: "x.toml" }, /name two configurations/],
  ] as const;
  for (const [flags, message] of cases) {
    const error = await refusalOf({ env: server, flags });
    assert.equal(error.code, "USAGE");
    assert.match(error.message, message);
  }
  const error = await refusalOf({ env: { ...server, VIKUNJA_SYNC_PROFILE: "a/b" } });
  assert.match(error.message, /VIKUNJA_SYNC_PROFILE is "a\/b"/);
});

Deno.test("readConfig() takes default for the usual profile, over the environment", async () => {
  const env = { ...server, VIKUNJA_SYNC_PROFILE: "work" };
  const config = await configOf({ env, flags: { profile: "default" } });
  assert.equal(config.profile, null);
  assert.equal(config.stateDir, "/home/ada/.local/state/vikunja-sync");
});

Deno.test("what namedInEnvironment() sets names the same configuration, whatever the shell names", async () => {
  const shells = [{}, { VIKUNJA_SYNC_PROFILE: "work" }, { VIKUNJA_SYNC_CONFIG: "/other.toml" }];
  const files = { [file]: text, "/here.toml": text, "/other.toml": text };
  for (const flags of [{ profile: "work" }, { profile: "default" }, { config: "/here.toml" }]) {
    const meant = await configOf({ env: server, flags, files });
    for (const shell of shells) {
      const env = { ...server, ...shell, ...namedInEnvironment(meant) };
      const started = await configOf({ env, files });
      assert.equal(started.profile, meant.profile);
      if (meant.file !== null) assert.equal(started.file, meant.file);
    }
  }
});
