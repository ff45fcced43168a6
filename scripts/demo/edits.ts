import type { World } from "@tests/support/world.ts";

/** What the person at the terminal had before the first sync. */
export async function firstTasks(world: World): Promise<void> {
  await world.task(
    "add",
    "Buy",
    "seeds",
    "project:home.garden",
    "+shop",
    "pri:H",
    "due:2027-03-01",
  );
  await world.task("add", "Dig", "the", "beds", "project:home.garden");
  await world.task("add", "Plant", "tomatoes", "project:home.garden", "depends:1,2");
  await world.task("add", "Read", "the", "manual", "project:work");
  await world.task("add", "Old", "idea");
}

/** Each returns what was done, in words. */
export async function editTaskwarrior(world: World): Promise<readonly string[]> {
  await world.task("/Buy seeds/", "modify", "due:2027-02-15");
  await world.task("/Dig the beds/", "modify", "+weekend", "pri:M");
  await world.task("/Read the manual/", "modify", "/Read/Study/");
  await world.task("/Old idea/", "delete");
  const done = ["Taskwarrior: due date of «Buy seeds», a tag and a priority for «Dig the beds»"];
  done.push("Taskwarrior: «Read the manual» becomes «Study the manual», «Old idea» is deleted");
  const [repeating] = (await world.serverTasks()).filter((task) => task["repeat_after"] !== 0);
  if (repeating !== undefined) {
    await world.task(`description:${repeating.title}`, "done");
    done.push(`Taskwarrior: «${repeating.title}», which repeats in Vikunja, is done`);
  }
  return done;
}

export async function editVikunja(world: World): Promise<readonly string[]> {
  const byTitle = new Map((await world.serverTasks()).map((task) => [task.title, task.id]));
  const set = async (title: string, change: Record<string, unknown>) => {
    await world.api("PATCH", `/api/v2/tasks/${byTitle.get(title)}`, change);
  };
  await set("Buy seeds", { description: "<p>Tomatoes, basil and <strong>beans</strong></p>" });
  await set("Dig the beds", { done: true });
  await set("Read the manual", { title: "Skim the manual" });
  return [
    "Vikunja:     notes for «Buy seeds», «Dig the beds» is done",
    "Vikunja:     «Read the manual» becomes «Skim the manual»",
  ];
}
