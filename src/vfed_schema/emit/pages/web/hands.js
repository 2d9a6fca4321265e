// Pointer, wheel and keys on the diagram.
const pointers = new Map();
let dragged = 0;

const inside = (event) => {
  const box = svg.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

svg.addEventListener("pointerdown", (event) => {
  if (event.button > 0) return;
  pointers.set(event.pointerId, inside(event));
  dragged = 0;
});
svg.addEventListener("pointermove", (event) => {
  const was = pointers.get(event.pointerId);
  if (!was) return;
  const now = inside(event), others = [...pointers].filter(([id]) => id !== event.pointerId);
  pointers.set(event.pointerId, now);
  dragged += Math.abs(now[0] - was[0]) + Math.abs(now[1] - was[1]);
  if (dragged > 4 && !svg.hasPointerCapture(event.pointerId)) {
    svg.setPointerCapture(event.pointerId);
    svg.classList.add("moving");
  }
  if (others.length) {
    const other = others[0][1], apart = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    zoom(apart(now) / apart(was), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  } else if (dragged > 4) {
    pan(now[0] - was[0], now[1] - was[1]);
  }
});
for (const end of ["pointerup", "pointercancel"]) {
  svg.addEventListener(end, (event) => { pointers.delete(event.pointerId); svg.classList.remove("moving"); });
}
svg.addEventListener("click", (event) => {
  if (dragged > 4) return;
  const group = event.target.closest(".node");
  if (group) choose(nodes[Number(group.id.slice(1))].e, "", false);
});
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const lines = event.deltaMode === 1 ? 16 : 1;
  zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015)), ...inside(event));
}, {passive: false});
svg.addEventListener("dblclick", (event) => zoom(1.6, ...inside(event)));

const WAYS = {ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
svg.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = WAYS[event.key];
  if (way && event.shiftKey) stepTo(-way[0], -way[1]);
  else if (way) pan(way[0] * 60, way[1] * 60);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-" || event.key === "_") zoom(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "Enter" && chosen.entry >= 0) $("detail").focus();
  else return;
  event.preventDefault();
});

// Chooses the nearest node in a direction, from the chosen one or the middle of what is seen.
function stepTo(dx, dy) {
  const at = nodeFor(chosen.entry);
  const middle = (i) => [places.get(i).x + nodes[i].w / 2, places.get(i).y + nodes[i].h / 2];
  const from = places.has(at) ? middle(at) : [(size.w / 2 - view.x) / view.k, (size.h / 2 - view.y) / view.k];
  let best = -1, least = Infinity;
  for (const i of places.keys()) {
    const [x, y] = middle(i), along = (x - from[0]) * dx + (y - from[1]) * dy;
    const aside = Math.abs((x - from[0]) * dy) + Math.abs((y - from[1]) * dx);
    if (i === at || along <= 1) continue;
    if (along + 2 * aside < least) { best = i; least = along + 2 * aside; }
  }
  if (best >= 0) choose(nodes[best].e, "", true);
}

$("minimap").addEventListener("pointerdown", (event) => {
  const {k, left, top} = $("minimap").place;
  const x = (event.offsetX - left) / k, y = (event.offsetY - top) / k;
  view = {...view, x: size.w / 2 - x * view.k, y: size.h / 2 - y * view.k};
  draw();
});
