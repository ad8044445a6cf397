// Keeps watch over tiles, each [name, source]: how often one was drawn without a picture, for how long
// its picture stood still at the longest, and the mean colours of all that it showed.
(() => {
  /** Milliseconds: a page that stands still itself says nothing about its pictures. */
  const AWAKE = 100;

  let kept = [];
  let before;

  function begin(tiles) {
    kept = tiles.map(([name, source]) => ({ name, source, empty: 0, still: 0, longest: 0, shape: "", colours: [] }));
    before = performance.now();
    requestAnimationFrame(look);
  }

  function look(now) {
    const passed = Math.min(Math.max(now - before, 0), AWAKE);
    before = now;
    for (const each of kept) see(each, passed);
    if (kept.length > 0) requestAnimationFrame(look);
  }

  function see(each, passed) {
    each.still += passed;
    const video = shown(each);
    if (!video) {
      each.empty += 1;
    } else {
      const { shape, colour } = __probe.picture(video);
      if (shape !== each.shape) {
        each.shape = shape;
        each.colours.push(colour);
        each.still = 0;
      }
    }
    each.longest = Math.max(each.longest, each.still);
  }

  /** The video in front: another may wait behind it. */
  function shown({ name, source }) {
    const tiles = [...document.querySelectorAll(`[data-testid="tile"][data-source="${source}"]`)];
    const tile = tiles.find((one) => one.textContent.includes(name));
    const videos = tile ? [...tile.querySelectorAll("video")] : [];
    return videos.find((video) => video.style.opacity !== "0" && video.videoWidth > 0);
  }

  function end() {
    const found = kept.map(({ empty, longest, colours }) => ({ empty, longest, colours }));
    kept = [];
    return found;
  }

  window.__steady = { begin, end };
})();
