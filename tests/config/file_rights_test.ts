import assert from "node:assert/strict";
import { configOf, configPath, refusalOf, server, tokenOf } from "@tests/config/support.ts";

const stateDir = "/home/ada/.local/state/vikunja-sync";
const withCommand = { [configPath]: 'url = "https://v.example"\ntoken_command = "pass vikunja"\n' };

for (const mode of [0o100666, 0o100620, 0o100602, 0o100777]) {
  Deno.test(`S7: a configuration with mode ${mode.toString(8)} is refused before anything of it is run`, async () => {
    let runs = 0;
    const runCommand = () => Promise.resolve({ code: 0, stdout: `tk_${++runs}`, stderr: "" });
    const error = await refusalOf({
      files: withCommand,
      modes: { [configPath]: mode },
      runCommand,
    });
    assert.equal(error.code, "CONFIG");
    assert.match(error.message, /others on this machine can write to it \(chmod go-w '\/home\/ada/);
    assert.equal(runs, 0);
  });
}

Deno.test("S7: a configuration of another user is refused", async () => {
  const error = await refusalOf({ files: withCommand, foreign: [configPath] });
  assert.match(error.message, /config\.toml: it belongs to another user/);
});

Deno.test("S7: a state folder that others can write to, or that is theirs, is refused", async () => {
  const open = await refusalOf({ env: server, modes: { [stateDir]: 0o40777 } });
  assert.match(open.message, /state\/vikunja-sync: others on this machine can write to it/);
  const theirs = await refusalOf({ env: server, foreign: [stateDir], needsServer: false });
  assert.match(theirs.message, /state\/vikunja-sync: it belongs to another user/);
});

Deno.test("S7: a token file that others can write to is refused, and one that they can read is a warning", async () => {
  const path = "/home/ada/token";
  const env = { VIKUNJA_URL: "https://v.example", VIKUNJA_TOKEN_FILE: path };
  const files = { [path]: "tk_abc\n" };
  const error = await refusalOf({ env, files, modes: { [path]: 0o100622 } });
  assert.match(error.message, /VIKUNJA_TOKEN_FILE: \/home\/ada\/token: others .* can write/);
  const config = await configOf({ env, files, modes: { [path]: 0o100444 } });
  assert.equal(await tokenOf(config), "tk_abc");
  assert.match(config.warnings.join(), /can be read by others/);
});

Deno.test("S7: what only its group can read, or root has put there, is taken", async () => {
  const modes = { [configPath]: 0o100644, [stateDir]: 0o40755 };
  assert.deepEqual((await configOf({ files: withCommand, modes })).warnings, []);
});

const folder = "/home/ada/.config/vikunja-sync";

Deno.test("S7: a folder where everybody can put another configuration is refused before anything is run", async () => {
  let runs = 0;
  const runCommand = () => Promise.resolve({ code: 0, stdout: `tk_${++runs}`, stderr: "" });
  for (const mode of [0o40777, 0o40702]) {
    const error = await refusalOf({ files: withCommand, modes: { [folder]: mode }, runCommand });
    assert.match(error.message, /everybody .* another config\.toml there \(chmod o-w '\/home\/ada/);
  }
  assert.equal(runs, 0);
  for (const mode of [0o41777, 0o40775, 0o40755]) {
    await configOf({ files: withCommand, modes: { [folder]: mode } });
  }
});

Deno.test("S7: a token in a folder where everybody can put another is refused", async () => {
  const env = { VIKUNJA_URL: "https://v.example", VIKUNJA_TOKEN_FILE: "/srv/open/token" };
  const files = { "/srv/open/token": "tk_abc\n" };
  const error = await refusalOf({ env, files, modes: { "/srv/open": 0o40777 } });
  assert.match(error.message, /everybody on this machine can put another token there/);
});

Deno.test("S7: a ca_file that others can write to is refused", async () => {
  const env = { ...server, VIKUNJA_CA_FILE: "/srv/ca.pem" };
  const error = await refusalOf({ env, modes: { "/srv/ca.pem": 0o100666 } });
  assert.match(error.message, /ca\.pem: others on this machine can write to it/);
});

Deno.test("R22: a variable that is not UTF-8 is refused", async () => {
  const error = await refusalOf({ env: { ...server, VIKUNJA_SYNC_STATE_DIR: "/st\ufffd" } });
  assert.match(error.message, /VIKUNJA_SYNC_STATE_DIR: is not valid UTF-8/);
});

const warnedOf: Readonly<Record<string, RegExp | null>> = {
  "http://tasks.example.org": /not encrypted/,
  "http://192.168.1.7:3456": /not encrypted/,
  "http://localhost.example.org": /not encrypted/,
  "http://127.0.0.1.example.org": /not encrypted/,
  "http://localhost:3456": null,
  "http://vikunja.localhost": null,
  "http://127.0.0.1:3456": null,
  "http://127.8.9.1": null,
  "http://[::1]:3456": null,
  "https://tasks.example.org": null,
};

for (const [url, says] of Object.entries(warnedOf)) {
  Deno.test(`S12: ${url} is ${says === null ? "no reason to warn" : "warned of"}`, async () => {
    const { warnings } = await configOf({ env: { ...server, VIKUNJA_URL: url } });
    if (says === null) assert.deepEqual(warnings, []);
    else assert.match(warnings.join(), says);
  });
}

Deno.test("S12: certificates that are not to be checked are warned of, where the server is needed", async () => {
  const env = { ...server, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  assert.match((await configOf({ env })).warnings.join(), /NODE_TLS_REJECT_UNAUTHORIZED=0/);
  assert.deepEqual((await configOf({ env, needsServer: false })).warnings, []);
});
