// A silent voice in place of one on standby.
//
// The clock of a voice, its RTP timestamps, stands still while there is no track, and a browser that
// receives it believes for seconds afterwards that it comes too late (RFC 3550, section 6.4.1): it
// holds the pictures of the same person back until they fit. Silence costs next to nothing (DTX).
export class Silence {
  #voice: MediaStreamTrack | null = null;
  #silent: MediaStreamTrack | null = null;

  /** The silence in place of that voice. */
  of(voice: MediaStreamTrack): MediaStreamTrack {
    if (this.#silent && this.#voice === voice) return this.#silent;
    this.end();
    this.#voice = voice;
    this.#silent = voice.clone();
    this.#silent.enabled = false;
    return this.#silent;
  }

  is(track: MediaStreamTrack | null): boolean {
    return track !== null && track === this.#silent;
  }

  end(): void {
    this.#silent?.stop();
    this.#voice = this.#silent = null;
  }
}
