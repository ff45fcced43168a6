import { bundleOf } from "./bundle_of.ts";

/** Each is joined with all that is loaded with it, but for what one before it has. */
const joined: readonly RegExp[] = [/^main\.js$/, /^quiet_look-\w+\.js$/];

/**
 * Of what each start loads, and of what a quiet `sync` loads besides, makes one file each: to open, check and find
 * the compiled form of one takes 0.2 ms, and the bundle cuts them small, since it is one for all commands. Of each
 * file that went into another one the rest of the bundle finds the way to that.
 */
export async function joinChunks(folder: string): Promise<void> {
  const all = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".js"));
  const taken = new Set<string>();
  const heads: string[] = [];
  for (const pattern of joined) {
    const head = all.find((name) => pattern.test(name));
    if (head === undefined) return;
    const names = loadedWith(folder, head).filter((name) => !taken.has(name));
    const others = all.filter((name) => !names.includes(name) && !taken.has(name));
    if (names.length > 1 && !await join(folder, names, [...others, ...heads])) return;
    heads.push(head);
    for (const name of names) taken.add(name);
  }
}

/** The first one is the file that all of them go into. */
async function join(
  folder: string,
  names: readonly string[],
  outside: readonly string[],
): Promise<boolean> {
  const [head = ""] = names;
  const exported = names.map((name) => exportsOf(Deno.readTextFileSync(`${folder}/${name}`)));
  /** As the joined file calls what that one exports. */
  const within = (at: number, name: string) => at === 0 ? name : `of_${at}_${name}`;
  const listed = (at: number, form: (inside: string, name: string) => string) =>
    (exported[at] ?? []).map((name) => form(within(at, name), name)).join(", ");
  const entry = `${folder}/joined.entry.js`;
  const ways = names.map((name, at) =>
    `export { ${listed(at, (inside, own) => `${own} as ${inside}`)} } from "./${name}";\n`
  );
  Deno.writeTextFileSync(entry, ways.join(""));
  const external = outside.flatMap((name) => ["--external", `./${name}`]);
  const isMade = await bundleOf(folder, [...external, "--output", "joined.js", entry]);
  Deno.removeSync(entry);
  if (!isMade) return false;
  for (const [at, name] of names.entries()) {
    const back = listed(at, (inside, own) => `${inside} as ${own}`);
    Deno.writeTextFileSync(`${folder}/${name}`, `export { ${back} } from "./${head}";\n`);
  }
  const text = Deno.readTextFileSync(`${folder}/joined.js`);
  Deno.writeTextFileSync(`${folder}/${head}`, text.replace(/joined\.js\.map\s*$/, `${head}.map`));
  Deno.renameSync(`${folder}/joined.js.map`, `${folder}/${head}.map`);
  Deno.removeSync(`${folder}/joined.js`);
  return true;
}

/** Itself first. */
function loadedWith(folder: string, head: string): readonly string[] {
  const found = new Set([head]);
  for (const name of found) {
    for (const to of importsOf(Deno.readTextFileSync(`${folder}/${name}`))) found.add(to);
  }
  return [...found];
}

/** Files of the same bundle, which each begins with. */
export function importsOf(text: string): readonly string[] {
  const next = /\s*import\s*(?:\{[^}]*\}\s*from\s*)?"\.\/([\w-]+\.js)";/y;
  const found: string[] = [];
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    found.push(match[1] ?? "");
  }
  return found;
}

/** What one list tells, behind which there are comments at most. */
export function exportsOf(text: string): readonly string[] {
  const [, list = ""] = /[;}\n]export\s*\{([^}]*)\};?\s*(?:\/[/*][\s\S]*)?$/.exec(text) ?? [];
  return list.split(",").map((each) => each.trim().split(/\s+as\s+/).at(-1) ?? "")
    .filter((name) => name !== "");
}
