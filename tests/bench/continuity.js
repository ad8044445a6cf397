// What a bench asks about interruptions: how long no new picture, and no sound, of one person came.
(() => {
  // Audio elements are not in the page's tree: they are found when they play.
  const players = new Set();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement) players.add(this);
    return play.call(this);
  };

  const gap = { picture: 0, sound: 0 };
  let on = false;

  /** From now on, the longest gaps in a tile's pictures and in all that sounds. */
  function begin(tile) {
    gap.picture = gap.sound = 0;
    on = true;
    watch(tile);
    listen();
  }

  function end() {
    on = false;
    return { ...gap };
  }

  function watch(tile) {
    let last = performance.now();
    const watched = new Set();
    const adopt = () => {
      for (const video of tile.querySelectorAll("video")) {
        if (watched.has(video)) continue;
        watched.add(video);
        const frame = (now) => {
          if (!on) return;
          // A picture that waits behind the one that is shown is not seen yet.
          if (video.isConnected && video.style.opacity !== "0") {
            gap.picture = Math.max(gap.picture, now - last);
            last = now;
          }
          video.requestVideoFrameCallback(frame);
        };
        video.requestVideoFrameCallback(frame);
      }
      if (on) setTimeout(adopt, 5);
      else gap.picture = Math.max(gap.picture, performance.now() - last);
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
