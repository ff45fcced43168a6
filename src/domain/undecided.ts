/** Whether nothing was done about a conflict: both sides stay as they are until a person picks. */
export function isUndecided({ because }: { readonly because: string }): boolean {
  return because === "ask" || because === "missing";
}
