// What a person does, and what follows from it.

const controls = Object.fromEntries(["query", "team", "kind", "status", "trouble"].map((id) => [id, document.getElementById(id)]));
let selected = null;
let visible = [];

function fill(select, values) {
  for (const value of [...new Set(values)].sort()) select.append(element("option", { value }, plain(value)));
}

const TROUBLES = {
  any: (node) => node.missing.length > 0 || node.unowned || findings.has(node.id),
  missing: (node) => node.missing.length > 0,
  unowned: (node) => node.unowned,
  findings: (node) => findings.has(node.id),
};

/** Show what the filters leave, in the picture and in the table. */
function filter() {
  performance.mark("filter");
  const words = controls.query.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const { team, kind, status, trouble } = controls;
  visible = graph.nodes.filter(
    (node) =>
      (!team.value || node.owner === team.value || node.co_owners.includes(team.value)) &&
      (!kind.value || node.kind === kind.value) &&
      (!status.value || node.status === status.value) &&
      (!trouble.value || TROUBLES[trouble.value](node)) &&
      words.every((word) => haystack.get(node.id).includes(word)),
  );
  const ids = new Set(visible.map((node) => node.id));
  whole = false;
  listRows();
  for (const id of places.keys()) show(shapes.get(id), ids.has(id));
  for (const link of settled) show(lines.get(link.name), ids.has(link.from) && ids.has(link.to));
  const count = graph.nodes.length;
  document.getElementById("count").textContent = visible.length === count ? `${count} things` : `${visible.length} of ${count} things`;
  if (visible.length) draw(null);
  performance.measure("aiowners-filter", "filter");
}

/** An address that a person has typed, as this page writes it. */
function asWritten(hash) {
  try {
    return address(decodeURIComponent(hash.slice(1)));
  } catch {
    return hash;
  }
}

/** What the address names: a thing, a team, or nothing. */
function follow() {
  const here = asWritten(location.hash);
  selected = byAddress.get(here) || null;
  const team = graph.teams.find((one) => address(`team:${one.name}`) === here);
  for (const row of rows.values()) row.classList.remove("selected");
  draw(selected);
  light(selected, team ? team.name : null);
  if (selected) {
    showThing(byId.get(selected));
    rowOf(byId.get(selected)).classList.add("selected");
    bring(selected);
  } else if (team) {
    showTeam(team.name);
    fit();
  } else showOverview();
  document.getElementById("said").textContent = selected ? summary(byId.get(selected)) : "";
  panel.scrollTop = 0;
}

/** What is said of a thing to those who do not see the panel change. */
function summary(node) {
  const below = reached(node.id, users).size - 1;
  return [`${plain(node.name)} selected`, `${below} downstream`, ...troubles(node)].join(", ");
}

function select(id) {
  location.hash = address(id);
}

function clear() {
  if (location.hash) location.hash = "";
}

function turnTo(what) {
  for (const [view, section] of [["picture", "picture"], ["table", "list"]]) {
    document.getElementById(section).hidden = view !== what;
    document.getElementById(`show-${view}`).setAttribute("aria-pressed", String(view === what));
  }
  if (what === "picture" && places.size) open();
}

function legend() {
  const list = document.getElementById("legend");
  if (window.innerWidth <= 760) list.parentElement.removeAttribute("open"); // it would cover the picture
  const sample = (kind, marks) => {
    const group = drawn("g", { class: `node ${marks}`, transform: "scale(.16 .36)" });
    group.append(drawn("path", { class: "body", d: OUTLINES[kind], fill: "#e8edf2", "vector-effect": "non-scaling-stroke" }));
    const picture = drawn("svg", { viewBox: "-2 -2 35 21", "aria-hidden": "true" });
    picture.append(group);
    return picture;
  };
  for (const kind of Object.keys(OUTLINES)) list.append(element("li", {}, sample(kind, ""), kind));
  list.append(element("li", {}, sample("model", "missing"), "⚠ somebody is not asked"));
  list.append(element("li", {}, sample("model", "unowned"), "⚠ nobody owns it"));
  list.append(element("li", {}, "Fill: the owner. Arrows lead to what a change can change."));
}

function theme() {
  const next = { auto: "light", light: "dark", dark: "auto" };
  const button = document.getElementById("theme");
  let now = "auto";
  button.addEventListener("click", () => {
    now = next[now];
    if (now === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = now;
    button.textContent = `Theme: ${now}`;
  });
}

function start() {
  if (graph.unread.length) {
    const note = document.getElementById("unread");
    note.textContent = `This is not all: ${graph.unread.map(plain).join(", ")} could not be read in full.`;
    note.hidden = false;
  }
  theme();
  if (!graph.nodes.length) {
    document.getElementById("filters").hidden = true;
    document.querySelector("main").replaceChildren(
      element("p", { class: "empty" }, "No manifest declares anything yet. `aiowners init` writes the first ones from what is there."),
    );
    return;
  }
  fill(controls.team, graph.nodes.flatMap((node) => (node.owner === null ? [] : [node.owner])));
  fill(controls.kind, graph.nodes.map((node) => node.kind));
  fill(controls.status, graph.nodes.flatMap((node) => node.status || []));
  drawAll();
  makeTable();
  legend();
  watchPicture(select);
  for (const control of Object.values(controls)) control.addEventListener("input", filter);
  document.getElementById("clear").addEventListener("click", () => {
    for (const control of Object.values(controls)) control.value = "";
    filter();
  });
  document.getElementById("show-picture").addEventListener("click", () => turnTo("picture"));
  document.getElementById("show-table").addEventListener("click", () => turnTo("table"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.preventDefault();
      controls.query.focus();
    } else if (event.key === "Escape") clear();
  });
  window.addEventListener("hashchange", follow);
  visible = graph.nodes;
  sortRows();
  filter();
  follow();
}

start();
