import assert from "node:assert/strict";
import type { TextFiles } from "@/ports/text_files.ts";

interface TextFilesWorld extends Disposable {
  readonly files: TextFiles;
  /** An absolute folder in which nothing is. */
  readonly folder: string;
}

/** What every adapter of the port promises. */
export function textFilesContract(name: string, open: () => TextFilesWorld): void {
  const test = (what: string, work: (world: TextFilesWorld) => Promise<void>) =>
    Deno.test(`${name} ${what}`, async () => {
      using world = open();
      await work(world);
    });
  const modeOf = async ({ files }: TextFilesWorld, path: string) =>
    ((await files.facts(path))?.mode ?? 0) & 0o777;

  test("tells a file that is not there from an empty one", async ({ files, folder }) => {
    assert.equal(await files.read(`${folder}/a`), null);
    assert.equal(await files.facts(`${folder}/a`), null);
    await files.replace(`${folder}/a`, "", 0o600);
    assert.equal(await files.read(`${folder}/a`), "");
    assert.equal((await files.facts(`${folder}/a`))?.size, 0);
  });

  test("replaces a file whole, of that mode, and makes its folders", async (world) => {
    const { files, folder } = world;
    const path = `${folder}/deep/er/a`;
    await files.replace(path, "first", 0o644);
    await files.replace(path, "über", 0o755);
    assert.equal(await files.read(path), "über");
    assert.equal(await modeOf(world, path), 0o755);
    assert.equal(files.beside(path, "b"), `${folder}/deep/er/b`);
  });

  test("rewrites a file without letting anybody in who was kept out", async (world) => {
    const { files, folder } = world;
    const path = `${folder}/sub/a`;
    await files.rewrite(path, "first", 0o644);
    assert.equal(await modeOf(world, path), 0o644);
    await files.setMode(path, 0o600);
    await files.rewrite(path, "second", 0o644);
    assert.equal(await files.read(path), "second");
    assert.equal(await modeOf(world, path), 0o600);
    await files.setMode(path, 0o755);
    await files.rewrite(path, "third", 0o644);
    assert.equal(await modeOf(world, path), 0o644);
  });

  test("removes a file, and does nothing where there is none", async ({ files, folder }) => {
    await files.replace(`${folder}/a`, "x", 0o600);
    await files.remove(`${folder}/a`);
    await files.remove(`${folder}/a`);
    assert.equal(await files.read(`${folder}/a`), null);
    await files.removeIfEmpty(`${folder}/nothing`);
  });

  test("keeps a folder that is not empty", async ({ files, folder }) => {
    await files.replace(`${folder}/sub/a`, "x", 0o600);
    await files.removeIfEmpty(`${folder}/sub`);
    assert.equal(await files.read(`${folder}/sub/a`), "x");
    await files.remove(`${folder}/sub/a`);
    await files.removeIfEmpty(`${folder}/sub`);
    assert.equal(await files.facts(`${folder}/sub`), null);
  });

  test("sees a relative path from the working folder", ({ files }) => {
    assert.match(files.absolute("x/y"), /^\/.*\/x\/y$/);
    assert.equal(files.absolute("/x/y"), "/x/y");
    return Promise.resolve();
  });
}
