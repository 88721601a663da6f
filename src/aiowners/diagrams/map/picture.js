// The picture: shapes and lines, laid out by dagre in a worker, moved and walked over.

const WIDTH = 190;
const HEIGHT = 46;
const LEAST = 1.9; // units of the picture to a pixel at which names can still be read
const SIGNS = 22; // characters of a name that fit
const canvas = document.getElementById("canvas");
const world = document.getElementById("world");
const shapes = new Map();
const lines = new Map();
let places = new Map(); // of the things in the page
let settled = []; // the links between them
let view = { x: 0, y: 0, w: 100, h: 100 };

const OUTLINES = {
  feature: `M23,0 H${WIDTH - 23} A23,23 0 0 1 ${WIDTH - 23},46 H23 A23,23 0 0 1 23,0 z`,
  model: `M16,0 H${WIDTH - 16} L${WIDTH},23 L${WIDTH - 16},46 H16 L0,23 z`,
  platform: `M0,0 H${WIDTH} V46 H0 z M6,0 V46 M${WIDTH - 6},0 V46`,
  pipeline: `M14,0 H${WIDTH} L${WIDTH - 14},46 H0 z`,
  asset: `M0,0 H${WIDTH - 14} L${WIDTH},14 V46 H0 z M${WIDTH - 14},0 V14 H${WIDTH}`,
};

function cut(text, most = SIGNS) {
  const signs = [...plain(text)];
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : signs.join("");
}

/** A line of text in a shape, of which the shape's title says more. */
function words(y, role, text) {
  return drawn("text", { x: WIDTH / 2, y, class: role, "text-anchor": "middle", "aria-hidden": "true" }, text);
}

function drawNode(node) {
  const marks = troubles(node);
  const classes = ["node", node.kind, node.unowned ? "unowned" : "", node.missing.length ? "missing" : ""];
  const group = drawn("g", {
    class: classes.filter(Boolean).join(" "),
    role: "button",
    tabindex: "-1",
  });
  group.dataset.id = node.id;
  const title = drawn("title");
  // What a pointer that rests on it is shown, and what it is called by who does not see it.
  title.textContent = [`${node.kind} ${plain(node.name)}`, `owner: ${ownerWords(node)}`, ...marks].join(", ");
  const fill = node.owner === null ? "#ffffff" : colors.get(node.owner) || "#ffffff";
  group.append(
    title,
    drawn("path", { class: "halo", d: `M-5,-5 H${WIDTH + 5} V51 H-5 z` }),
    drawn("path", { class: "body", d: OUTLINES[node.kind], fill }),
    words(20, "name", cut(node.name)),
    words(36, "owner", cut(ownerWords(node))),
  );
  if (node.missing.length || node.unowned) {
    group.append(drawn("text", { x: WIDTH - 26, y: 16, class: "sign", "aria-hidden": "true" }, "⚠"));
  }
  return group;
}

function show(shape, shown) {
  const wanted = shown ? "" : "none";
  if (shape.style.display !== wanted) shape.style.display = wanted;
}

/** Make every shape and line; `settle` puts those into the page that are to be seen, since others cost time there. */
function drawAll() {
  for (const link of links.values()) {
    const line = drawn("path");
    if (!link.approved) line.classList.add("banned");
    if (link.through) line.classList.add("through");
    lines.set(link.name, line);
  }
  for (const node of graph.nodes) shapes.set(node.id, drawNode(node));
}

// --- laying out ----------------------------------------------------------------------------------

const WORK = `
self.onmessage = ({ data: { count, pairs, width, height } }) => {
  const laid = new dagre.graphlib.Graph();
  laid.setGraph({ rankdir: "LR", nodesep: 12, edgesep: 3, ranksep: 90, ranker: count > 300 ? "longest-path" : "tight-tree" });
  laid.setDefaultEdgeLabel(() => ({}));
  for (let node = 0; node < count; node += 1) laid.setNode(String(node), { width, height });
  for (const [from, to] of pairs) laid.setEdge(String(from), String(to));
  dagre.layout(laid);
  self.postMessage({
    nodes: Array.from({ length: count }, (_, node) => laid.node(String(node))).map(({ x, y }) => ({ x, y })),
    bends: pairs.map(([from, to]) => laid.edge(String(from), String(to)).points.slice(1, -1)),
  });
};`;
const program = URL.createObjectURL(
  new Blob([document.getElementById("layout").textContent, WORK], { type: "text/javascript" }),
);
let worker = null; // while one is at work
let asked = { ids: [], inside: [] }; // what is being laid out, or has been

