import { lookAtLog } from "@tests/simulation/process.ts";
import type { ClashStep, Step, TerminalEdit } from "@tests/simulation/steps.ts";
import type { Edit } from "@tests/simulation/vikunja/person_steps.ts";
import type { World } from "@tests/simulation/world.ts";

const projects = ["Errands", "House", "Trip"];

/** What happens on each side; nothing where no task is on both. */
export function clashSteps(
  { machine: { vikunja, folder }, time, shown }: World,
  { task, field, values }: ClashStep,
): readonly Step[] {
  const { reader } = lookAtLog(folder, time.runtime.now);
  const ids = vikunja.tasks().map(({ id }) => id);
  const uuids = [...shown("taskwarrior").keys()];
  const both = uuids.flatMap((uuid, at) => {
    const placeThere = ids.indexOf(reader.vikunjaIdOf(uuid) ?? -1);
    if (placeThere < 0) return [];
    return [{ here: (at + 0.5) / uuids.length, there: (placeThere + 0.5) / ids.length }];
  });
  const found = both[Math.floor(task * both.length)];
  if (found === undefined) return [];
  const { typed, clicked } = editsOf(field, values);
  return [
    {
      afterMs: 0,
      on: "taskwarrior",
      step: { kind: "modify", task: found.here, edit: typed },
      isSlow: false,
    },
    {
      afterMs: 0,
      on: "vikunja",
      step: clicked === null
        ? { kind: "move", task: found.there, project: values[1] }
        : { kind: "edit", task: found.there, edit: clicked },
    },
  ];
}

interface Edits {
  readonly typed: TerminalEdit;
  /** `null`: it is moved. */
  readonly clicked: Edit | null;
}

function editsOf(field: ClashStep["field"], [here, there]: ClashStep["values"]): Edits {
  const titleOf = (value: number) => `clash ${Math.floor(value * 1_000)}`;
  const daysOf = (value: number) => Math.floor(value * 30);
  switch (field) {
    case "title":
      return {
        typed: { attribute: "description", value: titleOf(here) },
        clicked: { field, value: titleOf(there) },
      };
    case "due":
      return {
        typed: { attribute: "due", value: daysOf(here) },
        clicked: { field, value: daysOf(there) },
      };
    case "project": {
      const value = projects[Math.floor(here * projects.length)] ?? "";
      return { typed: { attribute: "project", value }, clicked: null };
    }
  }
}
