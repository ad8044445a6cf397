// For tests: somebody in a call. Attributes that no test looks at need not be here.
import type { Participant } from "~/protocol/generated";

/** Somebody with a camera and a microphone. */
export const participant = (id: string, more: Partial<Participant> = {}): Participant => ({
  ...({} as Participant),
  id,
  userId: id,
  username: id,
  joinedAt: id,
  microphone: true,
  camera: true,
  screen: false,
  connected: true,
  groupReady: null,
  limited: null,
  decodes: [],
  ...more,
});