/** Lay out these things and what joins them; what is drawn changes when that is done. */
function layOut(ids) {
  if (asked.ids.length === ids.length && asked.ids.every((id, at) => id === ids[at])) return;
  worker?.terminate(); // what nobody waits for any more
  worker = new Worker(program);
  worker.onmessage = ({ data }) => settle(data);
  // The library is given numbers: it would take some names for properties of its own.
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const inside = [...links.values()].filter((link) => numbers.has(link.from) && numbers.has(link.to));
  asked = { ids, inside };
  const progress = document.getElementById("progress");
  progress.textContent = `Laying out ${ids.length} things…`;
  progress.hidden = ids.length < 100;
  performance.mark("layout");
  const pairs = inside.map((link) => [numbers.get(link.from), numbers.get(link.to)]);
  worker.postMessage({ count: ids.length, pairs, width: WIDTH, height: HEIGHT });
}

/** Put everything where the layout wants it. */
function settle(data) {
  worker.terminate();
  worker = null;
  performance.measure("aiowners-layout", "layout");
  document.getElementById("progress").hidden = true;
  places = new Map(asked.ids.map((id, at) => [id, data.nodes[at]]));
  settled = asked.inside;
  const here = document.activeElement.closest("#nodes .node")?.dataset.id;
  for (const [id, { x, y }] of places) {
    show(shapes.get(id), true);
    shapes.get(id).setAttribute("transform", `translate(${x - WIDTH / 2},${y - HEIGHT / 2})`);
  }
  asked.inside.forEach((link, at) => {
    const line = lines.get(link.name);
    show(line, true);
    line.setAttribute("d", curve(places.get(link.from), data.bends[at], places.get(link.to)));
  });
  document.getElementById("nodes").replaceChildren(...asked.ids.map((id) => shapes.get(id)));
  document.getElementById("edges").replaceChildren(...asked.inside.map((link) => lines.get(link.name)));
  if (places.has(here)) shapes.get(here).focus({ preventScroll: true });
  tabStop(places.has(selected) ? selected : asked.ids[0]);
  open();
  canvas.dataset.laid = data.nodes.length;
}

/** A line from the right of one thing to the left of another, by way of the bends that dagre gave it. */
function curve(from, bends, to) {
  const ahead = to.x > from.x ? 1 : -1;
  const start = { x: from.x + (ahead * WIDTH) / 2, y: from.y };
  const end = { x: to.x - (ahead * WIDTH) / 2, y: to.y };
  const points = [start, ...bends.filter(({ x }) => (x - start.x) * ahead > 0 && (end.x - x) * ahead > 0), end];
  let path = `M${start.x},${start.y}`;
  for (let at = 1; at < points.length; at += 1) {
    const [a, b] = [points[at - 1], points[at]];
    const middle = (a.x + b.x) / 2;
    path += ` C${middle},${a.y} ${middle},${b.y} ${b.x},${b.y}`;
  }
  return path;
}

// --- looking at it -------------------------------------------------------------------------------

/** Show what is in view. A transformation, since a view box that changes has every text laid out anew. */
function look() {
  const box = canvas.getBoundingClientRect();
  if (!box.width) return; // the table is shown
  const unit = scale();
  const left = view.x + view.w / 2 - (unit * box.width) / 2;
  const top = view.y + view.h / 2 - (unit * box.height) / 2;
  world.setAttribute("transform", `scale(${1 / unit}) translate(${-left} ${-top})`);
}

/** Paper is of another size than the screen: there all of it is shown. */
function lookOnPaper() {
  const { x, y, w, h } = bounds();
  world.removeAttribute("transform");
  canvas.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
}

function bounds() {
  const all = [...places.values()];
  if (!all.length) return { x: 0, y: 0, w: 100, h: 100 };
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of all) {
    left = Math.min(left, x - WIDTH / 2);
    right = Math.max(right, x + WIDTH / 2);
    top = Math.min(top, y - HEIGHT / 2);
    bottom = Math.max(bottom, y + HEIGHT / 2);
  }
  return { x: left - 24, y: top - 24, w: right - left + 48, h: bottom - top + 48 };
}

/** Show all of it; but a small picture no larger than life. */
function fit() {
  view = bounds();
  const box = canvas.getBoundingClientRect();
  if (box.width && view.w < box.width && view.h < box.height) {
    view = { x: view.x - (box.width - view.w) / 2, y: view.y - (box.height - view.h) / 2, w: box.width, h: box.height };
  }
  look();
}

/** Show all of it, unless it could not be read then: what is selected first, or its middle. */
function open() {
  fit();
  const unit = scale();
  if (unit > LEAST) zoom(LEAST / unit);
  if (selected) bring(selected);
}

function zoom(factor, x = view.x + view.w / 2, y = view.y + view.h / 2) {
  view = { x: x - (x - view.x) * factor, y: y - (y - view.y) * factor, w: view.w * factor, h: view.h * factor };
  look();
}

