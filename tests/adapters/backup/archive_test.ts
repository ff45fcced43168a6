import assert from "node:assert/strict";
import fc from "fast-check";
import { packArchive, readArchive } from "@/adapters/backup/archive.ts";
import { envelopeProblem } from "@/adapters/backup/envelope.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const { signal } = new AbortController();
const madeAt = new Date("2026-11-20T10:00:00Z");

async function contentOf(path: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, Uint8Array[]> = {};
  await readArchive(path, ({ name }) => {
    const pieces: Uint8Array[] = found[name] = [];
    return (bytes) => void pieces.push(bytes.slice());
  });
  const texts = Object.entries(found).map(async ([name, pieces]) =>
    [name, await new Blob(pieces as Uint8Array<ArrayBuffer>[]).text()] as const
  );
  return Object.fromEntries(await Promise.all(texts));
}

Deno.test("readArchive() gives back what packArchive() packed, whatever its lengths", async () => {
  using folder = tempFolder();
  let made = 0;
  const texts = fc.array(fc.string({ maxLength: 1_500 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(texts, async (contents) => {
      const path = folder.file(`${made++}.tar.gz`);
      const members = contents.map((text, at) => ({
        name: `part${at}.txt`,
        content: new TextEncoder().encode(text),
      }));
      await packArchive(path, members, madeAt, signal);
      const decoded = members.map(({ name, content }) => [name, new TextDecoder().decode(content)]);
      assert.deepEqual(await contentOf(path), Object.fromEntries(decoded));
    }),
    { numRuns: 30 },
  );
});

Deno.test("packArchive() makes what tar and gzip read", async () => {
  using folder = tempFolder();
  const path = folder.file("a.tar.gz");
  Deno.writeTextFileSync(folder.file("log"), "x".repeat(700_000));
  const members = [
    { name: "small.txt", content: new TextEncoder().encode("small") },
    { name: "large.txt", content: folder.file("log") },
  ];
  await packArchive(path, members, madeAt, signal);
  const tar = async (...args: readonly string[]) =>
    new TextDecoder().decode(
      (await new Deno.Command("tar", { args: [...args, path] }).output()).stdout,
    );
  assert.equal(await tar("-tzf"), "small.txt\nlarge.txt\n");
  assert.equal(await tar("-xzOf"), `small${"x".repeat(700_000)}`);
  assert.equal(Deno.statSync(path).mode === null ? 0 : Deno.statSync(path).mode! & 0o777, 0o600);
});

Deno.test("envelopeProblem() finds every bit that was flipped, and every byte that is missing or added", async () => {
  using folder = tempFolder();
  const path = folder.file("a.tar.gz");
  const members = [{ name: "a.txt", content: new TextEncoder().encode("what was written") }];
  await packArchive(path, members, madeAt, signal);
  assert.equal(envelopeProblem(path), null);
  const whole = Deno.readFileSync(path);
  const other = folder.file("b.tar.gz");
  const isFound = (bytes: Uint8Array) => {
    Deno.writeFileSync(other, bytes);
    return envelopeProblem(other) !== null;
  };
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const flipped = whole.slice();
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    assert.ok(isFound(flipped), `bit ${bit} of ${whole.length * 8}`);
  }
  for (let length = 0; length < whole.length; length++) {
    assert.ok(isFound(whole.subarray(0, length)), `cut at ${length}`);
  }
  assert.ok(isFound(Uint8Array.of(...whole, 0)));
});

Deno.test("readArchive() says so where there is no archive", async () => {
  using folder = tempFolder();
  const path = folder.file("a.tar.gz");
  for (const text of ["", "garbage", "x".repeat(5_000)]) {
    Deno.writeTextFileSync(path, text);
    await assert.rejects(readArchive(path, () => null), /does not begin as a backup/);
  }
});
