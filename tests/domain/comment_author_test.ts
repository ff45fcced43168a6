import assert from "node:assert/strict";
import { authorShown, withAuthor, withoutAuthor } from "@/domain/comment_author.ts";
import type { Policy } from "@/domain/policy.ts";
import { emptyPair } from "@/domain/state.ts";

const state = emptyPair("a");
const authors = { "1": "ann", "2": "me", "3": "evil\u202e name" };
const seen = { ...state, vikunja: { ...state.vikunja, extra: { comment_authors: authors } } };

Deno.test("authorShown() tells others, where that is wanted, by plain names only", () => {
  const policy = { tellsAuthors: { butOf: "me" } } as unknown as Policy;
  const shown = ["1", "2", "3", "4"].map((id) => authorShown(seen, id, policy));
  assert.deepEqual(shown, ["ann", null, null, null]);
  assert.equal(authorShown(seen, "1", {} as unknown as Policy), null);
  assert.equal(authorShown(state, "1", policy), null);
});

Deno.test("withoutAuthor() takes away what withAuthor() has added, and no other name", () => {
  assert.equal(withoutAuthor(withAuthor("ann: x", "ann"), "ann"), "ann: x");
  assert.equal(withoutAuthor("anna: x", "ann"), "anna: x");
  assert.equal(withoutAuthor("ann:x", "ann"), "x");
  assert.equal(withoutAuthor("ann: x", null), "ann: x");
});
