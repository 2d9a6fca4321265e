// Where boxes are: as laid out, or the few around the chosen one drawn together.
const around = nodes.map(() => []);
links.forEach((link, i) => {
  around[link.s].push([link.t, i]);
  if (link.s !== link.t) around[link.t].push([link.s, i]);
});

function shownNodes() {
  const shown = new Set();
  nodes.forEach((node, i) => {
    const entry = entries[node.e];
    if (chosen.hidden.has(entry.schema)) return;
    if (!chosen.views && entry.kind.includes("view")) return;
    if (!chosen.same && node.state === "same") return;
    if (chosen.onlyFound && chosen.found && !chosen.found.has(i)) return;
    shown.add(i);
  });
  return shown;
}

// Returns how far each node is from the chosen one, what it refers to on the left of it.
function steps(start, most, shown) {
  const found = new Map([[start, 0]]);
  let edge = [start];
  for (let hop = 1; hop <= most; hop++) {
    const next = [];
    for (const i of edge) {
      for (const [other, link] of around[i]) {
        if (found.has(other) || !shown.has(other)) continue;
        const level = found.get(i), left = links[link].s === i;
        found.set(other, level === 0 ? (left ? -hop : hop) : level + Math.sign(level));
        next.push(other);
      }
    }
    edge = next;
  }
  return found;
}

// Returns places for the nodes around the chosen one: a column for each level, long ones in several.
function together(levels) {
  const columns = new Map();
  for (const [i, level] of levels) {
    if (!columns.has(level)) columns.set(level, []);
    columns.get(level).push(i);
  }
  const places = new Map();
  let x = 40;
  for (const level of [...columns.keys()].sort((a, b) => a - b)) {
    const members = columns.get(level).sort((a, b) => nodes[a].y - nodes[b].y || nodes[a].x - nodes[b].x);
    const total = members.reduce((sum, i) => sum + nodes[i].h + 26, 0);
    const stacks = Math.ceil(total / 2600);
    let stack = [], height = 0, width = 0;
    const settle = () => {
      let y = -height / 2;
      for (const i of stack) { places.set(i, {x, y}); y += nodes[i].h + 26; }
      x += width + 90;
      stack = []; height = width = 0;
    };
    for (const i of members) {
      if (stack.length && height + nodes[i].h > total / stacks + 60) settle();
      stack.push(i);
      height += nodes[i].h + 26;
      width = Math.max(width, nodes[i].w);
    }
    settle();
  }
  return places;
}

function levelIn(node, column) {
  const at = column ? node.rows.findIndex((row) => row[3] === column) : -1;
  return at < 0 ? data.head / 2 : data.head + at * data.row + data.row / 2;
}

// Returns the path of a link between boxes that were moved.
function straight(link, places) {
  const from = nodes[link.s], to = nodes[link.t], a = places.get(link.s), b = places.get(link.t);
  const y1 = a.y + levelIn(from, link.c[0]), y2 = b.y + levelIn(to, link.tc[0]);
  if (link.s === link.t) {
    const x = a.x + from.w;
    return `M${x} ${y1}C${x + 40} ${y1} ${x + 40} ${y2} ${x} ${y2}`;
  }
  const leaves = a.x + from.w / 2 < b.x + to.w / 2;
  const x1 = leaves ? a.x + from.w : a.x, x2 = leaves ? b.x : b.x + to.w;
  if (a.x === b.x) {
    const x = Math.max(a.x + from.w, b.x + to.w);
    return `M${a.x + from.w} ${y1}C${x + 60} ${y1} ${x + 60} ${y2} ${b.x + to.w} ${y2}`;
  }
  const bend = Math.max(30, Math.abs(x2 - x1) / 2) * (leaves ? 1 : -1);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
