import assert from "node:assert/strict";
import { cli } from "@tests/cli/support.ts";

/** What bash offers after this line, with the script loaded. */
async function completed(words: readonly string[]): Promise<readonly string[]> {
  const { stdout: script } = await cli(["completions", "bash"]);
  const line = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`;
  const program = `${script}\n${line}\nCOMP_CWORD=${words.length - 1}\n_vikunja_sync\n` +
    'printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, success, stderr } = await new Deno.Command("bash", { args: ["-c", program] })
    .output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("completions bash offers commands, options, actions and values", async () => {
  assert.deepEqual(await completed(["vikunja-sync", "sa"]), ["sandbox"]);
  assert.deepEqual(await completed(["vikunja-sync", "sync", "--d"]), ["--dry-run"]);
  assert.deepEqual(await completed(["vikunja-sync", "conflicts", "p"]), ["pick"]);
  assert.deepEqual(await completed(["vikunja-sync", "sandbox", "--seed", ""]), ["demo", "empty"]);
});

Deno.test("completions knows bash, zsh and fish and refuses other shells", async () => {
  assert.match((await cli(["completions", "zsh"])).stdout, /bashcompinit/);
  const fish = await cli(["completions", "fish"]);
  assert.match(fish.stdout, /^complete -c vikunja-sync -f -n __fish_use_subcommand -a sync /m);
  assert.equal((await cli(["completions", "tcsh"])).code, 2);
  assert.equal((await cli(["completions"])).code, 2);
});
