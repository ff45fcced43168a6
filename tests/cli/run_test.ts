import assert from "node:assert/strict";
import { commands } from "@/cli/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import { cli, quietSummary } from "@tests/cli/support.ts";

for (const name of Object.keys(commands)) {
  Deno.test(`runCli() shows the help of ${name} and does nothing else`, async () => {
    for (const args of [["--help"], ["-h"], ["--nonsense", "--help"], ["--", "--help"]]) {
      const run = await cli([name, ...args]);
      assert.equal(run.code, 0);
      assert.match(run.stdout, new RegExp(`^Usage: vikunja-sync ${name}\\b`, "m"));
      assert.equal(run.stderr, "");
      assert.deepEqual(run.configured, []);
    }
  });
}

Deno.test("runCli() shows all commands when asked for help, and fails when asked for nothing", async () => {
  const asked = await cli(["--help"]);
  assert.equal(asked.code, 0);
  for (const name of Object.keys(commands)) {
    assert.match(asked.stdout, new RegExp(`^  ${name} `, "m"));
  }
  const nothing = await cli([]);
  assert.equal(nothing.code, 2);
  assert.equal(nothing.stdout, "");
  assert.match(nothing.stderr, /^Usage:/m);
});

Deno.test("runCli() shows the version, without a command and with one", async () => {
  for (const args of [["--version"], ["sync", "--version"], ["sync", "--dry-run", "--version"]]) {
    const run = await cli(args);
    assert.deepEqual([run.code, run.stdout], [0, "vikunja-sync 1.2.3\n"]);
    assert.deepEqual(run.configured, []);
  }
  assert.equal((await cli(["sync", "--version", "--json"])).stdout, '{"version":"1.2.3"}\n');
});

Deno.test("runCli() names the command that was meant", async () => {
  const run = await cli(["snyc"]);
  assert.equal(run.code, 2);
  assert.match(run.stderr, /there is no command "snyc"; did you mean "sync"\?/);
  assert.equal((await cli(["toString"])).code, 2);
  assert.equal((await cli(["--json", "sync"])).code, 2);
});

Deno.test("runCli() takes the -- that deno task hands on for nothing", async () => {
  const sync = { run: () => Promise.resolve(quietSummary) };
  const run = await cli(["sync", "--", "--json"], { sync });
  assert.equal(run.code, 0);
  assert.equal(JSON.parse(run.stdout).linked, 1000);
});

const failing = (error: unknown) => ({ sync: { run: () => Promise.reject(error) } });

Deno.test("runCli() tells an error with its hint on stderr and exits with its code", async () => {
  const error = new SyncError("SERVER_UNAVAILABLE", "Cannot reach v.example: refused", {
    hint: "Is it running?",
  });
  const text = await cli(["sync"], failing(error));
  assert.equal(text.code, 75);
  assert.equal(text.stdout, "");
  assert.equal(text.stderr, "vikunja-sync: Cannot reach v.example: refused\nIs it running?\n");
  const json = await cli(["sync", "--json"], failing(error));
  assert.equal(json.stdout, "");
  assert.deepEqual(JSON.parse(json.stderr), {
    error: {
      code: "SERVER_UNAVAILABLE",
      message: "Cannot reach v.example: refused",
      hint: "Is it running?",
    },
  });
  assert.equal(json.disposed, 1);
});

Deno.test("runCli() tells errors of the command line as JSON too when JSON was asked for", async () => {
  for (
    const args of [["sync", "--json", "--nope"], ["nope", "--json"], ["sync", "--", "--json", "x"]]
  ) {
    const run = await cli(args);
    assert.equal(run.code, 2);
    assert.equal(JSON.parse(run.stderr).error.code, "USAGE");
  }
});

Deno.test("runCli() calls an unforeseen error a fault of its own, and shows where with --verbose", async () => {
  const plain = await cli(["sync"], failing(new TypeError("x is not a function")));
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /^vikunja-sync: Cannot go on: x is not a function\nThis is a fault/);
  assert.ok(!plain.stderr.includes("run_test.ts"));
  const verbose = await cli(["sync", "-v"], failing(new TypeError("x is not a function")));
  assert.match(verbose.stderr, /run_test\.ts/);
});

Deno.test("runCli() lets no text of a task drive the terminal", async () => {
  const error = new SyncError("TASK_REFUSED", "Cannot write \x1b[2J\u202eMilk", {
    hint: "\x1b]0;x\x07",
  });
  for (const args of [["sync"], ["sync", "--json"]]) {
    const { stderr } = await cli(args, failing(error));
    assert.doesNotMatch(stderr.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
  }
});

Deno.test("runCli() puts questions to the person, unless --yes answers them", async () => {
  const answers: (boolean | null)[] = [];
  let ask: (question: string) => Promise<boolean | null> = () => Promise.resolve(null);
  const setting = {
    onIo: (io: { readonly confirm: typeof ask }) => void (ask = io.confirm),
    sync: {
      run: async () => {
        answers.push(await ask("Add two lines?"));
        return quietSummary;
      },
    },
  };
  const asked = await cli(["sync"], { ...setting, answer: false });
  const nobody = await cli(["sync"], { ...setting, answer: null });
  const yes = await cli(["sync", "--yes"], { ...setting, answer: false });
  assert.deepEqual(answers, [false, null, true]);
  assert.deepEqual([asked.questions.length, nobody.questions.length, yes.questions.length], [
    1,
    1,
    0,
  ]);
});

Deno.test("runCli() shows a line for each request with --verbose, and only then", async () => {
  const setting = (args: readonly string[]) => {
    let onRequest: Parameters<
      NonNullable<Parameters<typeof cli>[1]>["onIo"] & object
    >[0]["onRequest"] = null;
    return cli(args, {
      onIo: (io) => void (onRequest = io.onRequest),
      sync: {
        run: () => {
          onRequest?.({
            method: "GET",
            path: "/api/v2/tasks?page=1",
            status: 200,
            ms: 12.4,
            connection: "new",
          });
          onRequest?.({
            method: "GET",
            path: "/api/v1/info",
            status: null,
            ms: 3,
            connection: "unknown",
          });
          return Promise.resolve(quietSummary);
        },
      },
    });
  };
  const verbose = await setting(["sync", "--verbose"]);
  assert.equal(
    verbose.stderr,
    "GET /api/v2/tasks?page=1 200 12 ms new\nGET /api/v1/info no answer 3 ms unknown\n",
  );
  assert.equal((await setting(["sync"])).stderr, "");
});

Deno.test("help COMMAND is the help of that command, and knows no other", async () => {
  const [one, other] = await Promise.all([cli(["help", "held"]), cli(["held", "--help"])]);
  assert.equal(one.code, 0);
  assert.match(one.stdout, /^Deletions that are held back/);
  assert.equal(one.stdout, other.stdout);
  const wrong = await cli(["help", "hold"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /no command "hold".*did you mean "held"/);
});

Deno.test("runCli() repeats the profile in what it tells people to type", async () => {
  const refused = new SyncError("LOCKED", "Cannot take the log", {
    hint: "Stop it: `systemctl --user stop vikunja-sync.service`, then `vikunja-sync sync`.",
  });
  const inspect = { status: () => Promise.reject(refused) };
  const { stderr } = await cli(["status", "--profile", "work"], { inspect });
  assert.match(stderr, /stop vikunja-sync@work\.service`, then `vikunja-sync sync --profile work`/);
});
