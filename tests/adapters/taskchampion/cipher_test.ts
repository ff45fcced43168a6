import assert from "node:assert/strict";
import { createCipher } from "@/adapters/taskchampion/cipher.ts";

const clientId = "0666d464-418a-4a08-ad53-6f15c78270cd";
const version = "b0517957-f912-4d49-8330-f612e73030c4";
const cipherOf = (secret: string, client = clientId) =>
  createCipher(client, () => Promise.resolve(secret));
const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** TaskChampion's own `test-good.data`, made by another implementation. */
const sealed = bytes("010b0874fe60261292c7d15f1e29d389e7dbfac718fbde080767ff727d882df85ab8c073");
const secret = "b4a4e6b7b811eda1dc1a2693ded";

Deno.test("open() reads what TaskChampion has sealed, and seal() what open() reads", async () => {
  const cipher = cipherOf(secret);
  assert.equal(new TextDecoder().decode(await cipher.open(version, sealed)), "SUCCESS");
  const own = await cipher.seal(version, new TextEncoder().encode("ours"));
  assert.equal(own[0], 1);
  assert.equal(new TextDecoder().decode(await cipherOf(secret).open(version, own)), "ours");
  assert.notDeepEqual(await cipher.seal(version, new TextEncoder().encode("ours")), own);
});

Deno.test("open() refuses what is of another version, list, secret or form", async () => {
  const cipher = cipherOf(secret);
  const refused = { code: "CONFIG" };
  await assert.rejects(cipher.open(clientId, sealed), refused);
  await assert.rejects(cipher.open(version, sealed.with(20, 0)), refused);
  await assert.rejects(cipherOf("other").open(version, sealed), refused);
  await assert.rejects(cipherOf(secret, version).open(version, sealed), refused);
  for (const odd of [sealed.with(0, 2), sealed.subarray(0, 13), new Uint8Array()]) {
    await assert.rejects(cipher.open(version, new Uint8Array(odd)), { code: "SYNC_SERVER" });
  }
});
