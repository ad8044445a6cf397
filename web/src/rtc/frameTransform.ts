// What becomes of frames between coder and network, as where they are encrypted from end to end. Each
// sender and each receiver of a call passes here once, before anything goes through it.

export interface FrameTransform {
  sender(sender: RTCRtpSender): void;
  /** `participantId`: who sends what it receives. */
  receiver(receiver: RTCRtpReceiver, participantId: string): void;
}

/** Frames go as they are. */
export const IDENTITY: FrameTransform = { sender: () => undefined, receiver: () => undefined };
