// The panel: what is known of a thing, of a team, or of everything.

const panel = document.getElementById("panel");
const MOST = 200;

function linkTo(id) {
  return element("a", { href: address(id) }, name(id));
}

function teamLink(team) {
  return element("a", { href: address(`team:${team}`) }, name(team));
}

function listed(items, make) {
  const list = element("ul", {}, ...items.slice(0, MOST).map((item) => element("li", {}, ...[make(item)].flat())));
  if (items.length > MOST) list.append(element("li", { class: "soft" }, `and ${items.length - MOST} more`));
  return list;
}

function chainWords(chain) {
  return element("span", { class: "chain" }, ...chain.flatMap((id, at) => (at ? [" → ", linkTo(id)] : [linkTo(id)])));
}

function section(title, ...children) {
  return [element("h3", {}, title), ...children];
}

function findingBlock(found) {
  const where = `${found.path}:${found.range.start.line}`;
  return element(
    "div", { class: "finding" },
    element("p", {}, element("span", { class: `level ${found.severity}` }, found.severity), " ", element("code", {}, found.rule)),
    element("p", {}, plain(found.message)),
    found.help ? element("p", { class: "soft" }, plain(found.help)) : null,
    element("p", { class: "where" }, byId.has(found.subject) ? linkTo(found.subject) : "", byId.has(found.subject) ? " · " : "", name(where)),
  );
}

function showThing(node) {
  const below = reached(node.id, users);
  const facts = element("dl");
  const fact = (key, ...values) => facts.append(element("dt", {}, key), element("dd", {}, ...values));
  fact("Owner", node.standing === "team" ? teamLink(node.owner) : ownerWords(node));
  if (node.co_owners.length) fact("With", ...node.co_owners.flatMap((team, at) => [at ? ", " : "", teamLink(team)]));
  if (node.status) fact("Status", plain(node.status));
  if (node.kind === "model") fact("Shared", node.shared ? "yes" : "no");
  if (node.reviewers === "downstream") fact("Reviewers", "everyone downstream, computed");
  else if (node.reviewers) fact("Reviewers", node.reviewers.length ? name(node.reviewers.join(", ")) : "nobody");
  if (node.path) fact("Declared", name(`${node.path}:${node.line}`));
  const parts = [element("h2", {}, name(node.name)), element("p", { class: "soft" }, node.kind)];
  if (node.description) parts.push(element("p", {}, plain(node.description)));
  parts.push(facts);
  if (node.unowned) parts.push(element("div", { class: "alert bad" }, `⚠ Nobody owns this ${node.kind}.`));
  if (node.missing.length) {
    const asked = node.missing.length === 1 ? "A team is" : `${node.missing.length} teams are`;
    parts.push(element("div", { class: "alert", id: "missing" },
      element("p", {}, element("strong", {}, `⚠ ${asked} not asked before this ${node.kind} changes:`)),
      listed(node.missing, (team) => {
        const chain = chainTo(below, team);
        return [teamLink(team), chain ? chainWords(chain) : element("span", { class: "chain" }, "uses it in another repository")];
      })));
  }
  const others = node.downstream_owners.filter((team) => !node.missing.includes(team));
  if (others.length) {
    parts.push(...section(`Downstream teams${node.missing.length ? " that are asked or told" : ""}`, listed(others, (team) => {
      const chain = chainTo(below, team);
      const told = node.waived.includes(team) ? " (told, not asked)" : "";
      return [teamLink(team), told, chain ? chainWords(chain) : null].filter(Boolean);
    })));
  }
  const down = [...below.keys()].slice(1);
  if (down.length) parts.push(...section(`Everything downstream (${down.length})`, element("div", { id: "downstream" }, listed(down, linkTo))));
  if (dependencies.get(node.id).length) parts.push(...section("Depends on", listed(dependencies.get(node.id), linkTo)));
  const said = findings.get(node.id) || [];
  if (said.length) parts.push(...section(`Findings (${said.length})`, ...said.slice(0, MOST).map(findingBlock)));
  panel.replaceChildren(...parts);
}

function showTeam(team) {
  const known = graph.teams.find((one) => one.name === team);
  const owned = graph.nodes.filter((node) => node.owner === team);
  const asked = graph.nodes.filter((node) => node.missing.includes(team));
  const needed = new Set(owned.flatMap((node) => dependencies.get(node.id)).filter((id) => byId.get(id).owner !== team));
  const kind = known.declared ? [known.kind, known.status === "disbanded" ? "disbanded" : ""].filter(Boolean).join(", ") : "declared nowhere";
  panel.replaceChildren(
    element("h2", {}, name(team)),
    element("p", { class: "soft" }, `team${kind ? `, ${kind}` : ""}`),
    ...(asked.length ? [element("div", { class: "alert" }, element("strong", {}, "⚠ Not asked before these change:"), listed(asked, (node) => linkTo(node.id)))] : []),
    ...section(`Owns (${owned.length})`, listed(owned, (node) => linkTo(node.id))),
    ...(needed.size ? section("Depends on what others own", listed([...needed], linkTo)) : []),
  );
}

function showOverview() {
  const worst = { error: 0, warning: 1, info: 2 };
  const said = [...report.diagnostics].sort((a, b) => worst[a.severity] - worst[b.severity]);
  const missing = graph.nodes.filter((node) => node.missing.length);
  const unowned = graph.nodes.filter((node) => node.unowned);
  panel.replaceChildren(
    element("h2", {}, "What needs attention"),
    element("p", { class: "soft" }, "Select a thing to see everything downstream of it, and who is not asked before it changes."),
    ...(missing.length ? section(`Somebody is not asked (${missing.length})`, listed(missing, (node) => [linkTo(node.id), element("span", { class: "chain" }, node.missing.map(plain).join(", "))])) : []),
    ...(unowned.length ? section(`Nobody owns it (${unowned.length})`, listed(unowned, (node) => linkTo(node.id))) : []),
    ...section(`Findings (${said.length})`, ...(said.length ? said.slice(0, MOST).map(findingBlock) : [element("p", {}, "None.")])),
    said.length > MOST ? element("p", { class: "soft" }, `and ${said.length - MOST} more: \`aiowners check\` shows all`) : "",
  );
}
