export const style =
  `:root { color-scheme: light dark; --line: light-dark(#ccd1d9, #444b55); --soft: light-dark(#5b6470, #a2abb8); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; display: grid; gap: 2rem; grid-template-columns: 14rem 1fr; }
@media (max-width: 45rem) { body { grid-template-columns: 1fr; gap: 0; } }
h1 { font-size: 1.4rem; margin: 0 0 1rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; }
a { color: inherit; } small { color: var(--soft); }
nav ul { list-style: none; padding-left: 1rem; margin: 0; } nav > ul { padding: 0; }
nav a[aria-current] { font-weight: 600; }
input, select, textarea, button { font: inherit; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: .4rem; max-width: 100%; }
.add { display: flex; gap: .5rem; margin: 1rem 0; } .add input:not([type=hidden]) { flex: 1; min-width: 0; }
.tasks { list-style: none; padding: 0; } .tasks li { display: flex; gap: .6rem; align-items: baseline; border-top: 1px solid var(--line); padding: .4rem 0; overflow-wrap: anywhere; }
.tick { width: 1.6rem; height: 1.6rem; padding: 0; border-radius: 50%; }
.task { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); }
.task label { display: grid; gap: .2rem; min-width: 0; } .task label > :not([type=checkbox]) { width: 100%; min-width: 0; } .task .check { display: flex; gap: .5rem; align-items: center; } .task .wide { grid-column: 1 / -1; margin: 0; }
blockquote { margin: .5rem 0; padding-left: 1rem; border-left: 3px solid var(--line); } blockquote p { margin: 0; }
.danger { color: light-dark(#a3221b, #ff8a80); }
`;
