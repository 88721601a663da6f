// The graph as it is asked: who is next to whom, what is downstream, and by which chain.

const graph = JSON.parse(document.getElementById("graph").textContent);
const report = JSON.parse(document.getElementById("report").textContent);
const byId = new Map(graph.nodes.map((node) => [node.id, node]));
const colors = new Map(graph.teams.map((team) => [team.name, team.color]));
const users = new Map(graph.nodes.map((node) => [node.id, []]));
const dependencies = new Map(graph.nodes.map((node) => [node.id, []]));
const findings = new Map();

// One line between two things, however often one uses the other.
const links = new Map();
for (const edge of graph.edges) {
  const name = `${edge.from}\u0000${edge.to}`;
  const link = links.get(name);
  if (link) {
    link.approved ||= edge.approved;
  } else {
    links.set(name, { ...edge, name });
  }
}
for (const link of links.values()) {
  if (link.approved) {
    users.get(link.from).push(link.to);
    dependencies.get(link.to).push(link.from);
  }
}
for (const found of report.diagnostics) {
  for (const id of new Set([found.subject, found.about])) {
    if (byId.has(id)) {
      if (!findings.has(id)) findings.set(id, []);
      findings.get(id).push(found);
    }
  }
}

/** A name as the address of this page has it; half a character, which no address can hold, is a question mark. */
function address(id) {
  return `#${encodeURIComponent(id.replace(/\p{Cs}/gu, "?"))}`;
}

const byAddress = new Map(graph.nodes.map((node) => [address(node.id), node.id]));

/** What a search goes over, once for each thing. */
const haystack = new Map(
  graph.nodes.map((node) => [node.id, [node.id, node.owner, node.path, node.description].join("\n").toLowerCase()]),
);

/** The things reached from one, each with the one that it was reached from. */
function reached(id, next) {
  const from = new Map([[id, null]]);
  const queue = [id];
  for (let at = 0; at < queue.length; at += 1) {
    for (const other of next.get(queue[at])) {
      if (!from.has(other)) {
        from.set(other, queue[at]);
        queue.push(other);
      }
    }
  }
  return from;
}

/** The shortest chain from a thing to one that a team owns, as ids; null where there is none. */
function chainTo(from, team) {
  for (const id of from.keys()) {
    if (from.get(id) !== null && byId.get(id).owner === team) {
      const chain = [];
      for (let step = id; step !== null; step = from.get(step)) chain.unshift(step);
      return chain;
    }
  }
  return null;
}

/** Text that shows what is in it: controls and what turns the direction of a line stand as escapes. */
function plain(text) {
  return String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`);
}

/** An element with attributes and children; texts are only ever texts. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A name inside of a sentence, kept apart from the direction of the words around it. */
function name(text) {
  return element("bdi", {}, plain(text));
}

function ownerWords(node) {
  if (node.standing === "nobody") return node.declared ? "nobody owns it" : "declared nowhere";
  if (node.standing === "disbanded") return `${plain(node.owner)} (disbanded)`;
  if (node.standing === "unknown") return `${plain(node.owner)} (no such team)`;
  return plain(node.owner);
}

function troubles(node) {
  const said = [];
  if (node.missing.length) said.push(`not asked: ${node.missing.map(plain).join(", ")}`);
  if (node.unowned) said.push("nobody owns it");
  const count = (findings.get(node.id) || []).length;
  if (count) said.push(count === 1 ? "1 finding" : `${count} findings`);
  return said;
}
