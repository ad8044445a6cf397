// Lets a page translator, or whatever else wraps texts, live beside React, which holds on to the text
// nodes that it made: what was put in a text's place is known, and makes way again when the text changes.

/** What was put in the place of a node that is not there any more. */
const standIns = new WeakMap<Node, Node>();
const known = new WeakSet<Node>();

const isText = (node: Node): node is Text => node.nodeType === 3;
const isElement = (node: Node): node is Element => node.nodeType === 1;
/** React marks what it makes. */
const isForeign = (node: Node): boolean =>
  isElement(node) && !Object.keys(node).some((key) => key.startsWith("__react"));

interface Gap {
  node: Node;
  target: Node;
  before: Node | null;
  after: Node | null;
}

function stand(node: Node, place: Node): void {
  standIns.set(node, place);
  known.add(place);
}

/** Learns from what happened to the page what stands for what: however it was put there, in one step or two. */
function learn(records: MutationRecord[]): void {
  const beside = new Map<Node, Node>();
  const gaps: Gap[] = [];
  for (const { target, addedNodes, removedNodes, previousSibling: before, nextSibling: after } of records) {
    const came = [...addedNodes].find(isForeign);
    const gone = [...removedNodes].filter((node) => isText(node) || known.has(node));
    if (came) {
      const filled = gaps.findIndex((gap) => gap.target === target && gap.before === before && gap.after === after);
      for (const { node } of filled < 0 ? [] : gaps.splice(filled, 1)) gone.push(node);
      for (const node of gone) stand(node, came);
      if (gone.length === 0) for (const side of [before, after]) if (side) beside.set(side, came);
    } else if (addedNodes.length === 0) {
      for (const node of gone) {
        const neighbour = beside.get(node);
        if (!neighbour) gaps.push({ node, target, before, after });
        else {
          stand(node, neighbour);
          for (const [side, element] of beside) if (element === neighbour) beside.delete(side);
        }
      }
    }
  }
}

/** The child of `parent` that the node is in, or that stands in its place; null: there is none. */
function placeOf(node: Node, parent: Node): Node | null {
  const seen = new Set<Node>();
  for (let at: Node | undefined = node; at && !seen.has(at); at = standIns.get(at)) {
    seen.add(at);
    let top: Node = at;
    while (top.parentNode && top.parentNode !== parent) top = top.parentNode;
    if (top.parentNode === parent) return top;
  }
  return null;
}

/** Puts a text back where something else stands for it. */
function putBack(text: Text): void {
  const seen = new Set<Node>([text]);
  let place = standIns.get(text);
  while (place && !place.isConnected && !seen.has(place)) {
    seen.add(place);
    place = standIns.get(place);
  }
  standIns.delete(text);
  if (place && isElement(place) && place.isConnected) place.replaceWith(text);
}

/** To be called once, before React looks at the page. */
export function tolerateTranslators(): void {
  const observer = new MutationObserver(learn);
  observer.observe(document, { childList: true, subtree: true });
  const prototype = Node.prototype;
  /* eslint-disable @typescript-eslint/unbound-method -- Called with a node each. */
  const { removeChild, insertBefore } = prototype;
  const setValue = Object.getOwnPropertyDescriptor(prototype, "nodeValue")?.set;
  /* eslint-enable @typescript-eslint/unbound-method */

  prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this) return removeChild.call(this, child) as T;
    learn(observer.takeRecords());
    const place = placeOf(child, this);
    if (place?.contains(child)) {
      child.parentNode?.removeChild(child);
      if (isText(child) && place.textContent === "") removeChild.call(this, place);
    } else if (place) removeChild.call(this, place);
    return child;
  };

  prototype.insertBefore = function <T extends Node>(this: Node, node: T, child: Node | null): T {
    if (!child || child.parentNode === this) return insertBefore.call(this, node, child) as T;
    learn(observer.takeRecords());
    return insertBefore.call(this, node, placeOf(child, this)) as T;
  };

  if (!setValue) return;
  Object.defineProperty(prototype, "nodeValue", {
    ...Object.getOwnPropertyDescriptor(prototype, "nodeValue"),
    set(this: Node, value: string | null) {
      if (isText(this) && !this.isConnected) {
        learn(observer.takeRecords());
        putBack(this);
      }
      setValue.call(this, value);
    },
  });
}
