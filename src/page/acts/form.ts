import { html } from "hono/html";
import { SyncError } from "@/domain/errors.ts";
import type { Said } from "@/page/layout.ts";
import { shown } from "@/page/shown.ts";

/** What came of a form. */
export interface Outcome extends Omit<Said, "id"> {
  /** Where to go on, from the folder; absent: where the form was. */
  readonly goOn?: string;
}

export function good(text: string): Outcome {
  return { isGood: true, lines: [html`${shown(text)}`] };
}

/** No form of ours says that. */
export function unknownAct(): SyncError {
  return new SyncError("USAGE", "Cannot do that: the form does not say what");
}

/** @throws {SyncError} `USAGE`: it is not in the form. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  if (typeof value !== "string" || value === "") throw unknownAct();
  return value;
}

export function textsOf(form: FormData, name: string): readonly string[] {
  return form.getAll(name).filter((value) => typeof value === "string");
}
