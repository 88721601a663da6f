// The table: the same things, for those who cannot use the picture, and for sorting.

const COLUMNS = [
  ["Name", (node) => node.name],
  ["Kind", (node) => node.kind],
  ["Owner", (node) => (node.standing === "nobody" ? "" : node.owner)],
  ["Status", (node) => node.status || ""],
  ["Not asked", (node) => node.missing.join(", ")],
  ["Findings", (node) => (findings.get(node.id) || []).length],
  ["Declared", (node) => (node.path ? `${node.path}:${node.line}` : "")],
];
const ROWS = 300; // that are shown at once: a browser takes its time for thousands
const rows = new Map();
let order = { column: 0, down: false };
let sorted = [];
let wanted = new Set();
let most = ROWS;

function makeRow(node) {
  const cells = COLUMNS.map(([title, value], at) => {
    if (at === 0) return element("th", { scope: "row" }, element("a", { href: address(node.id) }, name(node.name)));
    if (title === "Owner") return element("td", {}, node.standing === "team" ? name(node.owner) : element("span", { class: "mark" }, `⚠ ${ownerWords(node)}`));
    const text = String(value(node));
    if (title === "Not asked" && text) return element("td", {}, element("span", { class: "mark" }, "⚠ "), name(text));
    return element("td", {}, text ? name(text) : "");
  });
  const row = element("tr", {}, ...cells);
  row.dataset.id = node.id;
  return row;
}

function sortRows() {
  const value = COLUMNS[order.column][1];
  const sign = order.down ? -1 : 1;
  sorted = [...graph.nodes].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    const least = typeof one === "number" ? one - other : String(one).localeCompare(String(other));
    return sign * least || a.id.localeCompare(b.id);
  });
  document.getElementById("rows").append(...sorted.map((node) => rows.get(node.id)));
  [...document.getElementById("heads").children].forEach((head, at) => {
    if (at === order.column) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  listRows();
}

/** Show the rows of these things, the first of them if there are very many. */
function showRows(ids) {
  wanted = ids;
  most = ROWS;
  listRows();
}

function listRows() {
  let count = 0;
  for (const node of sorted) {
    const row = rows.get(node.id);
    const shown = wanted.has(node.id) && count < most;
    if (row.hidden === shown) row.hidden = !shown;
    if (wanted.has(node.id)) count += 1;
  }
  const more = document.getElementById("more");
  more.hidden = count <= most;
  more.textContent = `Show ${count - most} more`;
}

function showAllRows() {
  most = Infinity;
  listRows();
}

function makeTable() {
  COLUMNS.forEach(([title], at) => {
    const button = element("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      order = { column: at, down: order.column === at && !order.down };
      sortRows();
    });
    document.getElementById("heads").append(element("th", { scope: "col" }, button));
  });
  for (const node of graph.nodes) rows.set(node.id, makeRow(node));
  document.getElementById("more").addEventListener("click", showAllRows);
  window.addEventListener("beforeprint", showAllRows);
  sortRows();
}
