import { join } from "node:path";
import { run } from "./run.ts";

/** A package archive that this system is set up to use. */
export interface Mirror {
  readonly url: string;
  readonly components: readonly string[];
}

/** What /etc/os-release says, as far as it helps to choose suites and keys. */
export interface SystemRelease {
  /** Code names of the system's own suite and of the one it derives from. */
  readonly codenames: readonly string[];
  /** `debian`, `ubuntu`, …: the distribution and those it is like. */
  readonly families: readonly string[];
}

export async function readSystemRelease(): Promise<SystemRelease> {
  const content = await readOptional("/etc/os-release");
  const words = (name: string) =>
    (new RegExp(`^${name}=["']?([^"'\\n]*)`, "m").exec(content)?.[1] ?? "").split(/\s+/)
      .filter((word) => word !== "");
  const codenames = ["VERSION_CODENAME", "UBUNTU_CODENAME", "DEBIAN_CODENAME"].flatMap(words);
  return {
    codenames: [...new Set(codenames)],
    families: [...new Set([...words("ID"), ...words("ID_LIKE")])],
  };
}

/** The system's archives, the one with its own suite first; empty when none is set up. */
export async function systemMirrors(release: SystemRelease): Promise<readonly Mirror[]> {
  const reported = await reportedMirrors(release);
  return reported.length > 0 ? reported : await mirrorsInSources();
}

/** Asks apt itself, which without release info needs none of the system's lists, and is quick then. */
async function reportedMirrors(release: SystemRelease): Promise<readonly Mirror[]> {
  const format = "$(SITE) $(RELEASE) $(COMPONENT)";
  const answer = await run("apt-get", [
    "indextargets",
    "--no-release-info",
    "--option=Dir::State::lists=/dev/null",
    "--option=Dir::State::status=/dev/null",
    "--format",
    format,
    "Created-By: Packages",
  ]);
  const found = new Map<string, { own: boolean; components: Set<string> }>();
  for (const line of answer.stdout.split("\n")) {
    const [site, suite, component] = line.trim().split(" ");
    if (site === undefined || suite === undefined || component === undefined) continue;
    if (!isArchive(site) || /[-/]/.test(suite) || !isFreeSoftware(component)) continue;
    const mirror = found.get(site) ?? { own: false, components: new Set() };
    mirror.own ||= release.codenames.includes(suite);
    mirror.components.add(component);
    found.set(site, mirror);
  }
  return [...found]
    .sort(([, a], [, b]) => Number(b.own) - Number(a.own))
    .map(([url, { components }]) => ({ url, components: [...components] }));
}

/** For a system whose sources apt cannot read as a whole. */
async function mirrorsInSources(): Promise<readonly Mirror[]> {
  const files = ["/etc/apt/sources.list", ...await filesIn("/etc/apt/sources.list.d")];
  const contents = await Promise.all(files.map(readOptional));
  const lines = contents.join("\n").split("\n")
    .filter((line) => /^\s*(deb\s|uris:)/i.test(line));
  const urls = lines.flatMap((line) => line.split(/\s+/).filter(isArchive));
  return [...new Set(urls)].filter((url) => !/security/.test(url))
    .map((url) => ({ url, components: ["main", "universe"] }));
}

function isArchive(url: string): boolean {
  return /^(https?|ftp|file|mirror|mirror\+[a-z]+):/.test(url);
}

function isFreeSoftware(component: string): boolean {
  return component === "main" || component === "universe";
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
    return names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(folder, name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function readOptional(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
