import { join } from "node:path";
import * as v from "valibot";
import { run } from "../compile/run.ts";

const info = v.object({
  npmPackages: v.record(v.string(), v.object({ name: v.string(), version: v.string() })),
});

const runtime = `The binary contains its runtime.

Bun: MIT licence, Copyright (c) Oven. It contains JavaScriptCore and WebKit's WTF (GNU LGPL 2.1 and
BSD licences), and libraries under licences of their own (among them BoringSSL, c-ares, libarchive,
lol-html, mimalloc, simdutf, SQLite, uSockets, zlib, zstd). The list with all texts and the sources
to relink it with another JavaScriptCore: https://bun.sh/docs/project/licensing

Where the binary was made by \`deno compile\` instead (\`vikunja-sync --version\` says the same): Deno,
MIT licence, Copyright (c) the Deno authors; it contains V8 (BSD) and Rust crates under MIT,
Apache-2.0 and BSD licences: https://github.com/denoland/deno/blob/main/LICENSE.md
`;

/** Whose author has given up all rights says so in a word, and comes without a text. */
const unlicense = `This is free and unencumbered software released into the public domain.

Anyone is free to copy, modify, publish, use, compile, sell, or distribute this software, either in
source code form or as a compiled binary, for any purpose, commercial or non-commercial, and by any
means.

In jurisdictions that recognize copyright laws, the author or authors of this software dedicate any
and all copyright interest in the software to the public domain. We make this dedication for the
benefit of the public at large and to the detriment of our heirs and successors. We intend this
dedication to be an overt act of relinquishment in perpetuity of all present and future rights to
this software under copyright law.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
NO EVENT SHALL THE AUTHORS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR
OTHER DEALINGS IN THE SOFTWARE.

For more information, please refer to <https://unlicense.org/>
`;

/**
 * Licences of all that is inside the program, by file name: of each package that it loads, as that comes with it.
 * @throws where a package has none: it cannot be given to others then.
 */
export async function licences(root: string): Promise<Readonly<Record<string, string>>> {
  const asked = [Deno.execPath(), "info", "--json", "--no-lock", join(root, "src/main.ts")];
  const { isGood, said } = await run(asked, { cwd: root });
  if (!isGood) throw new Error(`Cannot list the packages: ${said}`);
  const { npmPackages } = v.parse(info, JSON.parse(said.slice(said.indexOf("{"))));
  const cache = await cacheFolder(root);
  const texts: Record<string, string> = { "runtime.txt": runtime };
  for (const { name, version } of Object.values(npmPackages)) {
    texts[`${name.replace("/", "-").replace("@", "")}.txt`] = await licenceIn(
      cache,
      `${name}/${version}`,
    );
  }
  return texts;
}

async function cacheFolder(root: string): Promise<string> {
  const { said } = await run([Deno.execPath(), "info", "--json"], { cwd: root });
  const parsed = v.parse(v.object({ npmCache: v.string() }), JSON.parse(said));
  return parsed.npmCache;
}

async function licenceIn(cache: string, place: string): Promise<string> {
  for await (const { name: host } of Deno.readDir(cache)) {
    const folder = join(cache, host, place);
    const names = await namesIn(folder);
    const found = names.filter((name) => /^(licen[sc]e|copying)/i.test(name)).sort()[0];
    if (found !== undefined) return await Deno.readTextFile(join(folder, found));
    if (names.includes("package.json") && await isUnlicensed(folder)) return unlicense;
  }
  throw new Error(`Cannot find the licence of ${place}`);
}

async function isUnlicensed(folder: string): Promise<boolean> {
  const { license } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  return license === "Unlicense";
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return [];
    throw thrown;
  }
}
