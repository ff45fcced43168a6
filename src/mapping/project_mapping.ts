import { folded } from "@/domain/folded.ts";

type Path = readonly string[];

/** A project of Taskwarrior and the one of Vikunja that it is; what is below them follows. */
export interface ProjectPair {
  readonly taskwarrior: Path;
  readonly vikunja: Path;
}

/** Which project of one side is which of the other, where that is set. Projects that differ by case are one. */
export interface ProjectMapping {
  /** `null`: nothing is set for it. */
  toTaskwarrior(path: Path): Path | null;
  /** `null`: nothing is set for it. */
  toVikunja(path: Path): Path | null;
}

export const noProjectMapping: ProjectMapping = {
  toTaskwarrior: () => null,
  toVikunja: () => null,
};

/** Of several pairs that fit, the deepest counts. */
export function createProjectMapping(pairs: readonly ProjectPair[]): ProjectMapping {
  if (pairs.length === 0) return noProjectMapping;
  return {
    toTaskwarrior: translation(pairs.map(({ taskwarrior, vikunja }) => [vikunja, taskwarrior])),
    toVikunja: translation(pairs.map(({ taskwarrior, vikunja }) => [taskwarrior, vikunja])),
  };
}

function translation(pairs: readonly (readonly [Path, Path])[]): (path: Path) => Path | null {
  const deepestFirst = pairs.map(([from, to]) => ({ from: from.map(folded), to }))
    .toSorted((a, b) => b.from.length - a.from.length);
  return (path) => {
    const names = path.map(folded);
    const fitting = deepestFirst.find(({ from }) =>
      from.length <= names.length && from.every((name, depth) => name === names[depth])
    );
    return fitting === undefined ? null : [...fitting.to, ...path.slice(fitting.from.length)];
  };
}
