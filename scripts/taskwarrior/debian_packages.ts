import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { run } from "./run.ts";
import {
  type Mirror,
  readSystemRelease,
  systemMirrors,
  type SystemRelease,
} from "./system_mirrors.ts";

/** A program as Debian packages it. */
export interface WantedProgram {
  /** For people: `Taskwarrior 3`. */
  readonly name: string;
  /** As apt takes them: `taskwarrior=3.*`. */
  readonly packages: readonly string[];
  /** Suites that are known to carry it; the version is checked by apt. */
  readonly suites: readonly string[];
  /** What to do where it cannot be fetched. */
  readonly hint: string;
}

/**
 * Downloads a program and every library it needs, the C library too, with apt and its checks of
 * signatures, but with lists and state of its own in `folder`: nothing of the system is written, and
 * root is not needed. Returns the paths of the packages; throws `TASK_MISSING`.
 */
export async function downloadPackages(
  wanted: WantedProgram,
  folder: string,
): Promise<readonly string[]> {
  const release = await readSystemRelease();
  const mirrors = await systemMirrors(release);
  const keys = await archiveKeys(release);
  const problems: string[] = [];
  for (const mirror of mirrors) {
    for (const suite of suitesFor(wanted, release)) {
      const attempt = await prepare(join(folder, `${problems.length}`), { mirror, suite, keys });
      const problem = await download(wanted, attempt);
      if (problem === null) return await packagesIn(attempt.archives);
      problems.push(`${suite} of ${mirror.url}: ${problem}`);
    }
  }
  throw new SyncError(
    "TASK_MISSING",
    `Cannot fetch ${wanted.name}: ${problems.join("; ") || "apt has no package source"}`,
    { retryable: true, hint: wanted.hint },
  );
}

/** The system's own suite first when it is known to carry the program, else last. */
function suitesFor({ suites: known }: WantedProgram, release: SystemRelease): readonly string[] {
  const own = release.codenames.filter((name) => known.includes(name));
  return [...new Set([...own, ...known, ...release.codenames])];
}

interface Source {
  readonly mirror: Mirror;
  readonly suite: string;
  /** Files that the archive's signature must come from; none means those apt trusts anyway. */
  readonly keys: readonly string[];
}

interface Attempt {
  readonly configuration: string;
  readonly archives: string;
}

async function prepare(folder: string, source: Source): Promise<Attempt> {
  const archives = join(folder, "archives");
  await Deno.mkdir(join(folder, "lists", "partial"), { recursive: true });
  await Deno.mkdir(join(archives, "partial"), { recursive: true });
  await Deno.mkdir(join(folder, "nothing"));
  const file = (name: string) => join(folder, name);
  await Deno.writeTextFile(file("status"), "");
  const options = [
    ...await nativeArchitecture(),
    "targets=Packages",
    ...(source.keys.length > 0 ? [`signed-by=${source.keys.join(",")}`] : []),
  ];
  const { mirror, suite } = source;
  await Deno.writeTextFile(
    file("sources.list"),
    `deb [${options.join(" ")}] ${mirror.url} ${suite} ${mirror.components.join(" ")}\n`,
  );
  await Deno.writeTextFile(file("apt.conf"), aptConfiguration(folder));
  return { configuration: file("apt.conf"), archives };
}

/** Read after the system's own settings, so that its proxies stay and its hooks do not run. */
function aptConfiguration(folder: string): string {
  const settings: Readonly<Record<string, string>> = {
    "Dir::State": folder,
    "Dir::State::lists": "lists/",
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": folder,
    "Dir::Cache::archives": "archives/",
    "Dir::Cache::pkgcache": "packages.bin",
    "Dir::Cache::srcpkgcache": "",
    "Dir::Etc::sourcelist": join(folder, "sources.list"),
    "Dir::Etc::sourceparts": join(folder, "nothing"),
    "Dir::Etc::preferences": join(folder, "nothing", "preferences"),
    "Dir::Etc::preferencesparts": join(folder, "nothing"),
    "Dir::Log": folder,
    "Acquire::Check-Valid-Until": "false",
    "Acquire::Languages": "none",
    "Acquire::PDiffs": "false",
    "Acquire::Retries": "2",
    "Acquire::Retries::Delay": "false",
    "Acquire::http::Timeout": "20",
    "Acquire::https::Timeout": "20",
    "APT::Update::Error-Mode": "any",
    "APT::Sandbox::User": "root",
    "APT::Install-Recommends": "false",
    "APT::Get::Assume-Yes": "true",
    "Debug::NoLocking": "true",
  };
  const cleared = ["APT::Update", "AptCli", "DPkg", "APT::Default-Release"];
  return [
    ...cleared.map((name) => `#clear ${name};`),
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
    "",
  ].join("\n");
}

/** `null` when the packages are in the attempt's folder, else what went wrong, in one line. */
async function download(
  { packages }: WantedProgram,
  attempt: Attempt,
): Promise<string | null> {
  const commands = [["update"], ["install", "--download-only", ...packages]];
  for (const command of commands) {
    const finished = await run("apt-get", ["-c", attempt.configuration, "-q", ...command]);
    if (!finished.success) return complaint(finished.stderr);
  }
  return null;
}

function complaint(stderr: string): string {
  const lines = stderr.split("\n").filter((text) => /^[EW]:/.test(text));
  return lines.find((text) => text.startsWith("E:")) ?? lines[0] ?? "apt-get failed";
}

async function packagesIn(folder: string): Promise<readonly string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  return names.filter((name) => name.endsWith(".deb")).map((name) => join(folder, name));
}

async function nativeArchitecture(): Promise<readonly string[]> {
  const answer = await run("dpkg", ["--print-architecture"]);
  return answer.success ? [`arch=${answer.stdout.trim()}`] : [];
}

/** The distribution's own archive keys, not those of other sources that the system trusts. */
async function archiveKeys(release: SystemRelease): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const family of release.families) {
    for (const ending of ["gpg", "pgp"]) {
      const path = `/usr/share/keyrings/${family}-archive-keyring.${ending}`;
      const exists = await Deno.stat(path).then(() => true, () => false);
      if (exists && !keys.some((key) => key.includes(`/${family}-`))) keys.push(path);
    }
  }
  return keys;
}
