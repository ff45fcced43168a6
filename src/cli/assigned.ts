import { allFields, fields } from "@/domain/fields.ts";
import type { Written } from "@/domain/field_rule.ts";
import { behind, type Completion, matching } from "@/cli/candidates.ts";

type Known = "projects" | "labels";

/** A field and `=`, or once that is there its values. */
export async function assigned(
  butOf: readonly string[],
  current: string,
  others: (kind: Known, rest: string) => Promise<Completion>,
): Promise<Completion> {
  const written = allFields.flatMap((field) => {
    const { name, written }: { readonly name: string; readonly written: Written<unknown> | null } =
      fields[field];
    return written === null || butOf.includes(written.as) ? [] : [{ name, written }];
  });
  const [, head = "", as, rest = ""] = /^(([^=:]+)[=:])(.*)$/s.exec(current) ?? [];
  if (head === "") {
    return matching(
      written.map(({ name, written }) => ({ value: `${written.as}=`, says: name })),
      current,
    );
  }
  if (as === "project") return behind(head, await others("projects", rest));
  if (as === "tags") {
    const [, before = "", last = ""] = /^(.*,)?(.*)$/s.exec(rest) ?? [];
    const sign = /^[+-]?/.exec(last)?.[0] || (before === "" ? "+" : "");
    const labels = await others("labels", last.replace(/^[+-]/, ""));
    return behind(`${head}${before}${sign}`, labels);
  }
  const offers = written.find((each) => each.written.as === as)?.written.offers ?? [];
  return behind(head, matching(offers.map(([value, says]) => ({ value, says })), rest));
}
