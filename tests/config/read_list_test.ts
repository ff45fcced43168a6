import assert from "node:assert/strict";
import { readListConfig } from "@/config/read_list.ts";
import { systemError } from "@tests/support/system_error.ts";

const file = "/lists/anna/config.toml";
const whole = `url = "https://v.example"
token = "tk_anna"
state_dir = "state"
taskwarrior = "sync"
[sync]
url = "https://s.example"
client_id = "4ad1ee93-ac26-47ad-8b5c-6a6be0a4d5d8"
secret = "anna's"
`;

const read = (text: string) =>
  readListConfig(file, "/home/ada", {
    readTextFile: (path) =>
      path === file ? Promise.resolve(text) : Promise.reject(systemError("ENOENT")),
    fileMode: () => Promise.resolve(null),
    isForeign: () => Promise.resolve(false),
    runCommand: () => Promise.reject(new Error("nothing is run")),
    isWindows: false,
  });

Deno.test("readListConfig() takes all of a list from its own file, with its places beside it", async () => {
  const config = await read(whole);
  assert.equal(config.stateDir, "/lists/anna/state");
  assert.equal((await config.server?.token())?.reveal(), "tk_anna");
  assert.deepEqual(config.socketPaths, ["/lists/anna/state/vikunja-sync.sock"]);
});

Deno.test("readListConfig() says everything that keeps a list from being one of many", async () => {
  await assert.rejects(read('url = "https://v.example"\ntoken = "tk"\nlisten = "127.0.0.1:1"\n'), {
    message: /3 problems\n.*has no Taskwarrior of its own.*\n.*where its state is.*\n.*has listen/,
  });
});
