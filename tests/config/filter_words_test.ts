import assert from "node:assert/strict";
import { filterWords } from "@/config/filter_words.ts";

Deno.test("filterWords() splits as a shell does", () => {
  assert.deepEqual(filterWords(" +a  or\tproject:Home "), ["+a", "or", "project:Home"]);
  assert.deepEqual(filterWords(`description:'two words' "( +a" ''`), [
    "description:two words",
    "( +a",
    "",
  ]);
  assert.equal(filterWords("it's"), null);
});
