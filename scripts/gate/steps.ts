import { join } from "node:path";
import { checkImports } from "../imports.ts";
import { provideChromium } from "../chromium.ts";
import { provideTaskwarrior, type TaskwarriorLine } from "../taskwarrior.ts";
import { audit } from "./audit.ts";
import { ownBundle } from "./own_bundle.ts";
import type { Place } from "./place.ts";
import { type Counts, countsOf } from "./test_counts.ts";
import { testFiles, writeTestGroups } from "./test_groups.ts";

/** Part of the gate: shows what it does and says how it went. */
export interface Step {
  readonly name: string;
  /** What it shows does not wait for its end though others run beside it. */
  readonly isToldAtOnce?: boolean;
  run(place: Place): Promise<Counts>;
}

const passed: Counts = { passed: 1, failed: 0 };
const failed: Counts = { passed: 0, failed: 1 };

const code = ["src", "tests", "scripts", "bench"];
/** Their tests get no permission at all: that is the proof that they are pure. */
const pureTests = ["tests/domain/", "tests/mapping/", "tests/projections/"];
const isPure = (file: string) => pureTests.some((folder) => file.startsWith(folder));

/** Those of a group run beside each other, so that no core is idle while one waits, or is at its end. */
export const groups: readonly (readonly Step[])[] = [
  [
    { name: "Taskwarrior 2.6 and 3, and a browser", run: providePrograms },
    deno("format", () => ["fmt", "--check"]),
    deno("lint", () => ["lint", "--quiet"]),
    deno("types", (root) => ["check", "--quiet", ...existing(root, code)]),
    { name: "import direction", run: checkImportDirection },
    { name: "known faults of packages", run: audit },
    tests("pure tests, without any permission", [], isPure),
  ],
  [
    // `/proc` is read only with all of them.
    { ...tests("all other tests", ["--allow-all"], (file) => !isPure(file)), isToldAtOnce: true },
    { name: "simulator: schedules that failed once, and new ones", run: simulateBoth },
  ],
];

/** Room for what a schedule leaves behind: an eighth less time goes into collecting it. */
const heap = "--v8-flags=--min-semi-space-size=64,--max-semi-space-size=64";
const simulate = ["run", "--quiet", "--no-check", "--allow-all", heap, "scripts/simulate.ts"];

/**
 * What new ones find is told and not counted as long as about one in a hundred fails: see `tests/simulation/README.md`.
 * What stands in the log of a run is to be looked at, and kept.
 */
async function simulateBoth(place: Place): Promise<Counts> {
  const isGood = await runDeno([...simulate, "--kept"], place);
  await runDeno([...simulate, "--new", "--for", "5s"], place);
  return isGood ? passed : failed;
}

async function providePrograms({ say }: Place): Promise<Counts> {
  const lines: readonly TaskwarriorLine[] = ["2.6", "3"];
  const browser = provideChromium().then(
    ({ path }) => say(`Chromium ${path}`),
    (error) => say(`The tests of the page in a browser are left out: ${messageOf(error)}`),
  );
  const results = await Promise.allSettled(lines.map(provideTaskwarrior));
  for (const result of results) {
    if (result.status === "fulfilled") say(`${result.value.version} ${result.value.path}`);
    else say(messageOf(result.reason));
  }
  await browser;
  return results.every(({ status }) => status === "fulfilled") ? passed : failed;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = "hint" in error && typeof error.hint === "string" ? `\n${error.hint}` : "";
  return error.message + hint;
}

async function checkImportDirection({ root, say }: Place): Promise<Counts> {
  const problems = await checkImports(root);
  for (const problem of problems) say(problem);
  return problems.length === 0 ? passed : failed;
}

function deno(name: string, argsIn: (root: string) => readonly string[]): Step {
  return {
    name,
    run: async (place) => await runDeno(argsIn(place.root), place) ? passed : failed,
  };
}

/** Much of what a test makes is over with it: a larger space for what is young costs a tenth less of a processor. */
const youngSpace = "--v8-flags=--min-semi-space-size=16,--max-semi-space-size=32";

/** Counts each test; a run that fails without a failed test (a file that cannot be loaded) is one more. */
function tests(
  name: string,
  permissions: readonly string[],
  isOurs: (file: string) => boolean,
): Step {
  return {
    name,
    async run(place) {
      const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-tests-" });
      try {
        const report = join(folder, "report.xml");
        const files = testFiles(place.root, "tests").filter(isOurs);
        const groups = writeTestGroups(place.root, files, folder);
        const how = [
          "--quiet",
          "--no-prompt",
          "--no-check",
          "--parallel",
          youngSpace,
          ...permissions,
        ];
        const where = [`--config=${join(place.root, "deno.json")}`, `--junit-path=${report}`];
        const ours = place.form === "long" ? ["--", "--long"] : [];
        const bundle = permissions.length === 0 ? null : await ownBundle(place.root, folder);
        const env = bundle === null ? {} : { VIKUNJA_SYNC_TEST_BUNDLE: bundle };
        const isGood = await runDeno(["test", ...how, ...where, ...groups, ...ours], place, env);
        const counts = countsOf(await Deno.readTextFile(report)) ?? failed;
        return isGood || counts.failed > 0 ? counts : { ...counts, failed: 1 };
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  };
}

/** Groups of test files at a time: more than cores, since most of them wait for `task`, the disk or the sandbox now and then. */
const jobs = Deno.env.get("DENO_JOBS") ?? String(navigator.hardwareConcurrency + 2);

/** The very Deno that runs this: there may be none on PATH. */
async function runDeno(
  args: readonly string[],
  { root, say, isAtOnce }: Place,
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const io = isAtOnce ? "inherit" : "piped";
  const options: Deno.CommandOptions = {
    args: [...args],
    cwd: root,
    env: { DENO_JOBS: jobs, ...env },
    stdin: "null",
    stdout: io,
    stderr: io,
  };
  const child = new Deno.Command(Deno.execPath(), options).spawn();
  if (isAtOnce) return (await child.status).success;
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  say((decoder.decode(stdout) + decoder.decode(stderr)).trim());
  return success;
}

function existing(root: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => {
    try {
      return Deno.statSync(join(root, path)).isDirectory;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}
