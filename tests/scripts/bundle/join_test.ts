import assert from "node:assert/strict";
import { bundleOf } from "../../../scripts/bundle/bundle_of.ts";
import { exportsOf, importsOf, joinChunks } from "../../../scripts/bundle/join.ts";

Deno.test("importsOf() reads what a file begins with, and nothing that its texts say", () => {
  const small = 'import{a as b,c}from"./chunk-A1.js";import"./chunk-B2.js";var x=1;' +
    "console.log('import\"./chunk-C3.js\";');";
  assert.deepEqual(importsOf(small), ["chunk-A1.js", "chunk-B2.js"]);
  const spacious =
    'import {\n  a,\n  b as c\n} from "./chunk-A1.js";\nimport "./chunk-B2.js";\nx();\n';
  assert.deepEqual(importsOf(spacious), ["chunk-A1.js", "chunk-B2.js"]);
  assert.deepEqual(importsOf('import fs from"node:fs";import"./chunk-A1.js";'), []);
});

Deno.test("exportsOf() reads the list at the end, behind which there are comments at most", () => {
  assert.deepEqual(exportsOf('var a="export{x};";export{a as b,c};\n//# sourceMappingURL=x.map'), [
    "b",
    "c",
  ]);
  assert.deepEqual(exportsOf("a();\nexport {\n  a as b,\n  c\n};\n/*! MIT */\n"), ["b", "c"]);
  assert.deepEqual(exportsOf('var a="export{x};";\n'), []);
});

Deno.test("a joined bundle runs as it did before, and an error tells its place in the sources", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-join-" });
  try {
    const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder}/${name}`, text);
    write("shared.ts", "export const shared = { times: 0 };\n");
    write(
      "main.ts",
      'import { shared } from "./shared.ts";\nshared.times++;\nexport async function start() {\n' +
        '  const { look } = await import("./quiet_look.ts");\n' +
        '  const { late } = await import("./late.ts");\n  console.log(look(), late());\n}\n',
    );
    write("start.ts", 'import { start } from "./out/main.js";\nawait start();\n');
    write(
      "quiet_look.ts",
      'import { shared } from "./shared.ts";\nexport const look = () => shared.times;\n',
    );
    write(
      "late.ts",
      'import { shared } from "./shared.ts";\nimport { look } from "./quiet_look.ts";\n' +
        "function failing() {\n  throw new Error(`${shared.times + look()}`);\n}\n" +
        "export function late() {\n  try {\n    return failing();\n  } catch (thrown) {\n" +
        "    return (thrown as Error).stack;\n  }\n}\n",
    );
    const run = async (program: string, ...args: string[]) => {
      const { stdout, stderr } = await new Deno.Command(program, { args, cwd: folder }).output();
      const decoder = new TextDecoder();
      assert.equal(decoder.decode(stderr), "");
      return decoder.decode(stdout);
    };
    assert.ok(await bundleOf(folder, ["--code-splitting", "--outdir", "out", "main.ts"]));
    await joinChunks(`${folder}/out`);
    const said = await run(Deno.execPath(), "run", "--allow-all", "--no-config", "start.ts");
    assert.match(said, /^1 Error: 2\n/);
    assert.match(said, /\/late\.ts:4:\d+/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
