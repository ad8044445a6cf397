// The sound of what is presented, without the voices of the call: others would hear themselves again.

interface CaptureHandles {
  setCaptureHandleConfig?: (config: { handle: string; permittedOrigins: string[] }) => void;
}
type HandledTrack = MediaStreamTrack & { getCaptureHandle?: () => { handle?: string } | null };
type Supported = MediaTrackSupportedConstraints & { restrictOwnAudio?: boolean };
type Wanted = MediaTrackConstraints & { restrictOwnAudio?: boolean };

/** What this page is known by to itself when it is the tab that is captured. */
let ownHandle = "";

/** What to ask for: the sound as it is but for the page's own, or else without its echo. */
export function screenSound(): MediaTrackConstraints {
  const media = navigator.mediaDevices;
  const { restrictOwnAudio = false } = media.getSupportedConstraints() as Supported;
  const wanted: Wanted = { echoCancellation: !restrictOwnAudio, noiseSuppression: false, autoGainControl: false };
  if (restrictOwnAudio) wanted.restrictOwnAudio = true;
  nameOwnTab(media as CaptureHandles);
  return wanted;
}

/** Keeps the sound silent while the meeting's own tab is presented, which is heard in full there: Chromium 156
 * knows `restrictOwnAudio` but does not apply it to tabs, and echo cancellation takes 20 dB. */
export function silenceOwnTab(video: MediaStreamTrack, audio: MediaStreamTrack): void {
  const check = (): void => {
    const handle = (video as HandledTrack).getCaptureHandle?.()?.handle;
    audio.enabled = ownHandle === "" || handle !== ownHandle;
  };
  // The person may go over to another tab.
  video.addEventListener("capturehandlechange", check);
  check();
}

function nameOwnTab(media: CaptureHandles): void {
  if (ownHandle !== "" || !media.setCaptureHandleConfig) return;
  const handle = Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");
  try {
    media.setCaptureHandleConfig({ handle, permittedOrigins: [location.origin] });
    ownHandle = handle;
  } catch {
    // A frame has no tab of its own.
  }
}