/** How many units of the picture one pixel of the screen is. */
function scale() {
  const box = canvas.getBoundingClientRect();
  return Math.max(view.w / box.width, view.h / box.height);
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  const unit = scale();
  return {
    x: view.x + view.w / 2 + (event.clientX - box.left - box.width / 2) * unit,
    y: view.y + view.h / 2 + (event.clientY - box.top - box.height / 2) * unit,
  };
}

/** Bring a thing into sight, at a size at which it can be read. */
function bring(id) {
  const place = places.get(id);
  if (!place) return;
  const unit = scale();
  if (unit > LEAST) zoom(LEAST / unit, place.x, place.y);
  const margin = WIDTH / 2 + 20;
  const across = place.x - margin < view.x || place.x + margin > view.x + view.w;
  const down = place.y - 40 < view.y || place.y + 40 > view.y + view.h;
  if (across || down) {
    view = { ...view, x: place.x - view.w / 2, y: place.y - view.h / 2 };
    look();
  }
}

/** The thing that a key leads to from another: along an edge, or up and down among those beside it. */
function step(id, key) {
  const here = places.get(id);
  const near = (ids) =>
    ids.filter((one) => places.has(one)).sort((a, b) => Math.abs(places.get(a).y - here.y) - Math.abs(places.get(b).y - here.y))[0];
  if (key === "ArrowRight") return near(users.get(id));
  if (key === "ArrowLeft") return near(dependencies.get(id));
  const below = key === "ArrowDown" ? 1 : -1;
  let best = null;
  let least = Infinity;
  for (const [other, place] of places) {
    const away = (place.y - here.y) * below;
    const cost = away + 3 * Math.abs(place.x - here.x);
    if (other !== id && away > 1 && cost < least) [best, least] = [other, cost];
  }
  return best;
}

function watchPicture(select) {
  let drag = null;
  canvas.addEventListener("wheel", (event) => {
    // Where the page itself scrolls, the wheel is its.
    if (!event.ctrlKey && document.documentElement.scrollHeight > window.innerHeight) return;
    event.preventDefault();
    const { x, y } = point(event);
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, view, moved: false, on: event.target.closest(".node") };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    drag.moved = true;
    canvas.classList.add("dragging");
    const unit = scale();
    view = { ...drag.view, x: drag.view.x - dx * unit, y: drag.view.y - dy * unit };
    look();
  });
  window.addEventListener("pointerup", () => {
    if (drag && !drag.moved && drag.on) select(drag.on.dataset.id);
    canvas.classList.remove("dragging");
    drag = null;
  });
  window.addEventListener("pointercancel", () => {
    canvas.classList.remove("dragging");
    drag = null;
  });
  canvas.addEventListener("keydown", (event) => {
    const group = event.target.closest(".node");
    if (event.key === "+" || event.key === "=") zoom(1 / 1.2);
    else if (event.key === "-") zoom(1.2);
    else if (event.key === "0") fit();
    else if (group && (event.key === "Enter" || event.key === " ")) select(group.dataset.id);
    else if (group && event.key.startsWith("Arrow")) {
      const next = step(group.dataset.id, event.key);
      if (next) walkTo(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1.3));
  document.getElementById("fit").addEventListener("click", fit);
  window.addEventListener("resize", () => places.size && look());
  window.addEventListener("beforeprint", lookOnPaper);
  window.addEventListener("afterprint", () => {
    canvas.removeAttribute("viewBox");
    look();
  });
}

let stop = null;

/** Make one thing the one that Tab leads to. */
function tabStop(id) {
  shapes.get(stop)?.setAttribute("tabindex", "-1");
  shapes.get(id)?.setAttribute("tabindex", "0");
  stop = id;
}

function walkTo(id) {
  tabStop(id);
  bring(id);
  shapes.get(id).focus({ preventScroll: true });
}

/** Light up a thing with what is up- and downstream of it, or what a team owns; nothing for null and null. */
function light(id, team) {
  canvas.classList.toggle("lighting", id !== null || team !== null);
  for (const drawing of [...shapes.values(), ...lines.values()]) drawing.classList.remove("lit", "selected");
  for (const shape of shapes.values()) shape.querySelector(".flag")?.remove();
  if (team !== null) for (const node of graph.nodes) if (node.owner === team) shapes.get(node.id).classList.add("lit");
  if (id === null) return;
  const below = reached(id, users);
  const unasked = new Set(byId.get(id).missing);
  for (const other of below.keys()) {
    const { owner } = byId.get(other);
    if (unasked.has(owner)) shapes.get(other).append(words(36, "flag", cut(`⚠ not asked: ${owner}`, 27)));
  }
  for (const other of [...below.keys(), ...dependencies.get(id)]) shapes.get(other).classList.add("lit");
  shapes.get(id).classList.add("selected");
  for (const link of links.values()) {
    if (link.approved && (below.has(link.from) || link.to === id)) lines.get(link.name).classList.add("lit");
  }
}
