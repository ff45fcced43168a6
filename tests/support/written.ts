import type { Hosts } from "@tests/support/hosts.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

/** What people have written, and have to find on both sides, once. */
export class Written {
  readonly #titles = new Map<string, string>();

  constructor(readonly world: World) {}

  async inTaskwarrior(title: string): Promise<void> {
    await this.world.task("add", title);
    this.#titles.set(title, title);
  }

  async inVikunja(title: string): Promise<void> {
    await this.world.api("PUT", "/api/v1/projects/1/tasks", { title });
    this.#titles.set(title, title);
  }

  async changed(from: string, to: string): Promise<void> {
    const [task] = await this.world.export(`description:${from}`);
    if (task === undefined) throw new Error(`there is no ${from}`);
    await this.world.task(task.uuid, "modify", to);
    this.#titles.set(from, to);
  }

  /** Waits until both sides have all of it, and nothing twice. */
  async arrived(): Promise<void> {
    const wanted = [...this.#titles.values()].toSorted();
    await until("both sides have all of it once", async () => {
      const here = (await this.world.export("status:pending")).map((task) => task.description);
      const there = (await this.world.serverTasks()).map((task) => task.title);
      return { here: here.toSorted(), there: there.toSorted() };
    }, ({ here, there }) => here.join() === wanted.join() && there.join() === wanted.join());
  }
}

/** Of three edits, each seen, asked for and confirmed. */
const eventsOfWrites = 9;

/** The first is known on both sides, people are writing, and the owner has stored some of that, or all. */
export async function write(hosts: Hosts, written: Written, round: number): Promise<void> {
  await written.inTaskwarrior(`first-${round}`);
  await written.arrived();
  const enough = await hosts.events() + Math.floor(Math.random() * (eventsOfWrites + 1));
  await Promise.all([
    written.inVikunja(`there-${round}`),
    written.inTaskwarrior(`here-${round}`).then(() =>
      written.changed(`first-${round}`, `changed-${round}`)
    ),
  ]);
  await until("the owner is so far", () => hosts.events(), (events) => events >= enough);
}
