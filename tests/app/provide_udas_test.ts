import assert from "node:assert/strict";
import { createMemoryFacts } from "@/app/run/memory_facts.ts";
import { provideUdas } from "@/app/run/provide_udas.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { MissingUda } from "@/ports/udas.ts";

const { signal } = new AbortController();

function uda(name: string, isLeftOut: boolean): MissingUda {
  const lines = [`uda.${name}.type=string`];
  return { name, keeps: `the ${name}`, lines, otherType: null, isLeftOut };
}

const memoryFacts = () => createMemoryFacts({ now: () => new Date(0) });
const notes = uda("notes", false);
const ends = uda("ends", true);

/** What is asked and what is said, where somebody answers no. */
async function provided(
  missing: readonly MissingUda[],
  facts: FactsCache,
  saysYes = false,
): Promise<{ readonly asked: readonly string[]; readonly said: readonly string[] }> {
  const asked: string[] = [];
  const said: string[] = [];
  const udas = {
    missing: () => Promise.resolve(missing),
    addMissing: () => Promise.resolve({ file: "taskrc", lines: missing.length }),
  };
  const io = {
    saysYes,
    warn: (line: string) => void said.push(line),
    confirm(question: string) {
      asked.push(question);
      return Promise.resolve(saysYes);
    },
  };
  await provideUdas(udas, io, facts, signal);
  return { asked, said };
}

Deno.test("provideUdas() asks once for each line, and says what becomes of what it keeps", async () => {
  const facts = memoryFacts();
  const first = await provided([notes], facts);
  assert.match(first.asked.join(), /so that notes show/);
  assert.match(first.said.join(), /^the notes are kept but do not show in reports; add/);
  assert.deepEqual(await provided([notes], facts), { asked: [], said: [] });
  const news = await provided([notes, ends], facts);
  assert.match(news.said.join(), /do not show in reports; the ends are left out of Taskwarrior/);
  assert.deepEqual(await provided([notes, ends], facts), { asked: [], said: [] });
});

Deno.test("provideUdas() asks a log of before only for what came later", async () => {
  const facts = memoryFacts();
  facts.put("udas.asked", true);
  assert.deepEqual(await provided([notes], facts), { asked: [], said: [] });
  const { asked, said } = await provided([ends], facts);
  assert.match(asked.join(), /so that the ends are synced/);
  assert.match(said.join(), /^the ends are left out of Taskwarrior; add/);
});

Deno.test("provideUdas() adds what was refused before where everything is answered with yes", async () => {
  const facts = memoryFacts();
  await provided([ends], facts);
  const { said } = await provided([ends], facts, true);
  assert.deepEqual(said, ["added 1 lines to taskrc"]);
});

Deno.test("provideUdas() neither asks nor adds where an attribute is of another type", async () => {
  const other = { ...ends, lines: [], otherType: "numeric" };
  assert.deepEqual(await provided([other], memoryFacts(), true), { asked: [], said: [] });
});
