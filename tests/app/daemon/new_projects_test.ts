import assert from "node:assert/strict";
import { createNewProjects } from "@/app/daemon/new_projects.ts";

const projects = [
  { id: 1, parentId: 0, title: "Work", archived: false },
  { id: 2, parentId: 1, title: "Garden", archived: false },
  { id: 3, parentId: 0, title: "Private", archived: false },
];

/** Whether anything is set up where these have a webhook and the named ones are selected. */
async function covers(hooked: readonly number[], selected: readonly number[]): Promise<boolean> {
  let isAsked = false;
  let [looks, at] = [0, 0];
  const done = Promise.withResolvers<void>();
  const warned: string[] = [];
  const newProjects = createNewProjects({
    webhooks: {
      isSelected: ({ id }) => selected.includes(id),
      hooked() {
        // The second look begins once the first is over.
        if (++looks === 2) done.resolve();
        return Promise.resolve(new Set(hooked));
      },
      cover() {
        isAsked = true;
        return Promise.resolve([]);
      },
    },
    warn: (line) => warned.push(line),
    log: { cachedFacts: () => ({ facts: { projects }, at: `read ${at++}` }) },
    signal: new AbortController().signal,
  });
  newProjects.look();
  newProjects.look();
  await done.promise;
  assert.deepEqual(warned, []);
  return isAsked;
}

Deno.test("new projects get a webhook where they are selected, and those that are not selected keep none", async () => {
  assert.equal(await covers([1, 3], [1, 2, 3]), false);
  assert.equal(await covers([1], [1, 2, 3]), true);
  assert.equal(await covers([1], [1, 2]), false);
  assert.equal(await covers([1, 3], [1, 2]), true);
  assert.equal(await covers([], [2]), true);
  assert.equal(await covers([2], [2]), false);
});
