import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { cacheFolders, isTrusted, writableFolder } from "./cache_folder.ts";
import { downloadPackages, type WantedProgram } from "./debian_packages.ts";
import { run } from "./run.ts";

/** A program that is fetched once, and kept unpacked in a cache. */
export interface CachedProgram<Found> {
  readonly wanted: WantedProgram;
  /** Of its folder; a home can be shared by machines of different architectures. */
  readonly cacheName: string;
  /** `about 20 MB`. */
  readonly size: string;
  readonly unpack: (packages: readonly string[], folder: string) => Promise<void>;
  /** The program in that folder; `null`: there is none, or it does not run. */
  readonly find: (folder: string) => Promise<Found | null>;
}

/** The one that was unpacked earlier; else its packages are fetched by the system's apt. @throws {SyncError} `TASK_MISSING` */
export async function provideCached<Found>(program: CachedProgram<Found>): Promise<Found> {
  return await findInCache(program) ?? await fetchProgram(program);
}

async function findInCache<Found>({ cacheName, find }: CachedProgram<Found>) {
  for (const folder of cacheFolders()) {
    if (!await isTrusted(folder)) continue;
    const found = await find(join(folder, cacheName));
    if (found !== null) return found;
  }
  return null;
}

/** Of processes that come here at once, one fetches and the others wait and use its result. */
async function fetchProgram<Found>(program: CachedProgram<Found>): Promise<Found> {
  const { wanted: { name, hint }, cacheName } = program;
  await requireApt(name, hint);
  const folder = await writableFolder(cacheFolders());
  if (folder === null) {
    throw new SyncError("TASK_MISSING", `Cannot keep ${name}: no cache folder`, {
      hint: "Set VIKUNJA_SYNC_CACHE to a folder that only you can write to.",
    });
  }
  using lock = await Deno.open(join(folder, `.${cacheName}.lock`), { create: true, write: true });
  await lock.lock(true);
  return await findInCache(program) ?? await fetchInto(folder, program);
}

async function fetchInto<Found>(folder: string, program: CachedProgram<Found>): Promise<Found> {
  const { wanted, cacheName, size, unpack, find } = program;
  const name = wanted.name.toLowerCase();
  const startedAt = performance.now();
  console.error(`${name}: fetching its packages (${size}, only once) …`);
  await removeLeftovers(folder, cacheName);
  const work = await Deno.makeTempDir({ dir: folder, prefix: `.${cacheName}-` });
  try {
    const packages = await downloadPackages(wanted, work);
    const unpacked = join(work, "program");
    await unpack(packages, unpacked);
    if (await find(unpacked) === null) {
      throw new SyncError("TASK_MISSING", `The ${wanted.name} unpacked here does not run`);
    }
    const place = join(folder, cacheName);
    await moveIntoPlace(unpacked, place, join(work, "replaced"));
    const found = await find(place);
    if (found === null) throw new SyncError("TASK_MISSING", `${wanted.name} went from ${place}`);
    console.error(`${name}: ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    return found;
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
async function removeLeftovers(folder: string, cacheName: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory && entry.name.startsWith(`.${cacheName}-`)) {
      await Deno.remove(join(folder, entry.name), { recursive: true });
    }
  }
}

async function requireApt(name: string, hint: string): Promise<void> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const program of ["apt-get", "dpkg-deb"]) {
    const found = await Promise.all(
      folders.map((folder) => Deno.stat(join(folder, program)).then(() => true, () => false)),
    );
    if (!found.includes(true)) {
      throw new SyncError(
        "TASK_MISSING",
        `There is no ${name} here, and only Debian's apt can be used to fetch it`,
        { hint },
      );
    }
  }
}

/** Unpacks a package below `root`, of whose folders it makes those that lack. */
export async function unpackPackage(file: string, root: string): Promise<void> {
  const finished = await run("dpkg-deb", ["-x", file, root]);
  if (!finished.success) {
    throw new SyncError("TASK_MISSING", `Cannot unpack ${file}: ${finished.stderr.trim()}`);
  }
}
