import type { ProjectPath, SetChange, Written } from "@/domain/field_rule.ts";
import { type Instant, readInstant } from "@/domain/instant.ts";
import { readReminders } from "@/domain/reminders.ts";

const letters: Readonly<Record<string, number>> = { "": 0, L: 1, M: 2, H: 3 };

/** Any text, or some. */
export function text(as: string, mayBeBlank: boolean): Written<string> {
  return {
    as,
    takes: mayBeBlank ? "text" : "some text",
    example: "",
    read: (value) => mayBeBlank || value.trim() !== "" ? { value } : null,
  };
}

export const project: Written<readonly string[]> = {
  as: "project",
  takes: "a project as Taskwarrior writes it",
  example: "work.garden",
  read: (value, projectPath: ProjectPath) => ({ value: value === "" ? [] : projectPath(value) }),
};

export const priority: Written<number> = {
  as: "priority",
  takes: "L, M, H, nothing, or Vikunja's 0 to 5",
  example: "L, M, H or Vikunja's 0 to 5",
  offers: [
    ["H", "high"],
    ["M", "medium"],
    ["L", "low"],
    ["5", "Vikunja's: do now"],
    ["4", "Vikunja's: urgent"],
    ["3", "Vikunja's: high"],
    ["2", "Vikunja's: medium"],
    ["1", "Vikunja's: low"],
    ["0", "none"],
  ],
  read: (value) => {
    const read = letters[value.toUpperCase()];
    return read === undefined ? null : { value: read };
  },
  readInVikunja: (value) => /^[0-5]$/.test(value) ? { value: Number(value) } : null,
};

export function yesOrNo(as: string): Written<boolean> {
  return {
    as,
    takes: "yes or no",
    example: "yes, no",
    offers: [["yes", ""], ["no", ""]],
    read: (value) => {
      if (/^(yes|true)$/i.test(value)) return { value: true };
      return /^(no|false|)$/i.test(value) ? { value: false } : null;
    },
  };
}

export const colour: Written<string> = {
  as: "colour",
  takes: "a colour like e8a33d, or nothing",
  example: "e8a33d",
  read: (value) => {
    const read = value === "" ? "" : readColour(value);
    return read === null ? null : { value: read };
  },
};

export const reminders: Written<readonly string[]> = {
  as: "reminders",
  takes: "times like 2026-11-21T05:00:00Z, or due-1h, scheduled-30min, ends-1d, or nothing",
  example: "due-1h or 2026-11-21T05:00:00Z, or several with commas",
  read: (value) => {
    const read = readReminders(value);
    return read === null ? null : { value: read };
  },
};

/** Three or six hexadecimal digits, with or without a sharp; `null`: it is none. */
export function readColour(text: string): string | null {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(text)?.[1]?.toLowerCase() ?? null;
  return digits?.length === 3 ? digits.replace(/./g, "$&$&") : digits;
}

/** A date alone is its beginning, UTC. */
export function instant(as: string): Written<Instant | null> {
  return {
    as,
    takes: "a time like 2026-11-21T05:00:00Z, a date, words that Taskwarrior takes for one " +
      "(tomorrow), or nothing",
    example: "2026-11-21T05:00:00Z, a date or words like tomorrow",
    mayBeWords: true,
    offers: [
      ["today", ""],
      ["tomorrow", ""],
      ["eow", "end of the week"],
      ["eom", "end of the month"],
      ["eoy", "end of the year"],
    ],
    read: (value) => {
      if (value === "") return { value: null };
      const at = readInstant(value);
      return at === null ? null : { value: at };
    },
  };
}

export const done: Written<boolean> = {
  as: "done",
  takes: "true or false",
  example: "true, false",
  offers: [["true", ""], ["false", ""]],
  read: (value) => value === "true" || value === "false" ? { value: value === "true" } : null,
};

/** `+a,-b` changes the elements, `a,b` are all of them. */
export function elements(as: string): Written<SetChange> {
  return {
    as,
    takes: "+a,-b or a,b",
    example: "+a,-b or all of them: a,b",
    read: (value) => {
      const parts = value.split(",").map((part) => part.trim()).filter((part) => part !== "");
      const signed = parts.filter((part) => /^[+-]./.test(part));
      if (signed.length === 0) return { value: { set: parts } };
      if (signed.length < parts.length) return null;
      const having = (sign: string) =>
        signed.filter((part) => part.startsWith(sign)).map((part) => part.slice(1));
      return { value: { add: having("+"), remove: having("-") } };
    },
  };
}
