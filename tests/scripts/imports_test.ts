import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { checkImports } from "../../scripts/imports.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

interface Fault {
  readonly name: string;
  /** Planted files, by path under `src`. */
  readonly files: Readonly<Record<string, string>>;
  readonly expected: RegExp;
}

const faults: readonly Fault[] = [
  {
    name: "domain imports an adapter",
    files: { "domain/planted.ts": 'export * from "@/adapters/sqlite/log.ts";\n' },
    expected: /^src\/domain\/planted\.ts:1 → adapters\/sqlite\/log\.ts: domain may import nothing/,
  },
  {
    name: "a type counts as well",
    files: {
      "ports/planted.ts": '// a line\nimport type { Look } from "@/triggers/looks.ts";\n' +
        "export type Planted = Look;\n",
    },
    expected: /^src\/ports\/planted\.ts:2 → triggers\/looks\.ts: ports may import domain$/,
  },
  {
    name: "a path around the alias, loaded when needed",
    files: { "cli/planted.ts": 'export const load = () => import("../engine/mailbox.ts");\n' },
    expected: /^src\/cli\/planted\.ts:1 → engine\/mailbox\.ts: cli may import/,
  },
  {
    name: "one adapter imports another",
    files: { "adapters/vikunja/planted.ts": 'export * from "@/adapters/sqlite/log.ts";\n' },
    expected: /adapters\/vikunja may import domain, mapping, ports$/,
  },
  {
    name: "the sandbox shares code with the client",
    files: { "sandbox/planted.ts": 'export * from "@/domain/json.ts";\n' },
    expected: /sandbox may import nothing else$/,
  },
  {
    name: "a folder that the table does not have",
    files: { "utils/planted.ts": "export const planted = 1;\nimport '@/domain/json.ts';\n" },
    expected: /src\/utils is not in the table of layers$/,
  },
  {
    name: "main is imported",
    files: { "engine/planted.ts": 'export * from "@/main.ts";\n' },
    expected: /engine\/planted\.ts:1 → main\.ts: nobody imports what is right in src$/,
  },
  {
    name: "a package past the aliases",
    files: { "config/planted.ts": 'export * from "npm:valibot@1.5.0";\n' },
    expected: /packages only through the aliases/,
  },
  {
    name: "a built-in module in pure code",
    files: { "mapping/planted.ts": 'export * from "node:path";\n' },
    expected: /mapping\/planted\.ts:1 → node:path: mapping is pure: no node:$/,
  },
  {
    name: "two files import each other",
    files: {
      "domain/planted.ts": 'export * from "./planted_too.ts";\n',
      "domain/planted_too.ts": 'export type { Planted } from "@/domain/planted.ts";\n',
    },
    expected: /^src\/domain\/planted\.ts → src\/domain\/planted_too\.ts → .*: a cycle$/,
  },
  ...([
    ["Deno.cwd()", "Deno"],
    ["fetch('x')", "fetch("],
    ["Date.now()", "Date.now"],
    ["new Date()", "new Date ( )"],
    ["new Date", "new Date"],
    ["performance.now()", "performance"],
    ["Math.random()", "Math.random"],
    ["crypto.randomUUID()", "crypto"],
    ["setTimeout(() => {}, 1)", "setTimeout"],
    ["`${Date.now()}`", "Date.now"],
  ] as const).map(([code, named]): Fault => ({
    name: `pure code says ${code}`,
    files: { "projections/planted.ts": `export const planted = () => ${code};\n` },
    expected: new RegExp(`^src/projections/planted\\.ts:1 → ${RegExp.escape(named)}: projections`),
  })),
];

for (const { name, files, expected } of faults) {
  Deno.test(`checkImports() finds the fault when ${name}`, async () => {
    await using copy = await createCopy();
    await copy.plant(files);
    const problems = (await checkImports(copy.root)).filter((line) => line.includes("planted"));
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0] ?? "", expected);
  });
}

Deno.test("checkImports() leaves alone what only looks like a fault", async () => {
  await using copy = await createCopy();
  await copy.plant({
    "domain/planted.ts": [
      '// Date.now() and Deno.cwd() and "node:fs"',
      "/* setTimeout(() => {}) */",
      "export const text = \"performance\" + 'Math.random()' + `crypto`;",
      "export const pattern = /fetch\\(/;",
      "export const at = (iso: string) => new Date(iso).getTime();",
      "export interface Planted { readonly process: string }",
      "export const member = (planted: Planted) => planted.process;",
      "",
    ].join("\n"),
    "mapping/planted.ts": 'export * from "@/domain/json.ts";\nexport * from "marked";\n',
    "cli/planted.ts": 'export * from "@/config/duration.ts";\nexport * from "node:path";\n',
  });
  const problems = (await checkImports(copy.root)).filter((line) => line.includes("planted"));
  assert.deepEqual(problems, []);
});

Deno.test("checkImports() finds nothing in this repository", async () => {
  assert.deepEqual(await checkImports(root), []);
});

interface Copy extends AsyncDisposable {
  readonly root: string;
  plant(files: Readonly<Record<string, string>>): Promise<void>;
}

async function createCopy(): Promise<Copy> {
  const folder = await Deno.makeTempDir({ prefix: "imports-" });
  await copyFolder(join(root, "src"), join(folder, "src"));
  for (const name of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(join(root, name), join(folder, name));
  }
  return {
    root: folder,
    async plant(files) {
      for (const [path, text] of Object.entries(files)) {
        const file = join(folder, "src", path);
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeTextFile(file, text);
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
