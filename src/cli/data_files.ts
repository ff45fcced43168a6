import { completionScript } from "@/cli/completion_script.ts";
import { manPages } from "@/cli/man_page.ts";

/** What goes with the program into a folder for data (`share`), by path there. */
export async function dataFiles(version: string): Promise<Readonly<Record<string, string>>> {
  const pages = await manPages(version);
  return {
    ...Object.fromEntries(pages.map(({ file, text }) => [`man/man1/${file}`, text])),
    "bash-completion/completions/vikunja-sync": completionScript("bash"),
    "fish/vendor_completions.d/vikunja-sync.fish": completionScript("fish"),
    "zsh/site-functions/_vikunja-sync": completionScript("zsh"),
  };
}
