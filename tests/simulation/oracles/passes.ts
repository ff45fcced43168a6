import type { World } from "@tests/simulation/world.ts";
import { lookAtLog } from "@tests/simulation/process.ts";

/** Once both sides are equal, so many more passes, the last one of everything, write nothing. */
export async function faultsOfPasses(
  world: World,
  passes: 1 | 3,
): Promise<readonly string[]> {
  const { machine, program, time } = world;
  const { taskwarrior, vikunja } = machine;
  const before = JSON.stringify(taskwarrior.tasks());
  const exchanged = vikunja.network.log.length;
  for (let left = passes; left > 0; left--) {
    const full = left === 1;
    let isDone = false;
    void program.sync({ full }).then(() => isDone = true);
    await time.pass(60_000, () => isDone);
  }
  const written = vikunja.network.log.slice(exchanged).filter(({ method }) => method !== "GET");
  const faults = written.map(({ method, path }) =>
    `a pass with nothing to do writes: ${method} ${path}`
  );
  if (JSON.stringify(taskwarrior.tasks()) !== before) {
    faults.push("a pass with nothing to do writes to Taskwarrior");
  }
  const log = lookAtLog(machine.folder, time.runtime.now);
  return [...faults, ...log.integrity()];
}

/** With a log that is far away the echo of a write can be there before the write is known to be done: it is looked at. */
const mostRequests = ({ hosts }: World) => hosts === null ? 3 : 4;

/** One edit on each side, with nothing else going on: it comes over, by three requests at most. */
export async function faultsOfOneEdit(world: World): Promise<readonly string[]> {
  const { machine, time, shown } = world;
  const { taskwarrior, vikunja, config } = machine;
  const log = lookAtLog(machine.folder, time.runtime.now).reader;
  const pair = [...shown("taskwarrior")].flatMap(([uuid, task]) => {
    const id = log.vikunjaIdOf(uuid);
    return id === null || task.done || !shown("vikunja").has(String(id)) ? [] : [{ uuid, id }];
  })[0];
  if (pair === undefined) return [];
  const faults: string[] = [];
  await untilPolled(world);
  // What the server is, and can do, is asked once in a day.
  const requests = () => vikunja.network.log.filter(({ path }) => !path.endsWith("/info")).length;
  let before = requests();
  taskwarrior.person.run({ kind: "modify", uuid: pair.uuid, set: { description: "asked here" } });
  const isThere = () => shown("vikunja").get(String(pair.id))?.title === "asked here";
  if (!await time.pass(config.pollEveryMs / 2, isThere)) {
    faults.push("an edit here does not come over");
  }
  await time.pass(3_000);
  if (requests() - before > mostRequests(world)) {
    faults.push(`${requests() - before} requests for an edit here`);
  }
  await untilPolled(world);
  before = requests();
  const ids = vikunja.tasks().map(({ id }) => id);
  const task = (ids.indexOf(pair.id) + 0.5) / ids.length;
  vikunja.person.take({ kind: "edit", task, edit: { field: "title", value: "asked there" } });
  const isHere = () => shown("taskwarrior").get(pair.uuid)?.title === "asked there";
  if (!await time.pass(config.pollEveryMs / 2, isHere)) {
    faults.push("an edit there does not come over");
  }
  await time.pass(3_000);
  if (requests() - before > mostRequests(world)) {
    faults.push(`${requests() - before} requests for an edit there`);
  }
  return faults;
}

/** Just after a poll, so that none comes in between. */
async function untilPolled({ machine, time }: World): Promise<void> {
  const seen = machine.vikunja.network.requests;
  await time.pass(
    machine.config.pollEveryMs + 5_000,
    () => machine.vikunja.network.requests > seen,
  );
  await time.pass(2_000);
}
