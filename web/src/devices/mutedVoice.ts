// Notices that somebody talks whose microphone is off. It is listened to here alone: the copy of the track
// goes nowhere, and there is none where the browser gave the microphone back.
import type { Readable } from "~/lib/store";

import type { LocalSource } from "./capture";
import { SPEAKS, watchLevel } from "./levelMeter";

/** Of so many levels, 80 ms apart, so many are loud while somebody talks: a cough is not. */
const LISTENS = 10;
const LOUD = 6;

/** Says whether they talk, each time that this changes, until the returned function is called. */
export function watchMutedVoice(microphone: Readable<LocalSource>, onTalking: (talking: boolean) => void): () => void {
  let followed: MediaStreamTrack | null = null;
  let stop: (() => void) | undefined;
  const follow = (): void => {
    const { on, track } = microphone.get();
    const off = !on && track?.readyState === "live" ? track : null;
    if (off === followed) return;
    stop?.();
    followed = off;
    stop = off ? listen(off, onTalking) : undefined;
  };
  follow();
  const leave = microphone.subscribe(follow);
  return () => {
    leave();
    stop?.();
  };
}

function listen(track: MediaStreamTrack, onTalking: (talking: boolean) => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  let loud: boolean[] = [];
  let talks = false;
  const tell = (now: boolean): void => {
    if (now !== talks) onTalking((talks = now));
  };
  const stop = watchLevel(copy, (level) => {
    loud = [...loud, level > SPEAKS].slice(-LISTENS);
    const count = loud.filter(Boolean).length;
    tell(talks ? count > 0 : count >= LOUD);
  });
  return () => {
    stop();
    copy.stop();
    tell(false);
  };
}
