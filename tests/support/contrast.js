// Finds text that is too faint for the ground it stands on, by WCAG's contrast ratio.
(() => {
  const channels = (colour) => colour.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];

  const over = ([red, green, blue, alpha = 1], below) =>
    [red, green, blue].map((channel, index) => channel * alpha + below[index] * (1 - alpha));

  function luminance(colour) {
    const [red, green, blue] = colour.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  const ratio = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };

  // The ground that an element stands on; null where a picture may lie between.
  function ground(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const colour = channels(style.backgroundColor);
      if (colour[3] !== 0) layers.push(colour);
      if ((colour[3] ?? 1) === 1) return layers.reverse().reduce((below, layer) => over(layer, below), [0, 0, 0]);
      if (at.querySelector("video") || (style.position === "absolute" && at.parentElement?.querySelector("video"))) return null;
    }
    return null;
  }

  window.__faint = () => {
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent, parentElement: element } = texts.currentNode;
      const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      // What waits for its turn is left out, and so is what lies behind a dialog.
      if (!textContent.trim() || !seen || element.closest(":disabled, [aria-hidden=true], script, style")) continue;
      const style = getComputedStyle(element);
      const below = ground(element);
      if (!below || element.getBoundingClientRect().width <= 1) continue;
      const found = ratio(over(channels(style.color), below), below);
      const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
      if (found < (large ? 3 : 4.5)) faint.push(`${textContent.trim()}: ${found.toFixed(2)}`);
    }
    return faint;
  };
})();
