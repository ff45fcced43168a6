import { join } from "node:path";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { installHook } from "@/app/setup/install_hook.ts";
import { provideTaskwarrior } from "../scripts/taskwarrior.ts";
import type { BenchRow } from "./row.ts";
import { median, timedProcess } from "./timing.ts";

const rounds = 120;
/** Ours may cost so much over no hook, in ms. */
const most = 2;

const commands = {
  add: (round: number) => ["add", `task ${round}`],
  modify: (round: number) => ["1", "modify", `renamed ${round}`],
  list: () => ["list"],
};

type Name = keyof typeof commands;

/** A Taskwarrior with one hook or none, in a folder of its own. */
interface Contestant {
  readonly env: Readonly<Record<string, string>>;
  readonly ms: Record<Name, number[]>;
}

/** What an on-exit hook adds to a command while a daemon runs: one after the other, in turns. */
export async function benchHook(): Promise<readonly BenchRow[]> {
  const { path: program } = await provideTaskwarrior("2.6");
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  try {
    const none = await contestant(folder, "none");
    const bare = await contestant(folder, "bare");
    const hook = join(bare.env["TASKDATA"] ?? "", "hooks", "on-exit");
    await Deno.writeTextFile(hook, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const ours = await contestant(folder, "ours");
    const stateDir = join(folder, "state");
    const deps = { files: textFiles, spool: hookSpool(stateDir) };
    const place = { folder: join(ours.env["TASKDATA"] ?? "", "hooks") };
    await installHook(deps, place, { stateDir, command: ["false"], environment: {} });
    using alive = createProcessMarks(stateDir, Deno.pid).mark("daemon");
    alive.seesData(true);
    for (let round = 0; round < rounds; round++) {
      for (const name of Object.keys(commands) as Name[]) {
        for (const one of turned([none, bare, ours], round)) {
          const args = ["rc.verbose=nothing", ...commands[name](round)];
          one.ms[name].push((await timedProcess(program, args, { env: one.env })).seconds * 1_000);
        }
      }
    }
    return (Object.keys(commands) as Name[]).map((name) => {
      const added = ({ ms }: Contestant) => addedMs(ms[name], none.ms[name]);
      return row(name, added(ours), added(bare));
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function contestant(folder: string, name: string): Promise<Contestant> {
  const TASKDATA = join(folder, name);
  const TASKRC = join(folder, `${name}.taskrc`);
  await Deno.mkdir(join(TASKDATA, "hooks"), { recursive: true });
  await Deno.writeTextFile(TASKRC, "confirmation=off\nnews.version=3.5.0\n");
  return { env: { HOME: folder, TASKRC, TASKDATA }, ms: { add: [], modify: [], list: [] } };
}

/** Of each turn, because what else the machine does changes from one to the next. */
function addedMs(values: readonly number[], without: readonly number[]): number {
  const added = median(values.map((value, round) => value - (without[round] ?? 0)));
  return Math.round(added * 100) / 100;
}

/** Who comes first has no advantage by it. */
function turned<T>(all: readonly T[], by: number): readonly T[] {
  const at = by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
}

function row(name: Name, value: number, floor: number): BenchRow {
  return {
    name: `\`task ${name}\`, added by the hook`,
    value,
    unit: "ms",
    floor,
    floorName: "a hook that is `exit 0`",
    ratio: floor > 0 ? value / floor : null,
    target: `≤ ${most} ms`,
    met: value <= most,
  };
}
