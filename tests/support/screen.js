// Replaces the screen by one of a person's own colour, with a bar that moves over it: Chromium's
// stand-in is the same for everybody, green as a camera may be, and has the voice of the microphone.
(() => {
  if (!navigator.mediaDevices) return;
  const WIDTH = 640;
  const HEIGHT = 360;
  const BAR = 32;
  const { colour, bar, asks } = window.__screen;
  const share = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  // None of the page's own timers, which may be counted.
  const [every, noMore] = [window.setInterval, window.clearInterval];

  navigator.mediaDevices.getDisplayMedia = async (wanted) => {
    if (!asks) return painted();
    // Asked all the same: it may refuse.
    const theirs = await share({ ...wanted, audio: false });
    if (window.__person?.ownScreen) return theirs;
    for (const track of theirs.getTracks()) track.stop();
    return painted();
  };

  function painted() {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext("2d", { alpha: false });
    const stream = canvas.captureStream(10);
    const [track] = stream.getVideoTracks();
    let at = 0;
    const paint = () => {
      if (track.readyState === "ended") noMore(timer);
      context.fillStyle = `rgb(${colour})`;
      context.fillRect(0, 0, WIDTH, HEIGHT);
      context.fillStyle = `rgb(${bar})`;
      context.fillRect((at = (at + BAR / 2) % WIDTH), 0, BAR, HEIGHT);
    };
    const timer = every(paint, 100);
    paint();
    return stream;
  }
})();
