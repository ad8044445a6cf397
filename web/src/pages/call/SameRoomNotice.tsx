import { useEffect, useRef, useState } from "react";

import { sounds, watchSameVoices } from "~/call/sameVoices";
import type { CallView } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

import { Closable } from "./Closable";
import { failed } from "./failed";

/** Offers to leave the sound to the other computer, where two are heard in one physical room. Said once of each. */
export function SameRoomNotice({ call }: { call: CallView }) {
  const [found, setFound] = useState<string | null>(null);
  const said = useRef(new Set<string>());
  useEffect(
    () =>
      watchSameVoices(call, (participantId) => {
        if (said.current.has(participantId)) return;
        said.current.add(participantId);
        setFound(participantId);
      }),
    [call],
  );
  const name = useSelected(
    call.participants,
    (people) => people.find((one) => one.id === found && sounds(one))?.username,
  );
  if (found === null || name === undefined) return null;
  return (
    <Closable role="status" onClose={() => setFound(null)}>
      {t.sameRoom.heard(isolated(name))}{" "}
      <button
        type="button"
        className="rounded-sm font-semibold underline underline-offset-2"
        onClick={() => void call.accompany(found).catch(failed)}
      >
        {t.sameRoom.leaveIt}
      </button>
      .
    </Closable>
  );
}
