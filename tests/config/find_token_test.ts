import { systemError } from "@tests/support/system_error.ts";
import assert from "node:assert/strict";
import { configOf, configPath, refusalOf, tokenOf } from "@tests/config/support.ts";

const url = { VIKUNJA_URL: "https://v.example" };
const credential = "/run/credentials/x/vikunja-token";
const files = {
  "/env/token": "tk_env_file\n",
  [credential]: "tk_systemd",
  [configPath]: 'token = "tk_config"\n',
};

Deno.test("readConfig() takes VIKUNJA_TOKEN, then its file, then systemd's credential, then the file", async () => {
  const all = {
    ...url,
    CREDENTIALS_DIRECTORY: "/run/credentials/x",
    VIKUNJA_TOKEN_FILE: "/env/token",
    VIKUNJA_TOKEN: "tk_env",
  };
  const { VIKUNJA_TOKEN: _, ...three } = all;
  const { VIKUNJA_TOKEN_FILE: __, ...two } = three;
  const found = await Promise.all(
    [all, three, two, url].map(async (env) => tokenOf(await configOf({ env, files }))),
  );
  assert.deepEqual(found, ["tk_env", "tk_env_file", "tk_systemd", "tk_config"]);
});

Deno.test("readConfig() goes on without the systemd credential when there is none of that name", async () => {
  const env = { ...url, CREDENTIALS_DIRECTORY: "/run/credentials/other" };
  assert.equal(await tokenOf(await configOf({ env, files })), "tk_config");
});

Deno.test("readConfig() warns of a token file that others can read", async () => {
  const env = { ...url, VIKUNJA_TOKEN_FILE: "/env/token" };
  const { warnings } = await configOf({ env, files, modes: { "/env/token": 0o100644 } });
  assert.deepEqual(warnings, [
    "/env/token can be read by others on this machine: chmod 600 /env/token",
  ]);
});

for (
  const [name, text, expected] of [
    ["is empty", " \n", /VIKUNJA_TOKEN_FILE: \/env\/token is empty/],
    ["holds more", "tk_one\ntk_two\n", /\/env\/token holds more than a token/],
  ] as const
) {
  Deno.test(`readConfig() refuses a token file that ${name}, without showing it`, async () => {
    const env = { ...url, VIKUNJA_TOKEN_FILE: "/env/token" };
    const error = await refusalOf({ env, files: { "/env/token": text } });
    assert.match(error.message, expected);
    assert.ok(!error.message.includes("tk_one"));
  });
}

Deno.test("readConfig() refuses a file with several tokens", async () => {
  const text = 'token = "a"\ntoken_file = "b"\n';
  const error = await refusalOf({ env: url, files: { [configPath]: text } });
  assert.match(error.message, /has token and token_file \(keep one of them\)/);
});

Deno.test("token() runs the token command once, by the shell where it is a text", async () => {
  const ran: (readonly string[])[] = [];
  const runCommand = (words: readonly string[]) => {
    ran.push(words);
    return Promise.resolve({ code: 0, stdout: "tk_pass\nlogin: ada\n", stderr: "" });
  };
  const texts = ['token_command = "pass show v"', 'token_command = ["pass", "show", "v"]'];
  for (const text of texts) {
    const config = await configOf({ env: url, files: { [configPath]: text }, runCommand });
    assert.equal(await tokenOf(config), "tk_pass");
    assert.equal(await tokenOf(config), "tk_pass");
  }
  assert.deepEqual(ran, [["/bin/sh", "-c", "pass show v"], ["pass", "show", "v"]]);
});

for (
  const [name, runCommand, expected] of [
    ["fails", { code: 1, stdout: "", stderr: "gpg: no key\n" }, /it ended with 1: gpg: no key/],
    ["prints nothing", { code: 0, stdout: "\n", stderr: "" }, /it printed no token/],
    ["is not there", null, /there is no such program/],
  ] as const
) {
  Deno.test(`token() says what to do when the token command ${name}`, async () => {
    const config = await configOf({
      env: url,
      files: { [configPath]: 'token_command = "pass show v"' },
      runCommand: () =>
        runCommand === null ? Promise.reject(systemError("ENOENT")) : Promise.resolve(runCommand),
    });
    await assert.rejects(() => tokenOf(config), (error: Error) => {
      assert.match(error.message, /token_command in .*config\.toml/);
      assert.match(error.message, expected);
      return true;
    });
  });
}
