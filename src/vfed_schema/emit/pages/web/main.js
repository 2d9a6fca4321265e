// What happens when: choosing, filtering, addresses, the theme.
function choose(entry, lit, go) {
  const same = chosen.entry === entry;
  chosen.entry = entry;
  chosen.lit = lit;
  location.hash = entry >= 0 ? address(entry) : "";
  chose(go, same);
}

function chose(go, same) {
  if (migration) openTab("object"); else showDetail();
  measure();
  markList();
  const at = nodeFor(chosen.entry);
  if (chosen.hops > 0 && !same) arrange(true);
  else { mark(); draw(); }
  if (go && at >= 0 && places.has(at)) visit(at);
}

function follow() {
  let id = "";
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { /* no address of ours */ }
  const entry = byId.has(id) ? byId.get(id) : -1;
  if (entry === chosen.entry) return;
  chosen.entry = entry;
  chosen.lit = "";
  chose(true, false);
}

function measure() {
  const box = svg.getBoundingClientRect();
  size.w = Math.max(50, box.width);
  size.h = Math.max(50, box.height);
  svg.setAttribute("viewBox", `0 0 ${size.w} ${size.h}`);  // paper has another size
}

function turnTheme() {
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  try { localStorage.setItem("vfed-schema-theme", root.dataset.theme); } catch { /* not remembered */ }
  draw();
}

function addSchemas() {
  const names = [...new Set(nodes.map((node) => entries[node.e].schema))].sort();
  if (names.length < 2) return;
  $("schemas").hidden = false;
  for (const name of names) {
    const box = make("input", {type: "checkbox", checked: true});
    box.addEventListener("change", () => {
      if (box.checked) chosen.hidden.delete(name); else chosen.hidden.add(name);
      arrange(true);
    });
    $("schemas").lastElementChild.append(make("label", {}, box, " ", name));
  }
}

function start() {
  try {
    const theme = localStorage.getItem("vfed-schema-theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch { /* nothing is remembered */ }
  $("subtitle").textContent = data.subtitle;
  addSchemas();
  if (migration) {
    document.body.classList.add("migration");
    addTabs();
    $("same-label").hidden = false;
    $("legend").hidden = false;
    for (const state of ["added", "changed", "gone"]) $("legend").append(make("span", {class: `state ${state}`}, `${SIGNS[state]} ${state}`));
    openTab("object");
  }
  $("views-label").hidden = !nodes.some((node) => entries[node.e].kind.includes("view"));
  fillList();
  measure();
  arrange(true);
  follow();
}

const bind = (id, event, action) => $(id).addEventListener(event, action);
bind("hops", "change", () => { chosen.hops = Number($("hops").value); arrange(true); });
bind("views", "change", () => { chosen.views = $("views").checked; arrange(true); });
bind("hits", "change", () => { chosen.onlyFound = $("hits").checked; arrange(true); });
bind("same", "change", () => { chosen.same = $("same").checked; arrange(true); });
bind("zoom-in", "click", () => zoom(1.25));
bind("zoom-out", "click", () => zoom(0.8));
bind("fit", "click", fit);
bind("theme", "click", turnTheme);
bind("close", "click", () => choose(-1, "", false));
addEventListener("hashchange", follow);
addEventListener("resize", () => { measure(); draw(); });
addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) { $("search").focus(); $("search").select(); event.preventDefault(); }
  if (event.key === "Escape") {
    if (typing && $("search").value) { $("search").value = ""; fillList(); arrange(false); }
    else if (typing) svg.focus();
    else choose(-1, "", false);
  }
});
start();
