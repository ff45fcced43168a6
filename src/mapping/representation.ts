import { jsonEqual } from "@/domain/json.ts";
import { counterpart } from "@/domain/links.ts";
import type { FieldValue } from "@/domain/fields.ts";
import type { PairContext, Representation, SaidField as Said } from "@/domain/representation.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import { isTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** How one field is said on the other side, whatever is there. */
interface Translation<F extends Said> {
  readonly toTaskwarrior: (value: FieldValue<F>, context: PairContext) => FieldValue<F>;
  readonly toVikunja: (value: FieldValue<F>, context: PairContext) => FieldValue<F>;
}

/**
 * The table of what corresponds to what. Each field is two plain translations; a value that the current
 * one already says is always answered with the current one, so what cannot be said exactly (priority 5,
 * HTML beyond Markdown, a blank title, a date of the year 1) never looks like an edit.
 * `markup` is asked for only where a task has notes or comments.
 */
export function createRepresentation(markup: () => Markup): Representation {
  const translations = createTranslations(markup);
  const translate: Translate = (field, value, to, context) =>
    to === "taskwarrior"
      ? translations[field].toTaskwarrior(value, context)
      : translations[field].toVikunja(value, context);
  return {
    express(field, value, to, current, context) {
      const said = translate(field, value, to, context);
      if (current === null || jsonEqual(said, current)) return said;
      const back = translate(field, current, otherSide(to), context);
      return jsonEqual(back, value) ? current : said;
    },
    expressComment: (text, to) =>
      to === "vikunja"
        ? markup().commentToHtml(text)
        : annotationText(markup().commentToText(text)),
    losesFormatting: (notes, from) =>
      notes.length >= shortestLosing &&
      markup().losesFormatting(notes, from === "vikunja" ? "html" : "markdown"),
  };
}

/** What is shorter is not looked at: only nonsense of that length loses anything. */
const shortestLosing = 2_000;

type Translate = <F extends Said>(
  field: F,
  value: FieldValue<F>,
  to: Side,
  context: PairContext,
) => FieldValue<F>;
type Translations = { readonly [F in Said]: Translation<F> };

const untitled = "(untitled)";

const same = <T>(value: T): T => value;
const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
const inRange = { toTaskwarrior: (at: string | null) => datable(at), toVikunja: same };

function createTranslations(markup: () => Markup): Translations {
  const notes: Translation<"notes"> = {
    toTaskwarrior: (html) => html === "" ? "" : taskwarriorText(markup().htmlToMarkdown(html)),
    toVikunja: (text) => text === "" ? "" : markup().markdownToHtml(text),
  };
  return { ...plain, notes };
}

const plain: Omit<Translations, "notes"> = {
  title: { toTaskwarrior: titleForTaskwarrior, toVikunja: titleForVikunja },
  project: {
    toTaskwarrior: (path, { defaultProject }) => jsonEqual(path, defaultProject) ? [] : path,
    toVikunja: (path, { defaultProject }) => path.length === 0 ? defaultProject : path,
  },
  labels: { toTaskwarrior: sorted, toVikunja: sorted },
  priority: {
    toTaskwarrior: (priority) => Math.max(0, Math.min(3, priority)),
    toVikunja: same,
  },
  dueAt: inRange,
  scheduledAt: inRange,
  done: { toTaskwarrior: same, toVikunja: same },
  depends: {
    toTaskwarrior: (ids, context) => counterparts(ids, "taskwarrior", context),
    toVikunja: (ids, context) => counterparts(ids, "vikunja", context),
  },
  assignees: { toTaskwarrior: sorted, toVikunja: sorted },
};

/** Never empty: 2.6.2 drops such annotations. */
function annotationText(plain: string): string {
  const text = taskwarriorText(plain);
  return text === "" ? "(no text)" : text;
}

function titleForTaskwarrior(title: string, { vikunjaId }: PairContext): string {
  const text = taskwarriorText(title);
  if (text.trim() !== "") return text;
  return vikunjaId === null ? untitled : `(untitled #${vikunjaId})`;
}

function titleForVikunja(title: string): string {
  return title.trim() === "" ? untitled : title;
}

function datable(at: string | null): string | null {
  return at !== null && isTaskwarriorDate(at) ? at : null;
}

function counterparts(
  ids: readonly string[],
  to: Side,
  { links }: PairContext,
): readonly string[] {
  return sorted(ids.flatMap((id) => counterpart(links, id, to) ?? []));
}
