/** Projects that somebody wants synced; both empty: all. */
export interface ChosenProjects {
  readonly projects: readonly string[];
  readonly excludeProjects: readonly string[];
}

/** What is wrong with an answer, in words. */
interface Unclear {
  readonly wrong: string;
}

/**
 * `1 3-5`, `Work, Home.*`, `-2` (all but that one): by number or name as they were listed; a name that was not is taken
 * with `*` alone, since nothing would be of it.
 */
export function chosenProjects(
  answer: string,
  names: readonly string[],
): ChosenProjects | Unclear {
  const words = wordsOf(answer);
  if (words.length === 0 || /^all$/i.test(answer.trim())) {
    return { projects: [], excludeProjects: [] };
  }
  const projects = new Set<string>();
  const excludeProjects = new Set<string>();
  for (const word of words) {
    const isLeftOut = word.startsWith("-");
    const found = namesOf(isLeftOut ? word.slice(1).trim() : word, names);
    if ("wrong" in found) return found;
    for (const name of found.names) (isLeftOut ? excludeProjects : projects).add(name);
  }
  return { projects: [...projects], excludeProjects: [...excludeProjects] };
}

/** A name may have spaces in it; numbers need no commas between them. */
function wordsOf(answer: string): readonly string[] {
  const words = answer.split(",").map((word) => word.trim()).filter((word) => word !== "");
  return words.flatMap((word) => /^[-\d\s]+$/.test(word) ? word.split(/\s+/) : [word]);
}

function namesOf(
  word: string,
  names: readonly string[],
): { readonly names: readonly string[] } | Unclear {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(word) ?? [];
  const exact = names.find((name) => name === word) ??
    names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (exact !== undefined) return { names: [exact] };
  if (first !== undefined) {
    const [from, until] = [Number(first), Number(last)];
    if (from < 1 || until < from || until > names.length) {
      return { wrong: `there are ${names.length}` };
    }
    return { names: names.slice(from - 1, until) };
  }
  const isPattern = word.includes("*") && word.split(".").every((name) => name !== "");
  return isPattern ? { names: [word] } : { wrong: `there is no project ${word}` };
}
