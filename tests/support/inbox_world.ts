import { createInbox } from "@/app/inbox/inbox.ts";
import { openEngine } from "@/app/run/open_engine.ts";
import type { Inbox, InboxAsked } from "@/ports/inbox.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

const wholeInbox: InboxAsked = {
  kinds: [],
  projects: [],
  text: "",
  ids: [],
  answered: false,
  foresees: true,
  choice: null,
  from: 0,
  limit: 100,
};

/** Two systems in memory, and the inbox over them. */
export interface InboxWorld extends RunWorld {
  look(asked?: Partial<InboxAsked>): ReturnType<Inbox["look"]>;
  act(...acts: Parameters<Inbox["act"]>[0]): ReturnType<Inbox["act"]>;
  /** Titles on both sides, sorted. */
  titles(): { readonly here: readonly string[]; readonly there: readonly string[] };
  editHere(title: string, set: Readonly<Record<string, string>>): void;
  editThere(title: string, value: string): void;
  removeHere(title: string): void;
  removeThere(title: string): void;
}

export function inboxWorld(): InboxWorld {
  const world = runWorld();
  const { taskwarrior, vikunja, config } = world.machine;
  const inbox = createInbox({
    open: world.openRun,
    jobs: 1,
    async look(signal, see) {
      const options = { config, command: "inbox", planOnly: true, jobs: 1 };
      await using opened = await openEngine(world.ports(), options, signal);
      return await see(opened);
    },
  });
  const uuidOf = (title: string) =>
    taskwarrior.tasks().find(({ description }) => description === title)?.uuid ?? "";
  const placeOf = (title: string) => {
    const tasks = vikunja.tasks();
    return (tasks.findIndex((task) => task.title === title) + 0.5) / tasks.length;
  };
  return {
    ...world,
    look: (asked = {}) => world.result(inbox.look({ ...wholeInbox, ...asked }, signal)),
    act: (...acts) => world.result(inbox.act(acts, signal)),
    titles: () => ({
      here: taskwarrior.tasks().filter(({ status }) => status === "pending")
        .map(({ description }) => String(description)).toSorted(),
      there: vikunja.tasks().map(({ title }) => title).toSorted(),
    }),
    editHere: (title, set) =>
      void taskwarrior.person.run({ kind: "modify", uuid: uuidOf(title), set }),
    editThere: (title, value) =>
      void vikunja.person.take({
        kind: "edit",
        task: placeOf(title),
        edit: { field: "title", value },
      }),
    removeHere: (title) => void taskwarrior.person.run({ kind: "delete", uuid: uuidOf(title) }),
    removeThere: (title) => void vikunja.person.take({ kind: "delete", task: placeOf(title) }),
  };
}

/** Titles changed on both sides; the first in front. */
export async function withConflicts(...titles: readonly string[]): Promise<InboxWorld> {
  const world = inboxWorld();
  for (const title of titles) world.task(title);
  await world.sync();
  for (const title of titles) {
    world.editHere(title, { description: `${title} here` });
    world.editThere(title, `${title} there`);
  }
  await world.sync();
  return world;
}
