// A page translator: puts what it made of a text in the text's place, and does so again whenever
// there is a new one. What it makes is the text itself, so that a story finds its words.
(() => {
  const LEFT_ALONE = "font, script, style, title, textarea, select";

  function wrapped(text) {
    const outer = document.createElement("font");
    const inner = outer.appendChild(document.createElement("font"));
    inner.append(text);
    return outer;
  }

  function translate(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    if (root.nodeType === Node.TEXT_NODE) texts.push(root);
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.parentElement || text.parentElement.closest(LEFT_ALONE) || text.data === "") continue;
      text.replaceWith(wrapped(text.data));
      window.__translated = (window.__translated ?? 0) + 1;
    }
  }

  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "characterData") translate(target);
      for (const node of addedNodes) if (node.isConnected) translate(node);
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });
})();
