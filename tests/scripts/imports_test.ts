import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { checkImports } from "../../scripts/imports.ts";
import { checkPurity } from "../../scripts/imports/purity.ts";
import { wordsOf } from "../../scripts/imports/words.ts";

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
    files: { "domain/planted_1.ts": 'export * from "@/adapters/sqlite/log.ts";\n' },
    expected:
      /^src\/domain\/planted_\d+\.ts:1 → adapters\/sqlite\/log\.ts: domain may import nothing/,
  },
  {
    name: "a type counts as well",
    files: {
      "ports/planted_2.ts": '// a line\nimport type { Look } from "@/triggers/looks.ts";\n' +
        "export type Planted = Look;\n",
    },
    expected: /^src\/ports\/planted_\d+\.ts:2 → triggers\/looks\.ts: ports may import domain$/,
  },
  {
    name: "a path around the alias, loaded when needed",
    files: { "cli/planted_3.ts": 'export const load = () => import("../engine/mailbox.ts");\n' },
    expected: /^src\/cli\/planted_\d+\.ts:1 → engine\/mailbox\.ts: cli may import/,
  },
  {
    name: "one adapter imports another",
    files: { "adapters/vikunja/planted_4.ts": 'export * from "@/adapters/sqlite/log.ts";\n' },
    expected: /adapters\/vikunja may import domain, mapping, ports, adapters\/deno$/,
  },
  {
    name: "the sandbox shares code with the client",
    files: { "sandbox/planted_5.ts": 'export * from "@/domain/json.ts";\n' },
    expected: /sandbox may import ports, adapters\/deno$/,
  },
  {
    name: "what is merged imports what decides",
    files: { "domain/merge/planted_18.ts": 'export * from "@/domain/decide/draft.ts";\n' },
    expected: /planted_18\.ts:1 → .*: rooms of domain import downwards: decide, merge, the rest$/,
  },
  {
    name: "the way to the server asks one that only Vikunja has",
    files: {
      "adapters/vikunja/transport/planted_19.ts":
        'export * from "@/adapters/vikunja/client/client.ts";\n',
    },
    expected:
      /planted_19\.ts:1 → .*: rooms of adapters\/vikunja import downwards: the rest, client, transport$/,
  },
  {
    name: "a folder that the table does not have",
    files: { "utils/planted_6.ts": "export const planted = 1;\nimport '@/domain/json.ts';\n" },
    expected: /src\/utils is not in the table of layers$/,
  },
  {
    name: "main is imported",
    files: { "engine/planted_7.ts": 'export * from "@/main.ts";\n' },
    expected: /engine\/planted_\d+\.ts:1 → main\.ts: nobody imports what is right in src$/,
  },
  {
    name: "a package past the aliases",
    files: { "config/planted_8.ts": 'export * from "npm:valibot@1.5.0";\n' },
    expected: /packages only through the aliases/,
  },
  {
    name: "a built-in module in pure code",
    files: { "mapping/planted_9.ts": 'export * from "node:path";\n' },
    expected: /mapping\/planted_\d+\.ts:1 → node:path: mapping is pure: no node:$/,
  },
  {
    name: "the system's files past the port",
    files: { "triggers/planted_11.ts": 'import "node:fs";\n' },
    expected: /node:fs: the system comes by a port: no node: but path and util$/,
  },
  {
    name: "a clock in a use case",
    files: { "triggers/planted_12.ts": "const now = () => Date.now();\n" },
    expected: /^src\/triggers\/planted_12\.ts:1 → Date\.now: triggers receives such things/,
  },
  {
    name: "a clock where adapters are built",
    files: { "compose/planted_14.ts": "const at = new Date();\n" },
    expected: /^src\/compose\/planted_14\.ts:1 → new Date \( \): compose receives such things/,
  },
  {
    name: "compose knows the command line",
    files: { "compose/planted_15.ts": 'export * from "@/cli/deps.ts";\n' },
    expected: /^src\/compose\/planted_15\.ts:1 → cli\/deps\.ts: compose may import/,
  },
  {
    name: "a module whose name nobody sees",
    files: { "compose/planted_13.ts": "const load = (name: string) => import(name);\n" },
    expected: /^src\/compose\/planted_13\.ts:1 → import\(…\): the module is named in no text$/,
  },
  {
    name: "two files import each other",
    files: {
      "domain/planted_10.ts": 'export * from "./planted_10_too.ts";\n',
      "domain/planted_10_too.ts": 'export type { Planted } from "@/domain/planted_10.ts";\n',
    },
    expected: /^src\/domain\/planted_\d+\.ts → src\/domain\/planted_\d+_too\.ts → .*: a cycle$/,
  },
];

