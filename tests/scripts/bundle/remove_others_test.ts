import assert from "node:assert/strict";
import { removeOthers } from "../../../scripts/bundle/remove_others.ts";

Deno.test("removeOthers() keeps the newest bundles, and those that are running", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (let at = 0; at < 9; at++) {
      Deno.mkdirSync(`${folder}/${at}`);
      Deno.writeTextFileSync(`${folder}/${at}/in_use`, "");
      Deno.utimeSync(`${folder}/${at}`, at, at);
    }
    for (const name of ["draft-old", "old.failed"]) {
      Deno.mkdirSync(`${folder}/${name}`);
      Deno.utimeSync(`${folder}/${name}`, 1, 1);
    }
    Deno.mkdirSync(`${folder}/draft-new`);
    Deno.writeTextFileSync(`${folder}/making`, "");
    const running = new Deno.Command("flock", {
      args: ["--shared", `${folder}/1/in_use`, "cat"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const writer = running.stdin.getWriter();
    await writer.write(new Uint8Array([10]));
    await running.stdout.getReader().read();
    removeOthers(folder, `${folder}/8`);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assert.deepEqual(left, ["1", "3", "4", "5", "6", "7", "8", "draft-new", "making"]);
    await writer.close();
    await running.status;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
