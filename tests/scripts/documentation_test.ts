import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { commands } from "@/cli/commands.ts";
import { environmentNames } from "@/config/environment_names.ts";
import { settingKeys } from "@/config/settings.ts";
import { layers } from "../../scripts/imports/layers.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");
const text = (path: string) => Deno.readTextFileSync(join(root, path));
const pages = [...pagesIn("src"), "tests/README.md", "bench/README.md", "README.md"];

function pagesIn(folder: string): readonly string[] {
  return [...Deno.readDirSync(join(root, folder))].flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return pagesIn(path);
    return name === "README.md" ? [path] : [];
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(join(root, path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, "").replaceAll(" ", "-");
}

function anchorsOf(path: string): readonly string[] {
  return [...text(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));
}

/** Where a link of a page leads: a path from the root, and a heading there. */
function targetOf(page: string, link: string): readonly [path: string, anchor: string] {
  const [path = "", anchor = ""] = link.split("#");
  return [path === "" ? page : join(dirname(page), path), anchor];
}

for (const page of pages) {
  Deno.test(`${page} names only files and headings that there are`, () => {
    const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link)
      .filter((link) => !link.includes("://"));
    const dead = links.filter((link) => {
      const [path, anchor] = targetOf(page, link);
      return !exists(path) || (anchor !== "" && !anchorsOf(path).includes(anchor));
    });
    assert.deepEqual(dead, []);
    const code = [...text(page).matchAll(/`([^`\n]+)`/g)].flatMap(([, words = ""]) =>
      words.split(" ")
    );
    const files = code.filter((word) => /^(src|tests|scripts|bench)\/[\w./]+$/.test(word));
    const shortened = code.filter((word) =>
      /^[a-z]+\/[\w/]+\.ts$/.test(word) && !files.includes(word)
    );
    const missing = shortened.filter((path) => !exists(`src/${path}`) && !exists(`tests/${path}`));
    assert.deepEqual([...missing, ...files.filter((path) => !exists(path))], []);
  });
}

Deno.test("README.md is short", () => {
  assert.ok(text("README.md").split("\n").length <= 200);
});

Deno.test("src/cli/README.md names every command", () => {
  const page = text("src/cli/README.md");
  const missing = Object.keys(commands).filter((name) =>
    !new RegExp(`^\\| [^|]*\`${name}\\b`, "m").test(page)
  );
  assert.deepEqual(missing, []);
});

Deno.test("src/config/README.md names every setting and every variable that the program looks at", () => {
  const page = text("src/config/README.md");
  const isOfSystem = /^(HOME|USERPROFILE|XDG_.*|CREDENTIALS_DIRECTORY|NODE_TLS_.*)$/;
  const variables = environmentNames.filter((name) => !isOfSystem.test(name));
  const keys = settingKeys.map((key) => key.split(".").at(-1) ?? key);
  assert.deepEqual([...keys, ...variables].filter((name) => !page.includes(`\`${name}\``)), []);
});

Deno.test("src/README.md says of every room what the table of layers does", () => {
  const page = text("src/README.md");
  const rooms = layers.map(({ folder }) => folder.replace(/\/.*/, "/x"));
  assert.deepEqual(rooms.filter((room) => !page.includes(`\n| \`${room}\` |`)), []);
  const wrong = layers.filter(({ folder, mayImport }) => {
    const row = new RegExp(`^\\| \`${folder.replace("*", "x")}\` \\|.*\\| ([^|]*) \\|$`, "m").exec(
      page,
    );
    const said = [...(row?.[1] ?? "").replace(/\(.*\)/, "").matchAll(/`([^`]+)`/g)]
      .map(([, room]) => room);
    return row !== null && row[1] !== "everything but `cli`" &&
      said.toSorted().join() !== mayImport.toSorted().join();
  });
  assert.deepEqual(wrong.map(({ folder }) => folder), []);
});
