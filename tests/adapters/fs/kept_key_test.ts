import assert from "node:assert/strict";
import { join } from "node:path";
import { keptKey } from "@/adapters/fs/kept_key.ts";
import { sealingWith } from "@/adapters/system/sealing.ts";
import { createCipher } from "@/adapters/taskchampion/cipher.ts";
import { newSecret } from "@/adapters/system/new_secret.ts";

const clientId = "0666d464-418a-4a08-ad53-6f15c78270cd";
const version = "b0517957-f912-4d49-8330-f612e73030c4";
const key = crypto.getRandomValues(new Uint8Array(32));

async function withPath(body: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kept-key-" });
  try {
    await body(join(folder, "replica", "key"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const keptIn = (path: string) =>
  keptKey(path, (secret) => sealingWith(() => Promise.resolve(secret), "tests"));

Deno.test("keptKey() finds the key of the same secret alone, and shows it to nobody else", () =>
  withPath(async (path) => {
    const secret = newSecret();
    const kept = keptIn(path);
    assert.equal(await kept.find(secret), null);
    await kept.keep(secret, key);
    assert.deepEqual(await keptIn(path).find(secret), key);
    assert.equal(await kept.find(newSecret()), null);
    const text = await Deno.readTextFile(path);
    assert.ok(!text.includes(key.toBase64()) && !text.includes(secret));
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    for (const damaged of ["", "x", text.slice(0, 20), text.replace(/.{4}\n/, "AAAA\n")]) {
      await Deno.writeTextFile(path, damaged);
      assert.equal(await kept.find(secret), null, damaged);
    }
  }));

Deno.test("keptKey() keeps none of a secret that somebody could try out", () =>
  withPath(async (path) => {
    for (const secret of ["correct horse battery staple", "0".repeat(64), "hunter2"]) {
      await keptIn(path).keep(secret, key);
      assert.equal(await keptIn(path).find(secret), null);
    }
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  }));

Deno.test("createCipher() opens what was sealed before, whether its key was kept, damaged or of another secret", () =>
  withPath(async (path) => {
    const [secret, other] = [newSecret(), newSecret()];
    const cipher = (text = secret) =>
      createCipher(clientId, () => Promise.resolve(text), keptIn(path));
    const plain = new TextEncoder().encode("ours");
    const sealed = await cipher().seal(version, plain);
    const kept = await Deno.readTextFile(path);
    assert.deepEqual(await cipher().open(version, sealed), plain);
    assert.equal(await Deno.readTextFile(path), kept);
    await Deno.writeTextFile(path, "cut");
    assert.deepEqual(await cipher().open(version, sealed), plain);
    assert.notEqual(await Deno.readTextFile(path), "cut");
    await assert.rejects(cipher(other).open(version, sealed), { code: "CONFIG" });
    assert.deepEqual(await cipher().open(version, sealed), plain);
    await Deno.remove(path);
    await Deno.mkdir(path);
    assert.deepEqual(await cipher().open(version, sealed), plain);
  }));
