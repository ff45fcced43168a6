import * as v from "valibot";

/** What is not empty, and has no control characters in it. */
export const word = (what: string) =>
  v.pipe(
    v.string(`must be ${what}`),
    v.trim(),
    v.nonEmpty("is empty"),
    v.check((text: string) => !/\p{Cc}/u.test(text), "has control characters in it"),
  );

/** One alone may stand without brackets. */
export const words = (what: string, example: string) =>
  v.pipe(
    v.union([
      v.pipe(word(what), v.transform((one): readonly string[] => [one])),
      v.pipe(v.array(word(what)), v.minLength(1)),
    ], `must be a list like ${example}`),
    v.readonly(),
  );

const path = v.check(
  (paths: readonly string[]) => paths.every((each) => each.split(".").every((name) => name !== "")),
  'has a project with an empty name in it: it is written like "Work.Garden" or "Work.*"',
);
/** Projects as Taskwarrior writes them, with `*`. */
export const projectSettings = v.pipe(words("a project", '["Work", "Home.*"]'), path);
