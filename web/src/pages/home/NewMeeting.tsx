import { Video } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { messageOf } from "~/api/errors";
import { createRoom } from "~/api/rooms";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { toast } from "~/ui/toast";

import { nameOfNew } from "./nameOfNew";

export function NewMeeting() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);

  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      const room = await createRoom(nameOfNew());
      await navigate(`/${room.code}`);
    } catch (error) {
      toast(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Button size="lg" busy={busy} onClick={() => void start()}>
      {!busy && <Video aria-hidden className="size-5" />}
      {t.home.newMeeting}
    </Button>
  );
}
