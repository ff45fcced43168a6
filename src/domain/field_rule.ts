/** Elements that come and elements that go. */
export interface SetPatch {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What a set is to be: these elements, or these more and those less. */
export type SetChange = { readonly set: readonly string[] } | SetPatch;

/** A Taskwarrior path of project names for what a person calls it. */
export type ProjectPath = (name: string) => readonly string[];

/** How a person writes a value of the field: `set TASK due=2026-11-21`. */
export interface Written<Value> {
  readonly as: string;
  /** What it takes, in words. */
  readonly takes: string;
  /** The same in brackets behind its name; empty where that goes without saying. */
  readonly example: string;
  /** Values to choose from, each with what it is; without: too many. */
  readonly offers?: readonly (readonly [value: string, says: string])[];
  /** Whether what says no value may be words that Taskwarrior takes for a date, such as `tomorrow`. */
  readonly mayBeWords?: boolean;
  /** `null`: this text says no value. */
  readonly read: (text: string, projectPath: ProjectPath) => { readonly value: Value } | null;
  /** The same of texts that say a value in Vikunja's form, which Taskwarrior's may not be able to; asked first. */
  readonly readInVikunja?: (text: string) => { readonly value: Value } | null;
}

/** Where Taskwarrior has no attribute of its own: that of the user's which keeps it. */
export interface OwnAttribute {
  /** Key of the settings that names it; `null`: its name is fixed. */
  readonly key: string | null;
  /** `null`: there is none until one is asked for. */
  readonly usually: string | null;
  /** Whether the field may be left out, and is where the attribute is not defined. */
  readonly mayLack: boolean;
}

interface Common {
  /** In words. */
  readonly name: string;
  readonly attribute?: OwnAttribute;
}

/** Added after there were logs; see `FieldValues`. */
export interface Late {
  readonly isLate: true;
  /** Without the configuration's word where it shows nobody reads, merges or writes it. */
  readonly isAsked?: true;
}

/** One value. Merged as a whole, the newer edit wins; texts of several lines by their lines, a record by its names. */
export interface ScalarRule<Value> extends Common {
  readonly kind: "scalar";
  /** Says that there is nothing, and loses against a value where two tasks meet. */
  readonly empty: Value;
  readonly merge: "whole" | "by lines" | "by names";
  /** Whether each date of a repeating task has its own. */
  readonly isOfOneDate: boolean;
  /** Vikunja gives it a value of its own where there is none, and does not take it away. */
  readonly hasAlwaysInVikunja?: true;
  /** `null`: nobody writes it by hand. */
  readonly written: Written<Value> | null;
}

/** Elements that come and go one by one, sorted. */
export interface SetRule extends Common {
  readonly kind: "set";
  readonly empty: readonly string[];
  /** Titles, which differ in case at most, or ids of other tasks. */
  readonly elements: "titles" | "tasks";
  /** What is said of an element that does not come, or does not go. */
  readonly words: Readonly<Record<"add" | "remove", (element: string) => string>>;
  /** What the side's reason begins with, by the element in its form. */
  readonly reason: (element: string) => string;
  readonly written: Written<SetChange> | null;
}

/** Each with an id of its own on each side. */
export interface CommentsRule extends Common {
  readonly kind: "comments";
  readonly empty: readonly [];
  readonly written: null;
}

/** Goes from Vikunja to Taskwarrior only. */
export interface ShownRule extends Common {
  readonly kind: "shown";
  readonly empty: readonly string[];
  readonly written: null;
}
