import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { type CachedProgram, provideCached, unpackPackage } from "./taskwarrior/cached_program.ts";
import { libraryFolders } from "./taskwarrior/unpacked_program.ts";

/** A Chromium without windows, as Debian packages it, with the libraries and a font that it needs. */
export interface Chromium {
  readonly path: string;
  /** Of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * For the tests of the page: unpacked earlier, else fetched once by the system's apt, without root and without
 * installing anything. Throws `TASK_MISSING` where it cannot be had.
 */
export function provideChromium(): Promise<Chromium> {
  return provideCached(cached);
}

const cached: CachedProgram<Chromium> = {
  wanted: {
    name: "Chromium",
    packages: ["chromium-headless-shell", "fonts-dejavu-core"],
    suites: ["bookworm", "trixie", "forky", "sid"],
    hint: "It is for the tests of the page only, which are left out without it.",
  },
  cacheName: `chromium-${Deno.build.arch}`,
  size: "about 210 MB",
  unpack,
  find,
};

async function unpack(packages: readonly string[], folder: string): Promise<void> {
  const root = join(folder, "root");
  await Deno.mkdir(root, { recursive: true });
  for (const file of packages) if (!isLeftOut(file)) await unpackPackage(file, root);
}

/** The loader is the system's, and goes only with the C library of the same build; drivers of graphics cards are large. */
function isLeftOut(file: string): boolean {
  return /\/(libc6|libgcc-s1|libstdc\+\+6|libgl1-mesa-dri|libllvm\d+|libz3-4)_/.test(file);
}

async function find(folder: string): Promise<Chromium | null> {
  const root = join(folder, "root");
  const path = join(root, "usr/lib/chromium/chromium-headless-shell");
  try {
    const libraries = (await libraryFolders(root)).flatMap((library) => [
      join(root, library),
      join(root, library, "pulseaudio"),
    ]);
    await putFontsConf(root, folder);
    const env = {
      LD_LIBRARY_PATH: libraries.join(":"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
      HOME: folder,
    };
    const { success } = await new Deno.Command(path, {
      args: ["--version", "--no-sandbox"],
      env,
      stdout: "null",
      stderr: "null",
    }).output();
    return success ? { path, env } : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      return null;
    }
    throw error;
  }
}

/** Whole at any time: another process may start its browser with it meanwhile. */
async function putFontsConf(root: string, folder: string): Promise<void> {
  const draft = join(folder, `fonts.conf-${crypto.randomUUID()}`);
  await Deno.writeTextFile(draft, fontsConf(root, folder));
  await Deno.rename(draft, join(folder, "fonts.conf"));
}

function fontsConf(root: string, folder: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(root, "usr/share/fonts")}</dir><cachedir>${
    join(folder, "fonts")
  }</cachedir></fontconfig>
`;
}

if (import.meta.main) {
  try {
    console.log((await provideChromium()).path);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    console.error([error.message, error.hint].filter((text) => text !== null).join("\n"));
    Deno.exitCode = 1;
  }
}
