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
const ROWS = 100; // that many are put into the page at once; a browser takes its time over thousands
const rows = new Map();
let order = { column: 0, down: false };
let sorted = [];
let whole = false; // whether the rest was asked for

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
  listRows();
  [...document.getElementById("heads").children].forEach((head, at) => {
    if (at === order.column) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
}

function rowOf(node) {
  if (!rows.has(node.id)) rows.set(node.id, makeRow(node));
  return rows.get(node.id);
}

/** Put into the page what the filters leave, in order: the first of it, or all that was asked for. */
function listRows(most = whole ? Infinity : ROWS) {
  const ids = new Set(visible.map((node) => node.id));
  const left = sorted.filter((node) => ids.has(node.id));
  document.getElementById("rows").replaceChildren(...left.slice(0, most).map(rowOf));
  const more = document.getElementById("more");
  more.hidden = left.length <= most;
  more.textContent = `Show ${left.length - most} more`;
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
  const more = document.getElementById("more");
  more.addEventListener("click", () => {
    whole = true;
    listRows();
    [...document.getElementById("rows").children].at(ROWS).querySelector("a").focus();
  });
  window.addEventListener("beforeprint", () => listRows(Infinity));
  window.addEventListener("afterprint", () => listRows());
}
