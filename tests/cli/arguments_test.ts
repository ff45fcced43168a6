import assert from "node:assert/strict";
import { parseArguments } from "@/cli/arguments.ts";
import type { Command } from "@/cli/command.ts";
import { SyncError } from "@/domain/errors.ts";
import { cli } from "@tests/cli/support.ts";

const command: Command = {
  summary: "Try",
  usage: "[TASK]",
  maxPositionals: 1,
  options: {
    project: { type: "list", short: "p", value: "P", summary: "" },
    jobs: { type: "text", value: "N", summary: "" },
    seed: { type: "text", value: "S", choices: ["demo", "empty"], summary: "" },
    full: { type: "flag", summary: "" },
  },
  run: () => Promise.resolve(0),
};

const parse = (...args: string[]) => parseArguments("try", command, args);

Deno.test("parseArguments() fills in what was not given", () => {
  const { common, given } = parse();
  assert.deepEqual(given, { options: common, positionals: [], rest: null });
  assert.deepEqual({ ...common }, {
    json: false,
    quiet: false,
    verbose: false,
    config: null,
    profile: null,
    help: false,
    version: false,
    project: [],
    jobs: null,
    seed: null,
    full: false,
  });
});

Deno.test("parseArguments() reads flags, values, lists, short forms and places in any order", () => {
  const { common, given } = parse(
    "-p",
    "a.b",
    "TASK",
    "--project=c d",
    "-qv",
    "--jobs",
    "3",
    "--full",
  );
  assert.deepEqual(given.positionals, ["TASK"]);
  assert.deepEqual(given.options["project"], ["a.b", "c d"]);
  assert.equal(given.options["jobs"], "3");
  assert.equal(given.options["full"], true);
  assert.ok(common.quiet && common.verbose && !common.json);
});

Deno.test("parseArguments() takes the last of a text given twice, and a value with a dash after =", () => {
  assert.equal(parse("--jobs", "3", "--jobs=-1").given.options["jobs"], "-1");
});

for (
  const [args, expected] of [
    [["--jsn"], /no option --jsn; did you mean --json\?/],
    [["--frobnicate"], /no option --frobnicate$/],
    [["--no-full"], /no option --no-full/],
    [["-x"], /no option -x/],
    [["--jobs"], /--jobs needs N/],
    [["--jobs", "--full"], /--jobs needs N/],
    [["--full=yes"], /--full takes no value/],
    [["--seed", "other"], /--seed must be one of demo, empty/],
    [["one", "two"], /there is no place for "two"/],
    [["--", "one"], /there is no place for "one"/],
    [["--__proto__=1"], /no option --__proto__/],
    [["--constructor"], /no option --constructor/],
  ] as const
) {
  Deno.test(`parseArguments() refuses ${args.join(" ")}`, () => {
    assert.throws(() => parse(...args), (error: unknown) => {
      assert.ok(error instanceof SyncError && error.code === "USAGE");
      assert.match(error.message, expected);
      assert.match(error.hint ?? "", /try --help/);
      return true;
    });
  });
}

Deno.test("parseArguments() hands on what follows -- as it is where a command takes it", () => {
  const wrapping = { ...command, takesRest: true };
  const { given } = parseArguments("try", wrapping, ["F", "--", "ls", "--json", "--", "-x"]);
  assert.deepEqual(given.positionals, ["F"]);
  assert.deepEqual(given.rest, ["ls", "--json", "--", "-x"]);
});

Deno.test("S4: a blank path or name is no answer to an option that needs one", async () => {
  for (
    const args of [["serve", "--socket", ""], ["sync", "--project", " "], ["sync", "--project="]]
  ) {
    const run = await cli(args);
    assert.equal(run.code, 2, args.join(" "));
    assert.match(run.stderr, /needs (PATH|P)/);
  }
});
