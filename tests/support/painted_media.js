// Replaces the camera and the microphone by ones that say when they were captured.
// Picture: a colour of the person's own, a moving bar, and the wall clock as blocks of black and
// white, four rows of ten: 32 bits of milliseconds, then 8 bits of their sum. Sound: a tone of the
// person's own and, once a second, a click whose wall clock time is a whole second.
(() => {
  const person = window.__person ?? { hue: 210, tone: 440 };
  const COLUMNS = 10;
  const ROWS = 4;
  const BLOCK = 24;
  const wallClock = () => performance.timeOrigin + performance.now();

  function bitsOf(milliseconds) {
    const value = Math.floor(milliseconds) >>> 0;
    let sum = 0;
    for (let byte = 0; byte < 4; byte++) sum = (sum + ((value >>> (8 * byte)) & 255)) & 255;
    const bits = [];
    for (let bit = 31; bit >= 0; bit--) bits.push((value >>> bit) & 1);
    for (let bit = 7; bit >= 0; bit--) bits.push((sum >>> bit) & 1);
    return bits;
  }

  // What no encoder can foresee: each layer takes all the bits that it may have.
  function scatter(context, width, height) {
    for (let block = 0; block < 500; block++) {
      context.fillStyle = `hsl(${person.hue} 60% ${20 + 60 * Math.random()}%)`;
      context.fillRect(width * Math.random(), height * Math.random(), BLOCK, BLOCK);
    }
  }

  function paintedTrack(width, height, frameRate) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { alpha: false });
    const stream = canvas.captureStream(0);
    const [track] = stream.getVideoTracks();
    const paint = () => {
      const now = wallClock();
      context.fillStyle = `hsl(${person.hue} 60% 45%)`;
      context.fillRect(0, 0, width, height);
      if (person.noisy) scatter(context, width, height);
      context.fillStyle = `hsl(${person.hue} 60% 75%)`;
      context.fillRect(((now / 4) % (width + 40)) - 40, height - 60, 40, 40);
      bitsOf(now).forEach((bit, index) => {
        context.fillStyle = bit ? "#fff" : "#000";
        context.fillRect((index % COLUMNS) * BLOCK, Math.floor(index / COLUMNS) * BLOCK, BLOCK, BLOCK);
      });
      track.requestFrame();
    };
    const timer = setInterval(() => {
      if (track.readyState === "ended") clearInterval(timer);
      else paint();
    }, 1000 / frameRate);
    paint();
    return track;
  }

  function soundingTrack() {
    // What is only sent needs no speaker, which takes a tenth of a small machine for each page.
    const audio = new AudioContext(person.click ? { latencyHint: 0 } : { sinkId: { type: "none" } });
    const destination = audio.createMediaStreamDestination();
    const tone = audio.createOscillator();
    const quiet = audio.createGain();
    tone.frequency.value = person.tone;
    quiet.gain.value = person.click ? 0.001 : 0.2;
    tone.connect(quiet).connect(destination);
    tone.start();
    if (person.beeps) {
      // A steady tone is taken for noise, and nobody for its speaker.
      const beat = new OscillatorNode(audio, { type: "square", frequency: 2 });
      beat.connect(new GainNode(audio, { gain: quiet.gain.value })).connect(quiet.gain);
      beat.start();
    }
    if (person.talks) {
      // By the clock, so that all who talk say the same at the same time, as one voice in one room.
      setInterval(() => {
        let syllable = Math.floor(wallClock() / 400) >>> 0;
        for (const factor of [0x2c1b3c6d, 0x297a2d39]) syllable = Math.imul(syllable ^ (syllable >>> 15), factor);
        quiet.gain.setTargetAtTime(syllable < 0 ? 0.2 : 0, audio.currentTime, 0.01);
      }, 50);
    }
    if (person.click) {
      const click = audio.createOscillator();
      const gate = audio.createGain();
      click.frequency.value = 1500;
      gate.gain.value = 0;
      click.connect(gate).connect(destination);
      click.start();
      let next = Math.ceil(wallClock() / 1000) * 1000 + 1000;
      setInterval(() => {
        const now = wallClock();
        if (next - now > 500) return;
        const at = audio.currentTime + (next - now) / 1000;
        gate.gain.setValueAtTime(0.9, at);
        gate.gain.setValueAtTime(0, at + 0.06);
        next += 1000;
      }, 100);
    }
    const [track] = destination.stream.getAudioTracks();
    closedAfter(track, audio);
    return track;
  }

  // With the last of its clones.
  function closedAfter(first, audio) {
    const tracks = [first];
    const watched = (track) => {
      const clone = track.clone.bind(track);
      track.clone = () => {
        const copy = watched(clone());
        tracks.push(copy);
        return copy;
      };
      return track;
    };
    watched(first);
    const timer = setInterval(() => {
      if (tracks.some(({ readyState }) => readyState === "live")) return;
      clearInterval(timer);
      void audio.close();
    }, 1000);
  }

  const size = (wanted, otherwise) =>
    typeof wanted === "number" ? wanted : (wanted?.exact ?? wanted?.ideal ?? otherwise);

  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio, video }) => {
    const tracks = [];
    if (audio) tracks.push(soundingTrack());
    if (video && person.ownCamera) {
      // The browser's own never waits for the page, as a painted one does.
      tracks.push(...(await original({ video })).getTracks());
    } else if (video) {
      const width = Math.min(size(video.width, 640), person.width ?? 640);
      const height = Math.min(size(video.height, 360), person.height ?? 360);
      tracks.push(paintedTrack(width, height, person.frameRate ?? 30));
    }
    return new MediaStream(tracks);
  };

  // The wall clock that a picture carries, or null where it cannot be read.
  const reader = document.createElement("canvas");
  reader.width = 640;
  reader.height = 360;
  const readerContext = reader.getContext("2d", { willReadFrequently: true });
  window.__readClock = (video) => {
    readerContext.drawImage(video, 0, 0, reader.width, reader.height);
    const pixels = readerContext.getImageData(0, 0, COLUMNS * BLOCK, ROWS * BLOCK).data;
    let value = 0;
    let sum = 0;
    for (let index = 0; index < 40; index++) {
      const x = (index % COLUMNS) * BLOCK + BLOCK / 2;
      const y = Math.floor(index / COLUMNS) * BLOCK + BLOCK / 2;
      const bit = pixels[(y * COLUMNS * BLOCK + x) * 4 + 1] > 127 ? 1 : 0;
      if (index < 32) value = ((value << 1) | bit) >>> 0;
      else sum = (sum << 1) | bit;
    }
    let expected = 0;
    for (let byte = 0; byte < 4; byte++) expected = (expected + ((value >>> (8 * byte)) & 255)) & 255;
    return sum === expected ? value : null;
  };
  window.__wallClock32 = () => Math.floor(wallClock()) >>> 0;
})();