/** Outside of `src`, where there are no layers. */
const circle = {
  "../scripts/planted_17.ts": 'export * from "./planted_17_too.ts";\n',
  "../scripts/planted_17_too.ts": 'export type { Planted } from "./planted_17.ts";\n',
};

const noFaults: readonly Omit<Fault, "expected">[] = [
  {
    name: "mapping imports domain and a package",
    files: {
      "mapping/planted_20.ts": 'export * from "@/domain/json.ts";\nexport * from "marked";\n',
    },
  },
  {
    name: "an adapter looks at the clock, and loads a module by its name",
    files: {
      "adapters/fs/planted_22.ts": 'const t = Date.now();\nconst m = () => import("node:fs");\n',
    },
  },
  {
    name: "cli imports config and a built-in module",
    files: {
      "cli/planted_21.ts": 'export * from "@/config/duration.ts";\nexport * from "node:path";\n',
    },
  },
];

const impure = [
  ["Deno.cwd()", "Deno"],
  ["fetch('x')", "fetch("],
  ["Date.now()", "Date.now"],
  ["new Date()", "new Date ( )"],
  ["new Date", "new Date"],
  ["performance.now()", "performance"],
  ["Math.random()", "Math.random"],
  ["crypto.randomUUID()", "crypto"],
  ["setTimeout", "setTimeout"],
  ["`${Date.now()}`", "Date.now"],
  ["AbortSignal.timeout(1)", "AbortSignal.timeout"],
  ["setImmediate(() => {})", "setImmediate"],
] as const;

Deno.test("checkImports() finds each fault, and leaves alone what only looks like one", async (t) => {
  await using copy = await createCopy();
  for (const { files } of [...faults, ...noFaults, { files: circle }]) await copy.plant(files);
  // What is planted has nobody who uses it.
  const problems = (await checkImports(copy.root)).filter((line) =>
    !line.endsWith("no other file uses it")
  );
  const of = (files: Fault["files"]) =>
    problems.filter((line) => Object.keys(files).some((path) => line.startsWith(`src/${path}`)));
  for (const { name, files, expected } of faults) {
    await t.step(`finds it when ${name}`, () => {
      const found = of(files);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", expected);
    });
  }
  await t.step("finds two files of scripts that import each other", () => {
    assert.deepEqual(problems.filter((line) => line.startsWith("scripts/")), [
      "scripts/planted_17.ts → scripts/planted_17_too.ts → scripts/planted_17.ts: a cycle",
    ]);
  });
  for (const { name, files } of noFaults) {
    await t.step(`finds nothing where ${name}`, () => assert.deepEqual(of(files), []));
  }
});

for (const [code, named] of impure) {
  Deno.test(`checkPurity() finds ${named} in ${code}`, () => {
    const source = `export const planted = () => ${code};\n`;
    assert.deepEqual(checkPurity("projections/planted.ts", wordsOf(source)), [
      `src/projections/planted.ts:1 → ${named}: projections receives such things as values or by a port`,
    ]);
  });
}

Deno.test("checkPurity() lets adapters touch the system, and those of simulated runs no clock", () => {
  const source = wordsOf("Deno.cwd(); crypto.randomUUID(); Date.now();");
  assert.deepEqual(checkPurity("adapters/fs/planted.ts", source), []);
  assert.deepEqual(checkPurity("adapters/vikunja/planted.ts", source), [
    "src/adapters/vikunja/planted.ts:1 → Date.now: " +
    "adapters/vikunja receives such things as values or by a port",
  ]);
});

Deno.test("checkPurity() leaves alone what only looks like a fault", () => {
  const source = [
    '// Date.now() and Deno.cwd() and "node:fs"',
    "/* setTimeout */",
    "export const text = \"performance\" + 'Math.random()' + `crypto`;",
    "export const pattern = /fetch\\(/;",
    "export const at = (iso: string) => new Date(iso).getTime();",
    "export interface Planted { readonly process: string }",
    "export const member = (planted: Planted) => planted.process;",
  ].join("\n");
  assert.deepEqual(checkPurity("domain/planted.ts", wordsOf(source)), []);
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

Deno.test("compose builds and hands over, in 1,600 lines", async () => {
  const files = [...Deno.readDirSync(join(root, "src/compose"))].map(({ name }) => name);
  const texts = await Promise.all(
    files.map((name) => Deno.readTextFile(join(root, "src/compose", name))),
  );
  const lines = texts.map((text) => text.split("\n").length - 1);
  assert.ok(lines.reduce((sum, count) => sum + count) <= 1_600);
});
