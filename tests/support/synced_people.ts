import assert from "node:assert/strict";
import type { Person } from "@tests/support/synced_world.ts";
import type { World } from "@tests/support/world.ts";

type Random = (limit: number) => number;

/** A title that somebody wrote; each is written once. */
interface Said {
  readonly title: string;
  readonly by: string;
  readonly task: string;
  /**
   * Nobody has to find it any more: whoever replaced it had read it; TaskChampion dropped it at their own `task sync`;
   * or it was sent before a laptop made a later edit, without having synced, which nobody can tell from one that had.
   */
  over: null | "replaced" | "dropped" | "replaced unread";
}

/**
 * What people write into the titles of tasks, at laptops that sync now and then and in Vikunja, and what has to be
 * found of it in the end: what nobody replaced who had read it.
 */
export function createPeople({ world, random, sentTitle }: {
  readonly world: World;
  readonly random: Random;
  /** Of the task, as it was sent last. */
  readonly sentTitle: (uuid: string) => Promise<string | null>;
}) {
  const said = new Map<string, Said>();
  let count = 0;

  function say(by: string, task: string, replaced: string | null): string {
    const title = `${by} ${++count}`;
    const before = said.get(replaced ?? "");
    if (before !== undefined && before.over === null) before.over = "replaced";
    said.set(title, { title, by, task, over: null });
    return title;
  }

  const openOn = async (person: Person) =>
    (await person.task.export(["status:pending"])).map((each) => ({
      uuid: String(each["uuid"]),
      title: String(each["description"]),
    }));
  const pick = <T>(all: readonly T[]): T | undefined => all[random(all.length)];

  return {
    said,
    async atLaptop(name: string, person: Person): Promise<void> {
      const task = pick(await openOn(person));
      switch (task === undefined ? 0 : random(6)) {
        case 0: {
          const uuid = crypto.randomUUID();
          await person.task.import([{ uuid, description: say(name, uuid, null) }]);
          return;
        }
        case 1:
          return await person.offline(task?.uuid ?? "", "modify", `+${name}${random(5)}`);
        case 2:
          return await person.offline(
            task?.uuid ?? "",
            "modify",
            `priority:${pick(["H", "M", "L"])}`,
          );
        default: {
          const sent = said.get(await sentTitle(task?.uuid ?? "") ?? "");
          const isUnread = sent !== undefined && sent.title !== task?.title && sent.by !== name;
          if (isUnread && sent.over === null) sent.over = "replaced unread";
          const title = say(name, task?.uuid ?? "", task?.title ?? null);
          return await person.offline(task?.uuid ?? "", "modify", title);
        }
      }
    },
    async inVikunja(): Promise<void> {
      const task = pick((await world.serverTasks()).filter(({ done }) => !done));
      if (task === undefined || random(5) === 0) {
        const title = say("server", "", null);
        await world.api("PUT", "/api/v1/projects/1/tasks", { title });
        return;
      }
      const change = random(3) === 0
        ? { priority: random(4) }
        : { title: say("server", String(task.id), task.title) };
      await world.api("POST", `/api/v1/tasks/${task.id}`, { ...task, ...change });
    },
    /** TaskChampion drops the older of two edits where it is not sent yet, and tells nobody. */
    async sync(name: string, person: Person): Promise<void> {
      const before = new Map((await openOn(person)).map(({ uuid, title }) => [uuid, title]));
      await person.sync();
      for (const { uuid, title } of await openOn(person)) {
        const own = said.get(before.get(uuid) ?? "");
        if (own?.by === name && own.title !== title && own.over === null) own.over = "dropped";
      }
    },
    /** @throws where a title is neither where it was written nor in a conflict. */
    assertNothingLost(shown: readonly string[], conflicts: string): void {
      const lost = [...said.values()].filter(({ title, over }) =>
        over === null && !shown.includes(title) && !conflicts.includes(`"${title}"`)
      );
      assert.deepEqual(lost, []);
    },
  };
}
