// What forms and links do not do by themselves: keys, where the focus goes, and saying that the daemon is gone.
(() => {
  const root = document.documentElement;
  const main = () => document.getElementById("main");
  let lastSaid = document.querySelector("[data-said]")?.dataset.said;
  const items = () => [...document.querySelectorAll("[data-item]")];

  document.addEventListener("htmx:sse:error", () => root.classList.add("is-lost"));
  document.addEventListener("htmx:sse:after:connection", () => root.classList.remove("is-lost"));
  // Of a connection that never came about, the extension knows nothing.
  function connected(status) {
    const live = document.getElementById("live");
    if (live === null || live._htmx?.sse !== undefined) return;
    if (status === 403) return location.reload();
    root.classList.add("is-lost");
    setTimeout(() => htmx.trigger(live, "again"), 1_000);
  }

  // The stream begins with the mark of what is newest: whoever shows something older reads, until it is shown.
  let newest = "";
  let readFor = null;
  let beganAt = 0;
  function isOlder(mark, than) {
    const [[daemon, count], [teller, told]] = [mark.split("-"), than.split("-")];
    return daemon !== teller || Number(count) < Number(told);
  }
  function readIfOlder() {
    if (readFor !== null || newest === "" || !isOlder(main()?.dataset.mark ?? newest, newest)) {
      return;
    }
    htmx.trigger(document.body, "changed");
  }
  document.addEventListener("htmx:sse:before:connection", () => newest = "");
  document.addEventListener("mark", ({ detail }) => {
    newest = detail.data;
    readIfOlder();
  });
  document.addEventListener("htmx:before:request", ({ detail }) => {
    if (detail.ctx.sourceElement.id !== "main") return;
    readFor = newest;
    beganAt = performance.now();
  });
  function read(status) {
    // Of what is not there any more, what was shown last is the newest there is.
    if (status >= 400 && status < 500 && main() !== null) main().dataset.mark = readFor;
    readFor = null;
    if (status === 403) return location.reload();
    // Where things happen without end, whoever answers has twice as long for them as for this page.
    const took = performance.now() - beganAt;
    setTimeout(readIfOlder, status === 200 ? Math.min(100, 2 * took) : 500);
  }
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement.id === "live") connected(ctx.response?.status);
    if (ctx.sourceElement.id === "main") read(ctx.response?.status);
  });

  // What was asked for before somebody went on to another page, or pressed something here, is not put there.
  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement, request, text } = event.detail.ctx;
    if (sourceElement?.id !== "main") return;
    const wanted = new URL(main().getAttribute("hx-get"), document.baseURI).href;
    const mark = /data-mark="([^"]*)"/.exec(text)?.[1] ?? "";
    const isLate = new URL(request.action, document.baseURI).href !== wanted ||
      isOlder(mark, main().dataset.mark) && !isOlder(main().dataset.mark, mark);
    if (isLate) event.preventDefault();
  });

  // Whoever goes on to another page begins at its top; after a form they stay where they were.
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx.sourceElement?.tagName === "A") scrollTo(0, 0);
  });

  // «3 min ago» is not true for ever.
  setInterval(() => document.hidden || htmx.trigger(document.body, "changed"), 60_000);

  // What was pressed is gone with its item: whoever hears the page is told what came of it.
  document.addEventListener("htmx:after:swap", () => {
    const said = document.querySelector("[data-said]");
    if (said === null || said.dataset.said === lastSaid) return;
    lastSaid = said.dataset.said;
    if (document.activeElement === document.body) said.focus({ preventScroll: true });
  });

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, textarea")) return;
    const all = items();
    const at = all.findIndex((item) => item.contains(document.activeElement));
    if (key === "j" || key === "k") {
      const next = all[Math.max(0, Math.min(all.length - 1, at + (key === "j" ? 1 : -1)))];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    } else if (/^[1-9]$/.test(key) && at >= 0) {
      const button = all[at].querySelectorAll("button[data-key]")[Number(key) - 1];
      button?.click();
    } else if (key === "u") document.querySelector("[data-undo]")?.click();
    else if (key === "/") document.querySelector("input[type=search]")?.focus();
    else return;
    event.preventDefault();
  });

  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-all]")) return;
    for (const box of document.querySelectorAll("[data-one]")) box.checked = target.checked;
  });
})();
