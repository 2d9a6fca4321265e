// The diagram: drawn once, moved and zoomed; columns are drawn when somebody can read them.
const svg = $("diagram"), world = $("world"), LOW = 0.56;
const drawn = nodes.map(drawNode), wires = links.map(drawWire);
const LANDMARKS = 24, byLines = nodes.map((_, i) => i).sort((a, b) => around[b].length - around[a].length || a - b);
let view = {x: 0, y: 0, k: 1}, places = new Map(), shown = new Set(), size = {w: 1, h: 1}, due = 0;

function drawNode(node, i) {
  const entry = entries[node.e];
  const kinds = ["node", entry.kind.includes("view") ? "view" : "table", entry.external ? "external" : "", node.state];
  const group = shape("g", {class: kinds.filter(Boolean).join(" "), id: "n" + i, role: "img"});
  const state = node.state && node.state !== "same" ? `, ${node.state}` : "";
  group.setAttribute("aria-label", `${entry.kind} ${entry.title}${state}`);
  group.append(shape("title", {}, entry.comment ? `${entry.title}: ${entry.comment}` : entry.title));
  group.append(shape("rect", {class: "box", width: node.w, height: node.h, rx: 5}));
  group.append(shape("rect", {class: "cap", x: 2, y: 2, width: node.w - 4, height: data.head - 5, rx: 4}));
  const sign = SIGNS[node.state] ? SIGNS[node.state] + " " : "";
  group.append(shape("text", {class: "title", x: 10, y: data.head / 2 + 4}, sign + node.heading));
  const big = shape("text", {class: "big", x: node.w / 2, y: node.h / 2}, sign + node.heading);
  node.fit = Math.min((node.w - 10) / (0.61 * Math.max(4, (sign + node.heading).length)), node.h * 0.6);
  big.style.setProperty("--fit", node.fit.toFixed(1));
  group.append(big);
  $("boxes").append(group);
  return {group, rows: null, mute: false};
}

function drawRows(i) {
  const rows = shape("g", {class: "rows"}), node = nodes[i];
  node.rows.forEach(([name, type, sign, , state], n) => {
    const y = data.head + n * data.row + data.row / 2 + 4, mark = SIGNS[state] || sign;
    if (mark) rows.append(shape("text", {class: SIGNS[state] ? state : "sign", x: 8, y}, mark));
    rows.append(shape("text", {x: 28, y, class: state || ""}, name));
    if (type) rows.append(shape("text", {class: "type", x: node.w - 10, y}, type));
  });
  drawn[i].rows = rows;
  drawn[i].group.append(rows);
}

function drawWire(link) {
  const wire = shape("path", {class: `wire ${link.k} ${link.state || ""}`});
  if (link.k === "key") {
    wire.setAttribute("marker-start", `url(#${link.m[0]})`);
    wire.setAttribute("marker-end", `url(#${link.m[1]})`);
  }
  wire.append(shape("title", {}, (SIGNS[link.state] ? SIGNS[link.state] + " " : "") + link.n));
  $("wires").append(wire);
  return wire;
}

// Shows what is to be shown, where it is to be, and marks what is chosen and found.
function arrange(refit) {
  shown = shownNodes();
  const at = nodeFor(chosen.entry);
  const local = chosen.hops > 0 && at >= 0;
  if (local) {
    shown.add(at);
    places = together(steps(at, chosen.hops, shown));
    shown = new Set(places.keys());
  } else {
    places = new Map([...shown].map((i) => [i, nodes[i]]));
  }
  drawn.forEach(({group}, i) => {
    group.style.display = shown.has(i) ? "" : "none";
    if (shown.has(i)) group.setAttribute("transform", `translate(${places.get(i).x} ${places.get(i).y})`);
  });
  wires.forEach((wire, i) => {
    const link = links[i], both = shown.has(link.s) && shown.has(link.t);
    wire.style.display = both ? "" : "none";
    if (both) wire.setAttribute("d", local ? straight(link, places) : link.d);
  });
  mark();
  $("nothing").hidden = shown.size > 0;
  $("nothing").textContent = nodes.length ? "Nothing is drawn of what is chosen above."
    : migration ? "No table or view differs." : "There are no tables or views.";
  if (refit) fit(); else draw();
}

function mark() {
  const at = nodeFor(chosen.entry), found = chosen.found;
  const near = new Set(at >= 0 ? around[at].map(([other]) => other) : []);
  drawn.forEach(({group}, i) => {
    group.classList.toggle("chosen", i === at);
    group.classList.toggle("found", Boolean(found && found.has(i)));
    group.classList.toggle("dim", Boolean(found && !found.has(i)) && i !== at && !near.has(i));
  });
  wires.forEach((wire, i) => wire.classList.toggle("hot", at >= 0 && (links[i].s === at || links[i].t === at)));
  if (at >= 0) svg.setAttribute("aria-activedescendant", "n" + at);
  else svg.removeAttribute("aria-activedescendant");
}

function bounds() {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [i, place] of places) {
    left = Math.min(left, place.x); top = Math.min(top, place.y);
    right = Math.max(right, place.x + nodes[i].w); bottom = Math.max(bottom, place.y + nodes[i].h);
  }
  return left > right ? {x: 0, y: 0, w: 100, h: 100} : {x: left, y: top, w: right - left, h: bottom - top};
}

