import assert from "node:assert/strict";
import { cli } from "@tests/cli/support.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { terminalWith } from "@tests/support/pressed_terminal.ts";

/** Answers \`complete\` as the program does, and says how else it was called. */
const stub = `#!/bin/sh
[ "$1" = complete ] || { echo "RAN:$*."; exit 0; }
shift 2
for last in "$@"; do :; done
case "$1 $last" in
  "done "*) printf '#12\\tBuy milk: two\\n#13\\tCall Ann\\n' | grep "^$last" ;;
  "lock "*) echo ":files" ;;
  "con"*) printf 'conflicts\\tShow conflicts\\n' ;;
  "set priority="*) printf 'priority=H\\thigh\\n' ;;
  "list --project="*) printf -- '--project=work\\t\\n' ;;
  "set "*) printf 'title=\\tits title\\n' ;;
esac
`;

const shells = {
  bash: {
    start: ["bash", "--noprofile", "--norc", "-i"],
    load: (script: string) => `. ${script}`,
    number: "\\#",
  },
  zsh: {
    start: ["zsh", "-f", "-i"],
    load: (script: string) => `autoload -Uz compinit && compinit -u -D; . ${script}`,
    number: "#",
  },
  "zsh, from fpath": {
    start: ["zsh", "-f", "-i"],
    load: (script: string) =>
      `fpath=(${script.replace(/\/[^/]*$/, "")} $fpath); autoload -Uz compinit && compinit -u -D`,
    number: "#",
  },
  fish: {
    start: ["fish", "--no-config", "-i"],
    load: (script: string) => `source ${script}`,
    number: "\\#",
  },
} as const;

async function isThere(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"], stdout: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

for (const [name, { start, load, number }] of Object.entries(shells)) {
  const shell = start[0];
  Deno.test({
    name: `completions, pressed in ${name}: commands, #ids, files, fields and values`,
    ignore: !await isThere(shell) || !await isThere("script"),
    async fn() {
      using folder = tempFolder();
      const { stdout: script } = await cli(["completions", shell]);
      const path = folder.file("_vikunja-sync");
      Deno.writeTextFileSync(path, script);
      Deno.mkdirSync(folder.file("bin"));
      writeExecutable(folder.file("bin/vikunja-sync"), stub);
      Deno.writeTextFileSync(folder.file("some-file.json"), "");
      await using terminal = terminalWith(start, {
        cwd: folder.path,
        env: {
          HOME: folder.path,
          TERM: "dumb",
          PATH: `${folder.file("bin")}:${Deno.env.get("PATH")}`,
        },
      });
      await terminal.type(`${load(path)}; echo lo''aded\n`, /loaded/);
      await terminal.type("vikunja-sync con\t", /conflicts/);
      await terminal.type("\n", /RAN:conflicts\./);
      await terminal.type(`vikunja-sync done ${number}12\t`, /#12 /);
      await terminal.type("\n", /RAN:done #12\./);
      await terminal.type("vikunja-sync lock run some\t", /some-file\.json/);
      await terminal.type("\n", /RAN:lock run some-file\.json\./);
      await terminal.type("vikunja-sync set x ti\t", /title=/);
      await terminal.type("new\n", /RAN:set x title=new\./);
      await terminal.type("vikunja-sync set x priority=\t", /priority=H/);
      await terminal.type("\n", /RAN:set x priority=H\./);
      await terminal.type("vikunja-sync list --project=w\t", /--project=work/);
      await terminal.type("\n", /RAN:list --project=work\./);
      await terminal.leave("exit\n");
    },
  });
}

Deno.test("completions knows bash, zsh and fish and refuses other shells", async () => {
  assert.match((await cli(["completions", "zsh"])).stdout, /^#compdef vikunja-sync\n/);
  assert.match((await cli(["completions", "fish"])).stdout, /^complete -c vikunja-sync -f -a /m);
  assert.equal((await cli(["completions", "tcsh"])).code, 2);
  assert.equal((await cli(["completions"])).code, 2);
});
