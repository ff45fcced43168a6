import type { ProjectPath, SetChange, Written } from "@/domain/field_rule.ts";
import type { Instant } from "@/domain/instant.ts";

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
  takes: "L, M, H, nothing, or 0 to 5",
  example: "L, M, H or 0 to 5",
  read: (value) => {
    const read = letters[value.toUpperCase()] ?? (/^[0-5]$/.test(value) ? Number(value) : null);
    return read === null ? null : { value: read };
  },
};

/** A date alone is its beginning, UTC. */
export function instant(as: string): Written<Instant | null> {
  return {
    as,
    takes: "a time like 2026-11-21T05:00:00Z, a date, words that Taskwarrior takes for one " +
      "(tomorrow), or nothing",
    example: "2026-11-21T05:00:00Z, a date or words like tomorrow",
    mayBeWords: true,
    read: (value) => {
      if (value === "") return { value: null };
      const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/
        .test(value);
      const ms = isDate ? Date.parse(value) : NaN;
      if (Number.isNaN(ms)) return null;
      const at = new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
      return { value: at };
    },
  };
}

export const done: Written<boolean> = {
  as: "done",
  takes: "true or false",
  example: "true, false",
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
