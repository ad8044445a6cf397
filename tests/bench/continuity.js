// What a bench asks about interruptions: how long no new picture, and no sound, of one person came.
(() => {
  // Audio elements are not in the page's tree: they are found when they play.
  const players = new Set();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement) players.add(this);
    return play.call(this);
  };

  const OTHERS = '[data-testid="tile"][data-local="false"][data-source="camera"]';
  let gap;
  let lasts;
  let on = false;

  /** From now on, the longest gaps in the pictures of all others, and in all that sounds. */
  function begin() {
    gap = { picture: 0, sound: 0, end: 0 };
    lasts = new Map();
    on = true;
    watch();
    listen();
  }

  /** Milliseconds of the longest gaps, and the wall clock, in seconds, when the one in pictures was over. */
  function end() {
    on = false;
    const now = performance.now();
    for (const [name, last] of lasts) pictured(name, now, last);
    return { ...gap };
  }

  function pictured(name, now, last) {
    if (now - last <= gap.picture) return;
    gap.picture = now - last;
    gap.end = (performance.timeOrigin + now) / 1000;
  }

  function watch() {
    const watched = new Set();
    const adopt = () => {
      for (const tile of document.querySelectorAll(OTHERS)) {
        // By name: who comes back after a restart is another participant.
        const name = tile.textContent;
        if (!lasts.has(name)) lasts.set(name, performance.now());
        for (const video of tile.querySelectorAll("video")) {
          if (watched.has(video)) continue;
          watched.add(video);
          const frame = (now) => {
            if (!on) return;
            // A picture that waits behind the one that is shown is not seen yet.
            if (video.isConnected && video.style.opacity !== "0") {
              pictured(name, now, lasts.get(name));
              lasts.set(name, now);
            }
            video.requestVideoFrameCallback(frame);
          };
          video.requestVideoFrameCallback(frame);
        }
      }
      if (on) setTimeout(adopt, 5);
    };
    adopt();
  }

  function listen() {
    const audio = new AudioContext({ latencyHint: 0 });
    const ears = new Map();
    const samples = new Float32Array(256);
    let last = performance.now();
    const step = () => {
      let sounds = false;
      for (const player of players) {
        const track = player.srcObject?.getAudioTracks()[0];
        if (!track || player.muted) continue;
        if (!ears.has(track)) {
          const ear = new AnalyserNode(audio, { fftSize: samples.length, smoothingTimeConstant: 0 });
          audio.createMediaStreamSource(new MediaStream([track])).connect(ear);
          ears.set(track, ear);
        }
        ears.get(track).getFloatTimeDomainData(samples);
        sounds ||= samples.some((sample) => Math.abs(sample) > 0.02);
      }
      const now = performance.now();
      if (sounds) {
        gap.sound = Math.max(gap.sound, now - last);
        last = now;
      }
      if (on) setTimeout(step, 4);
      else void audio.close();
    };
    step();
  }

  window.__continuity = { begin, end };
})();
