// Keeps what passes it, in that order.
import type { FrameTransform } from "~/rtc/frameTransform";

export class RecordingTransform implements FrameTransform {
  readonly senders: RTCRtpSender[] = [];
  readonly receivers: [receiver: RTCRtpReceiver, participantId: string][] = [];

  sender(sender: RTCRtpSender): void {
    this.senders.push(sender);
  }

  receiver(receiver: RTCRtpReceiver, participantId: string): void {
    this.receivers.push([receiver, participantId]);
  }
}
