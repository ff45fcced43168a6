import { thisProcess } from "@system/this_process.ts";
import type { ConfiguredWatch } from "@/app/quiet/quiet_watch.ts";
import { runCli } from "@/cli/run.ts";
import type { World } from "@/cli/world.ts";
import { ownVersion, worldOf } from "@/command_line.ts";
import type { BegunLook } from "@/ports/quiet.ts";
import type { Surroundings } from "@/run_line.ts";
import { secretNames } from "@/secret_names.ts";

interface Whole extends Surroundings {
  /** By a quiet look before; `null`: nothing. */
  readonly begun: BegunLook | null;
  readonly seenAs: (world: World) => World;
}

/** Runs one command line with the whole program and returns its exit code. */
export async function runWhole(args: readonly string[], whole: Whole): Promise<number> {
  const quiet = args[0] === "sync" ? await watchOf(whole) : null;
  try {
    return await runCli(whole.seenAs(worldOf(args, { ...whole, quiet })));
  } finally {
    await quiet?.end();
  }
}

async function watchOf({ program, begun, secrets }: Whole): Promise<ConfiguredWatch | null> {
  if (program === null) return null;
  const { createQuietWatch } = await import("@/app/quiet/quiet_watch.ts");
  const { keepQuietNote, stampOf } = await import("@/adapters/fs/quiet_notes.ts");
  const { seenVersion } = await import("@/adapters/fs/seen_version.ts");
  return createQuietWatch({
    program,
    version: await ownVersion(),
    secretNames,
    stampOf,
    env: (name) => secrets[name] ?? thisProcess.env(name),
    seenVersion: (stateDir) => seenVersion(stateDir).read(),
    now: () => new Date(),
    keep: keepQuietNote,
    begun,
  });
}
