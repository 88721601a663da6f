// The scene: which things are drawn. All of them, while they are few; else those that matter most.

const DRAWN = 150; // that many are laid out in less time than it takes to look for them

/** How much a thing is worth a place in the picture: trouble first, then how many use it. */
const weight = new Map(
  graph.nodes.map((node) => [node.id, 1e6 * (node.missing.length > 0 || node.unowned) + 1e5 * findings.has(node.id) + users.get(node.id).length]),
);

/** Of these things, the most that can be drawn: the weightiest, each with what is next to it. */
function chosen(ids) {
  if (ids.length <= DRAWN) return ids;
  const all = new Set(ids);
  const taken = new Set();
  for (const id of [...ids].sort((a, b) => weight.get(b) - weight.get(a))) {
    for (const one of [id, ...users.get(id), ...dependencies.get(id)]) {
      if (taken.size === DRAWN) return ids.filter((other) => taken.has(other));
      if (all.has(one)) taken.add(one);
    }
  }
  return ids.filter((other) => taken.has(other));
}

/** A thing, everything downstream of it, nearest first, and what it depends on. */
function around(id) {
  return [...new Set([id, ...dependencies.get(id), ...reached(id, users).keys()])];
}

/** Draw what the filters leave, or what is around a thing if that would not be seen whole. */
function draw(id) {
  const left = visible.map((node) => node.id);
  const scene = chosen(left);
  const wanted = id === null ? [] : around(id);
  const drawn = new Set(scene);
  if (wanted.every((one) => drawn.has(one))) {
    explain(scene.length < left.length ? `The ${scene.length} that matter most of ${left.length} things are drawn.` : "", left);
    layOut(scene);
    return;
  }
  const nearest = wanted.slice(0, DRAWN);
  const what = nearest.length < wanted.length ? `the nearest ${nearest.length} of ${wanted.length} things` : "what is";
  explain(`Drawn: ${what} downstream of ${plain(byId.get(id).name)}, and what it depends on.`, wanted);
  layOut(nearest);
}

/** Say that not all is drawn, and offer the rest; nothing where there are no words. */
function explain(words, ids) {
  const button = document.getElementById("draw-all");
  document.getElementById("part").hidden = !words;
  document.getElementById("part-words").textContent = words;
  button.hidden = ids.length <= DRAWN;
  button.textContent = `Draw all ${ids.length}`;
  button.onclick = () => {
    explain("", []);
    layOut(ids);
  };
}
