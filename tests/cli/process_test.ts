import assert from "node:assert/strict";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname ?? ".", "../..");
const tasks = [
  "sync",
  "status",
  "log",
  "conflicts",
  "repair",
  "lock",
  "state",
  "sandbox",
  "completions",
];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place extends AsyncDisposable {
  readonly folder: string;
  /** `deno task …` as it is typed in that folder, with an empty home. */
  task(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

async function createPlace(): Promise<Place> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "cli-" }));
  return {
    folder,
    async task(args, env = {}) {
      const command = new Deno.Command(Deno.execPath(), {
        args: ["task", "--quiet", "--config", join(root, "deno.json"), ...args],
        cwd: folder,
        env: { ...inherited(), HOME: folder, ...env },
        clearEnv: true,
        stdin: "null",
      });
      const { code, stdout, stderr } = await command.output();
      const decoder = new TextDecoder();
      return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** All but what would configure us; Deno's cache is where it is now, whatever HOME says. */
function inherited(): Record<string, string> {
  const ours = /^(VIKUNJA_|TASK(RC|DATA)$|XDG_(CONFIG|STATE|RUNTIME)|CREDENTIALS_|INIT_CWD$)/;
  const { HOME, XDG_CACHE_HOME, ...rest } = Deno.env.toObject();
  const cache = join(XDG_CACHE_HOME ?? join(HOME ?? "", ".cache"), "deno");
  const kept = Object.entries({ DENO_DIR: cache, ...rest }).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

for (const name of tasks) {
  Deno.test(`deno task ${name} --help shows its help and leaves nothing behind`, async () => {
    await using place = await createPlace();
    const { code, stdout, stderr } = await place.task([name, "--help"]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, new RegExp(`^Usage: vikunja-sync ${name}\\b`, "m"));
    assert.deepEqual([...Deno.readDirSync(place.folder)], []);
  });
}

Deno.test("deno task sync --json has the error on stderr and nothing on stdout when nothing is set", async () => {
  await using place = await createPlace();
  for (const args of [["sync", "--json"], ["sync", "--", "--json"]]) {
    const { code, stdout, stderr } = await place.task(args);
    assert.deepEqual([code, stdout], [2, ""]);
    const { error } = JSON.parse(stderr);
    assert.equal(error.code, "CONFIG");
    assert.match(error.message, /url: is not set[\s\S]*token: is not set/);
  }
});

Deno.test("deno task sync reads a path as seen from where it is called", async () => {
  await using place = await createPlace();
  await Deno.writeTextFile(join(place.folder, "mine.toml"), "jbos = 3\n");
  const { code, stderr } = await place.task(["sync", "--config", "mine.toml"]);
  assert.equal(code, 2);
  assert.ok(stderr.includes(`${join(place.folder, "mine.toml")}:1: unknown key "jbos"`), stderr);
});

Deno.test("deno task sync shows the token in no error", async () => {
  await using place = await createPlace();
  const env = { VIKUNJA_TOKEN: "tk_very secret", VIKUNJA_URL: "nonsense" };
  for (const args of [["sync"], ["sync", "--json", "--verbose"]]) {
    const { code, stdout, stderr } = await place.task(args, env);
    assert.equal(code, 2);
    assert.match(stderr, /VIKUNJA_TOKEN/);
    assert.ok(!(stdout + stderr).includes("very"), stderr);
  }
});

Deno.test("deno task sync --version is the version of deno.json", async () => {
  await using place = await createPlace();
  const { version } = JSON.parse(await Deno.readTextFile(join(root, "deno.json")));
  assert.equal((await place.task(["sync", "--version"])).stdout, `vikunja-sync ${version}\n`);
});

Deno.test("an unknown option ends with 2 and names the one that was meant", async () => {
  await using place = await createPlace();
  const { code, stdout, stderr } = await place.task(["sync", "--dry-rum"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /did you mean --dry-run\?/);
});
