// The list on the left, and search in it.
const MOST = 300, index = [];
let options = [], active = -1;

function addToIndex(e, name, what, more, rank) {
  index.push({e, name, what, more, rank, lower: `${name} ${more}`.toLowerCase(), plain: name.toLowerCase()});
}
entries.forEach((entry, e) => {
  addToIndex(e, entry.title, entry.kind, entry.comment, 0);
  entry.columns.forEach((c) => addToIndex(e, c.name, `column of ${entry.title}`, `${c.comment} ${c.values.join(" ")}`, 1));
  entry.sections.forEach((section) => section.parts.forEach((part) =>
    addToIndex(e, part.name, `${part.kind} of ${entry.title}`, `${part.comment} ${part.text}`, 2)));
  entry.facts.forEach(([key, value]) => addToIndex(e, entry.title, `${key} of ${entry.kind}`, value, 3));
});

function search(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = index.filter((item) => words.every((word) => item.lower.includes(word)));
  const score = (item) => {
    const last = item.plain.slice(item.plain.lastIndexOf(".") + 1), first = words[0];
    const how = item.plain === first || last === first ? 0 : last.startsWith(first) ? 1 : item.plain.includes(first) ? 2 : 3;
    return how * 4 + item.rank;
  };
  return hits.map((item, i) => [score(item), i, item]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , item]) => item);
}

function option(item, name, what, entry) {
  const n = options.length;
  const state = entry && entry.state !== "same" ? entry.state : "";
  const sign = state ? make("span", {class: `state ${state}`, title: state}, SIGNS[state] + " ") : "";
  const made = make("div", {role: "option", id: "o" + n, "aria-selected": "false"}, sign, name, what ? make("small", {}, what) : "");
  made.addEventListener("click", () => { activate(n); choose(item.e, item.lit || "", true); });
  options.push({made, item});
  return made;
}

function fillList() {
  const query = $("search").value.trim(), list = $("list");
  options = []; active = -1;
  $("search").removeAttribute("aria-activedescendant");
  list.replaceChildren();
  if (query) {
    const hits = search(query);
    chosen.found = new Set(hits.map((hit) => nodeFor(hit.e)).filter((i) => i >= 0));
    hits.slice(0, MOST).forEach((hit) => {
      const comment = hit.more && hit.rank < 3 ? hit.more.trim().slice(0, 90) : "";
      list.append(option({e: hit.e, lit: hit.rank ? hit.name : ""}, hit.name, comment ? `${hit.what}: ${comment}` : hit.what));
    });
    const left = hits.length - MOST;
    $("count").textContent = `${hits.length} found${left > 0 ? `, the first ${MOST} shown: say more` : ""}`;
  } else {
    chosen.found = null;
    (migration ? listChanges : listAll)(list);
  }
  markList();
}

function listAll(list) {
  const groups = new Map();
  entries.forEach((entry, e) => {
    if (!groups.has(entry.section)) groups.set(entry.section, []);
    groups.get(entry.section).push(e);
  });
  for (const [title, members] of groups) {
    const group = make("div", {role: "group", "aria-label": title}, make("b", {}, `${title} (${members.length})`));
    members.forEach((e) => group.append(option({e}, shortTitle(entries[e]))));
    list.append(group);
  }
  const count = nodes.length;
  $("count").textContent = `${entries.length} objects, ${count} in the diagram`;
}

function listChanges(list) {
  for (const e of migration.entries) {
    const entry = entries[e];
    const group = make("div", {role: "group", "aria-label": entry.title});
    group.append(option({e}, `${entry.kind} ${shortTitle(entry)}`, "", entry));
    if (entry.state === "changed") {
      changesOf(entry).forEach(([state, name, what]) => group.append(option({e, lit: name}, name, what, {state})));
    }
    list.append(group);
  }
  $("count").textContent = migration.counted;
}

function changesOf(entry) {
  const found = entry.told.map((told) => ["changed", told, ""]);
  entry.columns.forEach((c) => c.state !== "same" && found.push([c.state, c.name, ["column", ...c.told].join("; ")]));
  entry.sections.forEach((section) => section.parts.forEach((p) =>
    p.state !== "same" && found.push([p.state, p.name, [p.kind, ...p.told].join("; ")])));
  return found;
}

const shortTitle = (entry) => entry.schema === data.schema ? entry.title.slice(data.schema.length + 1) || entry.title : entry.title;

function activate(n) {
  if (options[active]) options[active].made.classList.remove("active");
  active = Math.max(0, Math.min(options.length - 1, n));
  if (!options[active]) return;
  options[active].made.classList.add("active");
  options[active].made.scrollIntoView({block: "nearest"});
  $("search").setAttribute("aria-activedescendant", "o" + active);
}

function markList() {
  for (const {made, item} of options) made.setAttribute("aria-selected", String(item.e === chosen.entry && !item.lit));
}

let waiting = 0;
$("search").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { fillList(); if (chosen.onlyFound) arrange(true); else { mark(); draw(); } }, 60);
});
$("search").addEventListener("keydown", (event) => {
  const page = {ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12}[event.key];
  if (page) activate(active < 0 ? 0 : active + page);
  else if (event.key === "Enter") {
    if (waiting) { clearTimeout(waiting); if (active < 0) fillList(); }
    if (active < 0) activate(0);
    if (options[active]) choose(options[active].item.e, options[active].item.lit || "", true);
  } else return;
  event.preventDefault();
});
