// What a bench asks about interruptions: how long no new picture, and no sound, of somebody came.
(() => {
  // Audio elements are not in the page's tree: they are found when they play.
  const players = new Set();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement) players.add(this);
    return play.call(this);
  };

  const OTHERS = '[data-testid="tile"][data-local="false"]';
  /** Samples that are judged at a time, by twice as many: less than 3 ms. */
  const BLOCK = 128;
  /** What a page may be too busy to look at for a while is not lost: 170 ms. */
  const KEPT = 8192;
  const AUDIBLE = 0.02;

  let gap;
  let began;
  let lasts;
  let frames;
  let on = false;

  /** From now on, the longest gaps in the pictures of all others, and in voices by their tones. */
  function begin(tones = []) {
    gap = { camera: 0, cameraEnd: 0, screen: 0, screenEnd: 0, sound: 0, soundEnd: 0 };
    began = performance.now();
    lasts = new Map();
    frames = new Map();
    on = true;
    watch();
    if (tones.length > 0) listen(tones);
  }

  /**
   * The longest gaps in milliseconds, the wall clock in seconds when each was over, and how many
   * pictures a second there were of whom there were fewest.
   */
  function end() {
    on = false;
    const now = performance.now();
    for (const [name, last] of lasts) found(name.split(" ")[1], now - last, now);
    const seconds = (now - began) / 1000;
    return { ...gap, fps: Math.min(...[...frames.values()].map((count) => count / seconds)) };
  }

  function found(what, milliseconds, now) {
    if (milliseconds <= gap[what]) return;
    gap[what] = milliseconds;
    gap[`${what}End`] = (performance.timeOrigin + now) / 1000;
  }

  function watch() {
    const watched = new Set();
    const since = began;
    const adopt = () => {
      for (const tile of document.querySelectorAll(OTHERS)) {
        // By name: who comes back after a restart is another participant.
        const { source } = tile.dataset;
        const name = `${/[a-z]+\d+/.exec(tile.textContent)?.[0]} ${source}`;
        for (const video of tile.querySelectorAll("video")) {
          if (watched.has(video)) continue;
          watched.add(video);
          if (!lasts.has(name)) {
            lasts.set(name, performance.now());
            frames.set(name, 0);
          }
          let counted;
          // When it was shown, and not when a busy page hears of it.
          const frame = (_now, { presentedFrames, presentationTime: shown }) => {
            if (!on || began !== since) return;
            // A picture that waits behind the one that is shown is not seen yet.
            if (video.isConnected && video.style.opacity !== "0") {
              // A busy page is not told of each frame, but those in between were seen.
              const seen = presentedFrames - (counted ?? presentedFrames - 1);
              found(source, (shown - lasts.get(name)) / seen, shown);
              lasts.set(name, Math.max(shown, lasts.get(name)));
              frames.set(name, frames.get(name) + seen);
            }
            counted = presentedFrames;
            video.requestVideoFrameCallback(frame);
          };
          video.requestVideoFrameCallback(frame);
        }
      }
      if (on && began === since) setTimeout(adopt, 5);
    };
    adopt();
  }

  /** How strong a tone is in the two blocks that end there. */
  function strength(samples, end, radians) {
    let real = 0;
    let imaginary = 0;
    for (let at = 0; at < 2 * BLOCK; at++) {
      // Weighed, so that other tones count for nothing.
      const weight = 1 - Math.cos((Math.PI * (at + 0.5)) / BLOCK);
      const sample = samples[end - 2 * BLOCK + at] * weight;
      real += sample * Math.cos(at * radians);
      imaginary += sample * Math.sin(at * radians);
    }
    return Math.hypot(real, imaginary) / BLOCK;
  }

  /** Each voice by its tone: what another says at the time must not fill its gaps. */
  function listen(tones) {
    const audio = new AudioContext({ latencyHint: 0 });
    const ears = new Map();
    const quiet = new Map(tones.map((tone) => [tone, 0]));
    const since = began;
    let heardUntil = audio.currentTime;

    const hear = () => {
      const heard = [];
      for (const player of players) {
        const track = player.srcObject?.getAudioTracks()[0];
        if (!track) continue;
        if (!ears.has(track)) {
          const ear = new AnalyserNode(audio, { fftSize: KEPT, smoothingTimeConstant: 0 });
          audio.createMediaStreamSource(new MediaStream([track])).connect(ear);
          ears.set(track, { ear, samples: new Float32Array(KEPT) });
        }
        if (player.muted) continue;
        const { ear, samples } = ears.get(track);
        ear.getFloatTimeDomainData(samples);
        heard.push(samples);
      }
      return heard;
    };

    const step = () => {
      const heard = hear();
      const blocks = Math.floor(((audio.currentTime - heardUntil) * audio.sampleRate) / BLOCK);
      heardUntil += (blocks * BLOCK) / audio.sampleRate;
      for (const tone of tones) {
        const radians = (2 * Math.PI * tone) / audio.sampleRate;
        for (let block = Math.min(blocks, KEPT / BLOCK - 2); block > 0; block--) {
          const at = KEPT - (block - 1) * BLOCK;
          if (heard.some((samples) => strength(samples, at, radians) > AUDIBLE)) {
            quiet.set(tone, 0);
            continue;
          }
          quiet.set(tone, quiet.get(tone) + (1000 * BLOCK) / audio.sampleRate);
          found("sound", quiet.get(tone), performance.now());
        }
      }
      if (on && began === since) setTimeout(step, 4);
      else void audio.close();
    };
    step();
  }

  window.__continuity = { begin, end };
})();
