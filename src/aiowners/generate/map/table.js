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
const rows = new Map();
let order = { column: 0, down: false };

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
  const sorted = [...graph.nodes].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    const least = typeof one === "number" ? one - other : String(one).localeCompare(String(other));
    return sign * least || a.id.localeCompare(b.id);
  });
  document.getElementById("rows").append(...sorted.map((node) => rows.get(node.id)));
  [...document.getElementById("heads").children].forEach((head, at) => {
    if (at === order.column) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
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
  sortRows();
}