function fit() {
  const box = bounds();
  const k = Math.min(1.1, Math.max(0.01, Math.min((size.w - 48) / box.w, (size.h - 48) / box.h)));
  glide({k, x: size.w / 2 - k * (box.x + box.w / 2), y: size.h / 2 - k * (box.y + box.h / 2)});
}

// Brings a node into the middle, large enough to read.
function visit(i) {
  const place = places.get(i);
  if (!place) return;
  const k = Math.max(view.k, Math.min(0.85, (size.h - 60) / nodes[i].h, (size.w - 60) / nodes[i].w));
  glide({k, x: size.w / 2 - k * (place.x + nodes[i].w / 2), y: size.h / 2 - k * (place.y + nodes[i].h / 2)});
}

let flight = 0;
function glide(to) {
  cancelAnimationFrame(flight);
  if (still.matches || !size.seen) { view = to; size.seen = true; return draw(); }
  const from = view, start = performance.now();
  const frame = (now) => {
    const t = Math.min(1, (now - start) / 220), e = t * (2 - t);
    view = {x: from.x + (to.x - from.x) * e, y: from.y + (to.y - from.y) * e, k: from.k + (to.k - from.k) * e};
    draw();
    if (t < 1) flight = requestAnimationFrame(frame);
  };
  flight = requestAnimationFrame(frame);
}

function draw() {
  if (!due) due = requestAnimationFrame(() => { due = 0; drawNow(); });
}

function drawNow() {
  const {x, y, k} = view;
  world.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${k.toFixed(4)})`);
  svg.classList.toggle("low", k < LOW);
  svg.style.setProperty("--want", (12 / k).toFixed(1));
  for (const i of shown) {
    const place = places.get(i), node = nodes[i], part = drawn[i];
    if (k >= LOW) {
      const seen = place.x * k + x < size.w && (place.x + node.w) * k + x > 0
        && place.y * k + y < size.h && (place.y + node.h) * k + y > 0;
      if (seen && !part.rows) drawRows(i);
    } else {
      const mute = Math.min(node.fit * k, 12) < 4.5;
      if (mute !== part.mute) { part.mute = mute; part.group.classList.toggle("mute", mute); }
    }
  }
  drawLandmarks();
  drawMinimap();
}

// Names some of the boxes that are too small for their names: those with most lines, where there is room.
function drawLandmarks() {
  const {x, y, k} = view, layer = $("labels"), taken = [];
  for (const i of k < LOW ? byLines : []) {
    if (taken.length >= LANDMARKS) break;
    if (!shown.has(i) || !drawn[i].mute) continue;
    const place = places.get(i), node = nodes[i], half = node.heading.length * 3.7 + 6;
    const cx = (place.x + node.w / 2) * k + x, cy = (place.y + node.h / 2) * k + y;
    if (cx < half || cx > size.w - half || cy < 8 || cy > size.h - 8) continue;
    if (taken.some((t) => Math.abs(t.cx - cx) < t.half + half && Math.abs(t.cy - cy) < 16)) continue;
    taken.push({i, cx, cy, half});
  }
  while (layer.children.length < taken.length) layer.append(shape("text", {}));
  [...layer.children].forEach((label, n) => {
    label.style.display = n < taken.length ? "" : "none";
    if (n >= taken.length) return;
    label.setAttribute("x", taken[n].cx.toFixed(1));
    label.setAttribute("y", taken[n].cy.toFixed(1));
    label.textContent = nodes[taken[n].i].heading;
  });
}

function zoom(by, cx = size.w / 2, cy = size.h / 2) {
  cancelAnimationFrame(flight);
  const k = Math.min(3, Math.max(0.01, view.k * by)), real = k / view.k;
  view = {k, x: cx - (cx - view.x) * real, y: cy - (cy - view.y) * real};
  draw();
}

function pan(dx, dy) {
  cancelAnimationFrame(flight);
  view = {...view, x: view.x + dx, y: view.y + dy};
  draw();
}

function drawMinimap() {
  const map = $("minimap"), pen = map.getContext("2d"), box = bounds(), style = getComputedStyle(document.documentElement);
  const k = Math.min((map.width - 8) / box.w, (map.height - 8) / box.h);
  const left = (map.width - box.w * k) / 2 - box.x * k, top = (map.height - box.h * k) / 2 - box.y * k;
  map.place = {k, left, top};
  const all = box.x * view.k + view.x >= 0 && box.y * view.k + view.y >= 0
    && (box.x + box.w) * view.k + view.x <= size.w && (box.y + box.h) * view.k + view.y <= size.h;
  map.hidden = all;
  if (all) return;
  pen.clearRect(0, 0, map.width, map.height);
  const at = nodeFor(chosen.entry);
  for (const [i, place] of places) {
    const special = i === at || (chosen.found && chosen.found.has(i));
    const state = nodes[i].state && nodes[i].state !== "same" ? `--${nodes[i].state}` : "--rule";
    pen.fillStyle = style.getPropertyValue(special ? "--hot" : state);
    pen.fillRect(place.x * k + left, place.y * k + top, Math.max(1.5, nodes[i].w * k), Math.max(1.5, nodes[i].h * k));
  }
  pen.strokeStyle = style.getPropertyValue("--hot");
  pen.strokeRect(-view.x / view.k * k + left, -view.y / view.k * k + top, size.w / view.k * k, size.h / view.k * k);
}
