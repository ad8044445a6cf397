// One's own picture, as all see it who are in a meeting with one.
import { answers } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";
import { signedIn } from "./signedIn";

export async function putPicture(picture: Blob): Promise<void> {
  const answer = await request("PUT", "/users/me/picture", answers.PictureAnswer, { body: picture });
  show(answer.picture);
}

export async function removePicture(): Promise<void> {
  await request("DELETE", "/users/me/picture", Nothing);
  show(null);
}

function show(picture: string | null): void {
  signedIn.update((user) => user && { ...user, picture });
}
