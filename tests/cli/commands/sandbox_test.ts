import assert from "node:assert/strict";
import type { SandboxOptions } from "@/cli/deps.ts";
import { cli } from "@tests/cli/support.ts";

Deno.test("sandbox hands its options on and prints its URL first, without a configuration", async () => {
  const seen: SandboxOptions[] = [];
  const runSandbox = (options: SandboxOptions, print: (line: string) => void) => {
    seen.push(options);
    print("http://127.0.0.1:1");
    print("ready");
    return Promise.resolve();
  };
  const args = [
    "--listen",
    "127.0.0.1:0",
    "--seed",
    "empty",
    "--data",
    "f.json",
    "--overlap-500",
    "--as",
    "1.1",
  ];
  const text = await cli(["sandbox", ...args], { runSandbox });
  const json = await cli(["sandbox", "--json"], { runSandbox });
  assert.equal(text.stdout, "http://127.0.0.1:1\nready\n");
  assert.equal(json.stdout, '{"url":"http://127.0.0.1:1"}\n');
  assert.deepEqual(seen, [
    { listen: "127.0.0.1:0", seed: "empty", data: "f.json", overlap500: true, as: "1.1" },
    { listen: "127.0.0.1:0", seed: "demo", data: null, overlap500: false, as: "2.5" },
  ]);
  assert.deepEqual(text.configured, []);
});

Deno.test("sandbox refuses an address without a port, and a seed or a version it does not know", async () => {
  assert.equal((await cli(["sandbox", "--listen", "127.0.0.1"])).code, 2);
  assert.equal((await cli(["sandbox", "--seed", "x"])).code, 2);
  assert.equal((await cli(["sandbox", "--as", "0.24"])).code, 2);
});
