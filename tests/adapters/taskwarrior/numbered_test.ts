import assert from "node:assert/strict";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";
import { uuidOfNumber as numberedIn } from "@/adapters/taskwarrior/numbered.ts";
import { createWorld } from "@tests/support/world.ts";

const data = { files: systemFiles, database: systemDatabase };

for (const line of ["2.6", "3"] as const) {
  const kind = line === "3" ? "3" : "2";

  Deno.test(`N15: uuidOfNumber() says what task shows, before and after it cleaned up (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const folder = `${world.folder}/task`;
    const uuidOfNumber = (number: number) => numberedIn(data, { folder, line: kind }, number);
    const check = async (numbers: readonly number[]) => {
      for (const number of numbers) {
        const shown = (await world.task("rc.gc=off", String(number), "_uuid").catch(() => ""))
          .trim();
        const found = uuidOfNumber(number);
        assert.equal(found ?? "", shown, `${number}`);
      }
    };
    for (const title of ["one", 'two: [a] "b" uuid:x', "three", "four"]) {
      await world.task("add", "--", title);
    }
    await check([1, 2, 3, 4]);
    assert.equal(uuidOfNumber(5), null);
    assert.equal(uuidOfNumber(0), null);
    const third = uuidOfNumber(3);
    await world.task("2", "done");
    assert.equal(uuidOfNumber(3), third, "numbers stay until a report");
    await world.task("rc.gc=on", "next").catch(() => "");
    assert.equal(uuidOfNumber(2), third, "and are given anew by one");
    await check([1, 2, 3]);
    assert.equal(uuidOfNumber(4), null);
  });
}
