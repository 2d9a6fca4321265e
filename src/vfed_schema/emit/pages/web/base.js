// What all parts of the page share: the data, elements, and what is chosen.
const data = JSON.parse(document.getElementById("data").textContent);
const entries = data.entries, nodes = data.nodes, links = data.links, migration = data.migration;
const ENTRY = {title: "", schema: "", external: false, within: -1, comment: "", state: "same", told: [], columns: [],
  sections: [], facts: [], towards: [], uses: [], usedBy: [], python: ""};
const COLUMN = {type: "", null: false, default: "", more: [], comment: "", values: [], pk: false, foreign: [], state: "same", told: []};
const PART = {text: "", comment: "", state: "same", told: []};
const whole = (usual, said) => ({...usual, ...said});

entries.forEach((said, i) => {
  const entry = entries[i] = whole(ENTRY, said);
  entry.title ||= entry.id;
  entry.columns = entry.columns.map((column) => whole(COLUMN, column));
  entry.sections.forEach((section) => { section.parts = section.parts.map((part) => whole(PART, part)); });
});
const byId = new Map(entries.map((entry, i) => [entry.id, i]));
const nodeOf = new Map(nodes.map((node, i) => [node.e, i]));
const chosen = {entry: -1, lit: "", hops: 0, views: true, onlyFound: false, same: true, hidden: new Set(), found: null};
const SIGNS = {added: "+", changed: "~", gone: "−", same: ""};
const still = matchMedia("(prefers-reduced-motion: reduce)");

const $ = (id) => document.getElementById(id);

// Returns an element; strings among its children are text and never markup.
function make(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false || value === "") continue;
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function shape(tag, props, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const address = (i) => "#" + encodeURIComponent(entries[i].id);
// What the page does not hold has a name in place of a number.
const anchor = (i) => typeof i === "number" ? make("a", {href: address(i)}, entries[i].title) : i;

// Returns the node that stands for an entry: a partition's is its table's.
function nodeFor(i) {
  while (i >= 0 && !nodeOf.has(i)) i = entries[i].within;
  return i >= 0 ? nodeOf.get(i) : -1;
}
