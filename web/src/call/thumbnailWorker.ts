// Draws a thumbnail beside the page: reading a large photograph must not hold up a call.
import { drawThumbnail } from "./drawThumbnail";

self.onmessage = ({ data }: MessageEvent<Blob>): void => {
  void drawThumbnail(data).then((thumbnail) => self.postMessage(thumbnail));
};
