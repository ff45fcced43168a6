/** What may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly says: string;
}

/** `files`: the shell knows these. */
export type Completion = readonly Candidate[] | "files";

/** More help nobody. */
const most = 200;

/** Those that what is typed can become, each once. */
export function matching(candidates: readonly Candidate[], current: string): readonly Candidate[] {
  const found = new Map(
    candidates.filter(({ value }) => value !== "" && value.startsWith(current))
      .map((each) => [each.value, each]),
  );
  return [...found.values()].slice(0, most);
}

/** The same with what is typed already in front. */
export function behind(head: string, found: Completion): Completion {
  return found === "files"
    ? found
    : found.map(({ value, says }) => ({ value: `${head}${value}`, says }));
}
