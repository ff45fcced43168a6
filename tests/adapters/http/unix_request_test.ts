import assert from "node:assert/strict";
import { unixRequest } from "@/adapters/http/unix_request.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const request = { method: "GET", path: "/", body: "", signal: null, silenceMs: 30_000 };

Deno.test("unixRequest() gives null where nobody can listen", async () => {
  using folder = tempFolder();
  await Deno.writeTextFile(folder.file("plain"), "");
  for (const path of ["absent.sock", "plain/in-a-file.sock", "plain", "x".repeat(200)]) {
    assert.equal(await unixRequest(folder.file(path), request), null, path);
  }
});
