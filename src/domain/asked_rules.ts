import * as written from "@/domain/written_values.ts";

/** Of what is synced only where it is asked for. */
const asked = { isLate: true, isAsked: true } as const;
/** The same, of what may be in an attribute of the user's. */
const placed = { ...asked, attribute: { key: null, usually: null, mayLack: true } } as const;

/** Rules of the fields that are synced only where it is asked for, see `fields`. */
export const askedRules = {
  favourite: {
    kind: "scalar",
    name: "favourite",
    empty: false,
    merge: "whole",
    isOfOneDate: false,
    written: written.yesOrNo("favourite"),
    ...placed,
  },
  colour: {
    kind: "scalar",
    name: "colour",
    empty: "",
    merge: "whole",
    isOfOneDate: false,
    written: written.colour,
    ...placed,
  },
  reminders: {
    kind: "scalar",
    name: "reminders",
    empty: [],
    merge: "whole",
    isOfOneDate: true,
    written: written.reminders,
    ...placed,
  },
  bucket: {
    kind: "scalar",
    name: "bucket",
    empty: "",
    merge: "whole",
    isOfOneDate: true,
    written: written.text("bucket", false),
    hasAlwaysInVikunja: true,
    ...placed,
  },
  parents: {
    kind: "set",
    name: "parent tasks",
    empty: [],
    elements: "tasks",
    words: {
      add: (id: string) => `parent task ${id}`,
      remove: (id: string) => `end of being a part of ${id}`,
    },
    reason: (id: string) => `parent task ${id}`,
    written: null,
    ...placed,
  },
  subtask: { kind: "shown", name: "mark of subtasks", empty: [], written: null, ...asked },
  started: {
    kind: "scalar",
    name: "being worked on",
    empty: false,
    merge: "whole",
    isOfOneDate: true,
    written: written.yesOrNo("started"),
    ...asked,
  },
  udas: {
    kind: "scalar",
    name: "attributes",
    empty: {},
    merge: "by names",
    isOfOneDate: false,
    written: null,
    ...asked,
  },
} as const;
