import assert from "node:assert/strict";
import * as posix from "node:path/posix";
import fc from "fast-check";
import { basename, dirname, isAbsolute, join, resolveFrom } from "@/ports/paths.ts";

const part = fc.constantFrom("a", "bc", ".", "..", "", "/", "//", "d.e", "...", " ", "ü");
const path = fc.array(fc.tuple(part, fc.constantFrom("", "/")), { maxLength: 6 })
  .map((parts) => parts.flat().join(""));

Deno.test("join(), dirname(), basename(), isAbsolute() and resolveFrom() say what node:path says", () => {
  fc.assert(
    fc.property(path, path, fc.array(path, { maxLength: 4 }), (one, other, more) => {
      assert.equal(join(one, other, ...more), posix.join(one, other, ...more));
      assert.equal(dirname(one), posix.dirname(one), `dirname ${one}`);
      assert.equal(basename(one), posix.basename(one), `basename ${one}`);
      assert.equal(isAbsolute(one), posix.isAbsolute(one));
      assert.equal(
        resolveFrom("/home/ada", one),
        posix.resolve("/home/ada", one),
        `resolve ${one}`,
      );
      assert.equal(resolveFrom(`/${one}`, other), posix.resolve(`/${one}`, other));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("paths of Windows keep their drive, and are read with either separator", () => {
  assert.ok(
    isAbsolute("C:\\Users\\ada") && isAbsolute("C:/Users") && !isAbsolute("C:") &&
      !isAbsolute("a\\b"),
  );
  assert.equal(join("C:\\Users\\ada", "tasks"), "C:/Users/ada/tasks");
  assert.equal(dirname("C:\\Users\\ada"), "C:\\Users");
  assert.equal(dirname("C:/Users"), "C:/");
  assert.equal(basename("C:\\Users\\ada"), "ada");
  assert.equal(resolveFrom("C:\\Users", "..\\ada"), "C:/ada");
  assert.equal(basename("/home/a\\b"), "a\\b");
});
