import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { cacheFolders, isTrusted, writableFolder } from "./taskwarrior/cache_folder.ts";
import { downloadPackages } from "./taskwarrior/debian_packages.ts";
import {
  type TaskProgram,
  taskProgramAt,
  taskProgramOnPath,
  type TaskwarriorLine,
} from "./taskwarrior/known_program.ts";
import { unpackProgram } from "./taskwarrior/unpacked_program.ts";

export type { TaskProgram, TaskwarriorLine };

/**
 * A Taskwarrior of the line asked for, for the demo and the tests: one on PATH, else one unpacked
 * earlier, else its packages are fetched once by the system's apt, without root and without
 * installing anything. Says what it does on stderr. Throws `TASK_MISSING` with what to install.
 */
export async function provideTaskwarrior(line: TaskwarriorLine): Promise<TaskProgram> {
  return await taskProgramOnPath(line) ?? await programInCache(line) ?? await fetchProgram(line);
}

async function programInCache(line: TaskwarriorLine): Promise<TaskProgram | null> {
  for (const folder of cacheFolders()) {
    if (!await isTrusted(folder)) continue;
    const program = await taskProgramAt(join(folder, cacheName(line), "task"), line);
    if (program !== null) return program;
  }
  return null;
}

/** A home can be shared by machines of different architectures. */
function cacheName(line: TaskwarriorLine): string {
  return `taskwarrior-${line}-${Deno.build.arch}`;
}

/** Of processes that come here at once, one fetches and the others wait and use its result. */
async function fetchProgram(line: TaskwarriorLine): Promise<TaskProgram> {
  await requireApt(line);
  const folder = await writableFolder(cacheFolders());
  if (folder === null) {
    throw new SyncError("TASK_MISSING", `Cannot keep Taskwarrior ${line}: no cache folder`, {
      hint: "Set VIKUNJA_SYNC_CACHE to a folder that only you can write to.",
    });
  }
  using lock = await Deno.open(join(folder, `.${cacheName(line)}.lock`), {
    create: true,
    write: true,
  });
  await lock.lock(true);
  return await programInCache(line) ?? await fetchInto(folder, line);
}

async function fetchInto(folder: string, line: TaskwarriorLine): Promise<TaskProgram> {
  const startedAt = performance.now();
  console.error(`taskwarrior ${line}: fetching its packages (about 20 MB, only once) …`);
  await removeLeftovers(folder, line);
  const work = await Deno.makeTempDir({ dir: folder, prefix: `.${cacheName(line)}-` });
  try {
    const packages = await downloadPackages(line, work);
    const unpacked = join(work, "program");
    await unpackProgram(packages, unpacked);
    const tried = await taskProgramAt(join(unpacked, "task"), line);
    if (tried === null) {
      throw new SyncError("TASK_MISSING", `The Taskwarrior ${line} unpacked here does not run`);
    }
    const place = join(folder, cacheName(line));
    await moveIntoPlace(unpacked, place, join(work, "replaced"));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.error(`taskwarrior ${line}: ${tried.version} is ready (${seconds} s)`);
    return { path: join(place, "task"), version: tried.version };
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** What is at `place` did not run, or it would have been used; a rename onto a full folder fails. */
async function moveIntoPlace(from: string, place: string, aside: string): Promise<void> {
  try {
    await Deno.rename(place, aside);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.rename(from, place);
}

/** Of runs that were killed; the lock is held, so nobody works in them. */
async function removeLeftovers(folder: string, line: TaskwarriorLine): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory && entry.name.startsWith(`.${cacheName(line)}-`)) {
      await Deno.remove(join(folder, entry.name), { recursive: true });
    }
  }
}

async function requireApt(line: TaskwarriorLine): Promise<void> {
  const programs = ["apt-get", "dpkg-deb"];
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const program of programs) {
    const found = await Promise.all(
      folders.map((folder) => Deno.stat(join(folder, program)).then(() => true, () => false)),
    );
    if (found.includes(true)) continue;
    throw new SyncError("TASK_MISSING", `Taskwarrior ${line} is not on PATH`, {
      hint:
        `Install Taskwarrior ${line}.x (package \`task\` or \`taskwarrior\`); every \`task\` on ` +
        "PATH is looked at, so both versions can be there. Only Debian's apt can be used to fetch it.",
    });
  }
}

if (import.meta.main) {
  const lines: readonly TaskwarriorLine[] = ["2.6", "3"];
  try {
    for (const program of await Promise.all(lines.map(provideTaskwarrior))) {
      console.log(`${program.version} ${program.path}`);
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    console.error([error.message, error.hint].filter((text) => text !== null).join("\n"));
    Deno.exitCode = 1;
  }
}
