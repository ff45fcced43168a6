import assert from "node:assert/strict";
import { hostIdentity } from "@/adapters/fs/host_identity.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";

Deno.test("hostIdentity() stays the same in its state folder, and a copy of that counts as another host", () => {
  using folder = folderInMemory();
  const [own, copy] = [`${folder.path}/own`, `${folder.path}/copy`];
  const machine = { host: "a", boot: "b1" };
  const of = (stateDir: string, at: Parameters<typeof hostIdentity>[1] = machine) =>
    hostIdentity(stateDir, at, () => crypto.randomUUID());
  Deno.mkdirSync(own);
  const first = of(own);
  assert.equal(of(own), first);
  Deno.mkdirSync(copy);
  Deno.copyFileSync(`${own}/host.id`, `${copy}/host.id`);
  assert.notEqual(of(copy), first);
  // A clone of the machine has the same files, with the same inodes.
  assert.notEqual(of(own, { host: "a", boot: "b2" }), first);
  assert.notEqual(of(own, { host: "c", boot: "b1" }), first);
  assert.equal(of(own), first);
});
