// The text of what is chosen.
const TABS = [];

function stateOf(thing) {
  return thing.state && thing.state !== "same" ? make("span", {class: `state ${thing.state}`}, `${SIGNS[thing.state]} ${thing.state} `) : "";
}

const code = (text) => make("code", {}, text);
const toldOf = (thing) => (thing.told || []).map((told) => make("small", {class: `state ${thing.state}`}, told));
const linked = (ids) => ids.flatMap((i, n) => [n ? ", " : "", anchor(i)]);

function table(kind, head, rows) {
  const top = make("tr", {}, head.map((text) => make("th", {scope: "col"}, text)));
  return make("table", {class: kind}, make("thead", {}, top), make("tbody", {}, rows.map((row) =>
    make("tr", {class: row.class}, row.cells.map((cell, i) => make("td", {class: i === 0 ? "name" : ""}, cell))))));
}

const rowClass = (thing) => [thing.state === "same" ? "" : thing.state, thing.name === chosen.lit ? "lit" : ""].filter(Boolean).join(" ");
const small = (...text) => make("small", {}, ...text);

// A type of the model's own leads to what it is.
const OWN = new Set(["enum", "domain", "composite", "range", "base type"]);
const ownTypes = new Map(entries.flatMap((entry, i) => OWN.has(entry.kind) ? [[entry.title, i]] : []));
function typed(type) {
  const i = ownTypes.get(type.replace(/\[\]/g, ""));
  return code(i === undefined ? type : make("a", {href: address(i)}, type));
}

function columnsOf(entry) {
  return table("columns", ["column", "type", "about"], entry.columns.map((c) => ({
    class: rowClass(c),
    cells: [
      [stateOf(c), code(c.name), c.pk ? make("span", {class: "pk"}, " PK") : "", ...toldOf(c)],
      [c.type ? typed(c.type) : "", c.null ? "" : small("not null"), c.default ? small(code(c.default)) : ""],
      [c.comment, c.foreign.length ? make("div", {}, "→ ", linked(c.foreign)) : "",
        c.values.length ? small(`one of ${c.values.join(", ")}`) : "", ...c.more.map((m) => small(m))],
    ],
  })));
}

function partsOf(section) {
  return table("parts", ["name", ""], section.parts.map((p) => ({
    class: rowClass(p),
    cells: [[stateOf(p), code(p.name), ...toldOf(p)], [code(p.text), p.comment ? small(p.comment) : ""]],
  })));
}

function showEntry(i) {
  const entry = entries[i], parts = [];
  const kind = entry.kind + (entry.external ? ", somebody else's: only what is relied on is listed" : "");
  parts.push(make("h2", {}, stateOf(entry), entry.title, make("small", {}, kind)));
  if (entry.comment) parts.push(make("p", {class: "said"}, entry.comment));
  entry.told.forEach((told) => parts.push(make("p", {class: `state ${entry.state}`}, told)));
  if (entry.within >= 0) parts.push(make("p", {}, "partition of ", anchor(entry.within)));
  const flat = entry.facts.filter(([, value]) => !value.includes("\n"));
  if (flat.length) parts.push(make("dl", {}, flat.flatMap(([key, value]) => [make("dt", {}, key), make("dd", {class: "mono"}, value)])));
  entry.facts.filter(([, value]) => value.includes("\n")).forEach(([key, value]) =>
    parts.push(make("h3", {}, key), make("pre", {tabindex: "0"}, value)));
  if (entry.columns.length) parts.push(make("h3", {}, "columns"), columnsOf(entry));
  entry.sections.forEach((section) => parts.push(make("h3", {}, section.title), partsOf(section)));
  if (entry.towards.length) {
    parts.push(make("h3", {}, "referred to by"), table("parts", ["table", "by"], entry.towards.map(
      ([from, columns, name, action]) => ({cells: [[anchor(from)], [code(columns), small(name, action ? `, on delete ${action}` : "")]]}))));
  }
  if (entry.usedBy.length) parts.push(make("h3", {}, "used by"), make("p", {}, linked(entry.usedBy)));
  if (entry.uses.length) parts.push(make("h3", {}, "uses"), make("p", {}, linked(entry.uses)));
  const children = entries.map((_, n) => n).filter((n) => entries[n].within === i);
  if (children.length) parts.push(make("h3", {}, "partitions"), make("p", {}, linked(children)));
  if (entry.python) parts.push(make("details", {open: true}, make("summary", {}, "Python"), make("pre", {tabindex: "0"}, entry.python)));
  return parts;
}

function showDetail() {
  const tab = TABS.find((t) => t.open), side = $("side");
  if (!migration) side.hidden = chosen.entry < 0;
  else side.hidden = false;
  $("tabs").hidden = !migration;
  $("close").hidden = Boolean(migration);
  if (side.hidden) return;
  $("detail").replaceChildren(...(tab ? tab.show() : chosen.entry >= 0 ? showEntry(chosen.entry) : []));
  $("detail").scrollTop = 0;
  const lit = $("detail").querySelector(".lit");
  if (lit) lit.scrollIntoView({block: "center"});
}

function openTab(name) {
  for (const tab of TABS) {
    tab.open = tab.name === name;
    tab.button.setAttribute("aria-selected", String(tab.open));
    tab.button.tabIndex = tab.open ? 0 : -1;
  }
  showDetail();
}

function addTab(name, label, show) {
  const button = make("button", {type: "button", role: "tab", "aria-controls": "detail", onclick: () => openTab(name)}, label);
  button.addEventListener("keydown", (event) => {
    const way = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (!way) return;
    const next = TABS[(TABS.findIndex((t) => t.name === name) + way + TABS.length) % TABS.length];
    openTab(next.name);
    next.button.focus();
  });
  TABS.push({name, button, show, open: false});
  $("tabs").append(button);
}

function addTabs() {
  const listed = (items, empty) => items.length ? items.map(([head, text]) => make("p", {}, make("b", {}, head), " ", text)) : [make("p", {}, empty)];
  addTab("object", "Object", () => chosen.entry >= 0 ? showEntry(chosen.entry) : [
    make("h2", {}, "Nothing is selected"), make("p", {}, migration.summary), migration.entries.length ? make("p", {}, "Choose a change on the left, or a box in the diagram.") : ""]);
  addTab("sql", "SQL", () => [make("h2", {}, "SQL"), make("p", {}, migration.summary), make("pre", {tabindex: "0"}, migration.sql)]);
  addTab("back", "Way back", () => [make("h2", {}, "Way back"), migration.back ? make("pre", {tabindex: "0"}, migration.back) : make("p", {}, migration.noReturn)]);
  addTab("hazards", `Hazards (${migration.hazards.length})`, () => [make("h2", {}, "Hazards"), ...listed(migration.hazards, "There are none.")]);
  addTab("notes", `Notes (${migration.notes.length})`, () => [make("h2", {}, "Notes"), ...listed(migration.notes.map((n) => ["", n]), "There are none.")]);
}
