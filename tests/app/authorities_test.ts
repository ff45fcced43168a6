import assert from "node:assert/strict";
import { authoritiesOf } from "@/app/authorities.ts";

const caFile = "/etc/my-ca.pem";
const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

Deno.test("authoritiesOf() reads what is named when it is needed, and nothing where none is", async () => {
  let reads = 0;
  const read = (path: string) => {
    reads++;
    return Promise.resolve(path === caFile ? pem : "");
  };
  const named = authoritiesOf({ caFile }, read);
  assert.equal(reads, 0);
  assert.equal(await named(), pem);
  assert.equal(await authoritiesOf({ caFile: null }, read)(), null);
});

Deno.test("authoritiesOf() says what is wrong with the file", async () => {
  const none = authoritiesOf({ caFile }, () => Promise.resolve("a text"));
  await assert.rejects(none(), { code: "CONFIG", message: /there is no certificate in it/ });
  const gone = Object.assign(new Error("os error 2"), { code: "ENOENT" });
  const lost = authoritiesOf({ caFile }, () => Promise.reject(gone));
  await assert.rejects(lost(), {
    code: "CONFIG",
    message: `Cannot read ca_file ${caFile}: there is no such file`,
  });
});
