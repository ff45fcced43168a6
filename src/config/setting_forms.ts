import * as v from "valibot";
import { durationForm, parseDuration } from "@/config/duration.ts";

/** What is not empty, and has no control characters in it. */
export const text = (what: string) =>
  v.pipe(
    v.string(`must be ${what}`),
    v.trim(),
    v.nonEmpty("is empty"),
    v.check((value: string) => !/\p{Cc}/u.test(value), "has control characters in it"),
  );

/** One alone may stand without brackets. */
export const texts = (what: string, example: string) =>
  v.pipe(
    v.union([
      v.pipe(text(what), v.transform((one): readonly string[] => [one])),
      v.pipe(v.array(text(what)), v.minLength(1)),
    ], `must be a list like ${example}`),
    v.readonly(),
  );

export const choice = <const Options extends readonly string[]>(options: Options) =>
  v.picklist(options, `must be one of ${options.map((option) => `"${option}"`).join(", ")}`);

export const duration = v.pipe(
  v.union([v.string(), v.number()], `must be ${durationForm}`),
  v.transform((value) => parseDuration(String(value))),
  v.number(`must be ${durationForm}`),
);

export const commandLine = v.union(
  [text("a command"), v.pipe(v.array(text("a word of a command")), v.minLength(1))],
  'must be a command as text, or a list like ["pass", "show", "vikunja"]',
);
