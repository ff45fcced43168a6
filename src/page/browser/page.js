// What forms and links do not do by themselves: keys, where the focus goes, and saying that the daemon is gone.
(() => {
  const root = document.documentElement;
  const main = () => document.getElementById("main");
  let lastSaid = document.querySelector("[data-said]")?.dataset.said;
  const items = () => [...document.querySelectorAll("[data-item]")];

  document.addEventListener("htmx:sse:error", () => root.classList.add("is-lost"));
  // Of a connection that never came about, the extension knows nothing.
  document.addEventListener("htmx:finally:request", ({ target, detail }) => {
    if (target.id !== "live" || target._htmx?.sse !== undefined) return;
    if (detail.ctx.response?.status === 403) return location.reload();
    root.classList.add("is-lost");
    setTimeout(() => htmx.trigger(target, "again"), 1_000);
  });
  document.addEventListener("htmx:sse:after:connection", () => root.classList.remove("is-lost"));

  // Of what comes while the page is being read the last is read as well; where that got lost, it is read again.
  let told = "";
  document.addEventListener("changed", ({ detail }) => told = detail?.id ?? told);
  document.addEventListener("htmx:finally:request", ({ detail }) => {
    if (detail.ctx.response?.status === 200) setTimeout(readAgain, 200);
  });
  function readAgain() {
    const [daemon, shown] = (main().dataset.mark ?? "").split("-");
    const [teller, newest] = told.split("-");
    if (daemon === teller && Number(shown) < Number(newest)) htmx.trigger(document.body, "changed");
  }

  // What was asked for before somebody went on to another page is not put there.
  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement, request } = event.detail.ctx;
    if (sourceElement?.id !== "main") return;
    const wanted = new URL(main().getAttribute("hx-get"), document.baseURI).href;
    if (new URL(request.action, document.baseURI).href !== wanted) event.preventDefault();
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
