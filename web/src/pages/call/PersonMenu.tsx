// What everybody may do with somebody, and who leads the call besides, beside their name.
import {
  Ban,
  Crown,
  EllipsisVertical,
  Eye,
  Hand,
  Mic,
  MicOff,
  MonitorX,
  ShieldCheck,
  UserRound,
  UserX,
  Video,
  VideoOff,
} from "lucide-react";
import { useState } from "react";

import type { CallView, Role, Tile } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";

import { OwnItems } from "./OwnItems";

interface Props {
  call: CallView;
  person: Tile;
  presents: boolean;
}

/** What cannot be taken back by who did it is asked once more. */
type Question = "block" | "host";

export function PersonMenu({ call, person, presents }: Props) {
  const { participantId: id, username, role, hand, microphone, hasVideo, guest } = person;
  const { leading } = call;
  const may = useReadable(leading.permissions);
  const [question, setQuestion] = useState<Question | null>(null);
  const leads = may.has("moderate");
  const appoints = may.has("appoint");
  const below = role !== "host" && (role !== "cohost" || appoints);
  const give = (next: Role) => (): void => leading.giveRole(id, next);
  const name = isolated(username);
  const sends = role !== "viewer";
  const sounds = sends && person.companionOf === null;
  return (
    <>
      <Menu
        trigger={<IconButton icon={EllipsisVertical} size="sm" label={t.led.moreFor(name)} hint={t.actions.more} />}
      >
        <OwnItems call={call} tile={person} />
        {leads && (
          <>
            <MenuLine />
            {microphone ? (
              <MenuItem icon={MicOff} onSelect={() => leading.stop(id, "microphone")}>
                {t.led.mute}
              </MenuItem>
            ) : (
              sounds && (
                <MenuItem icon={Mic} onSelect={() => leading.ask(id, "microphone")}>
                  {t.led.askToUnmute}
                </MenuItem>
              )
            )}
            {hasVideo ? (
              <MenuItem icon={VideoOff} onSelect={() => leading.stop(id, "camera")}>
                {t.led.stopCamera}
              </MenuItem>
            ) : (
              sends && (
                <MenuItem icon={Video} onSelect={() => leading.ask(id, "camera")}>
                  {t.led.askForCamera}
                </MenuItem>
              )
            )}
            {presents && (
              <MenuItem icon={MonitorX} onSelect={() => leading.stop(id, "screen")}>
                {t.led.stopPresenting}
              </MenuItem>
            )}
            {hand !== null && (
              <MenuItem icon={Hand} onSelect={() => leading.lowerHand(id)}>
                {t.led.lowerHand}
              </MenuItem>
            )}
            {below && <MenuLine />}
            {below && appoints && role !== "cohost" && (
              <MenuItem icon={ShieldCheck} onSelect={give("cohost")}>
                {t.led.make.cohost}
              </MenuItem>
            )}
            {below && role !== "participant" && (
              <MenuItem icon={UserRound} onSelect={give("participant")}>
                {t.led.make.participant}
              </MenuItem>
            )}
            {below && role !== "viewer" && (
              <MenuItem icon={Eye} onSelect={give("viewer")}>
                {t.led.make.viewer}
              </MenuItem>
            )}
            {appoints && !guest && (
              <MenuItem icon={Crown} onSelect={() => setQuestion("host")}>
                {t.led.make.host}
              </MenuItem>
            )}
            {below && <MenuLine />}
            {below && (
              <MenuItem icon={UserX} danger onSelect={() => leading.remove(id, false)}>
                {t.led.remove}
              </MenuItem>
            )}
            {below && (
              <MenuItem icon={Ban} danger onSelect={() => setQuestion("block")}>
                {t.led.block}
              </MenuItem>
            )}
          </>
        )}
      </Menu>
      <Confirm
        question={question}
        name={name}
        onClose={() => setQuestion(null)}
        onYes={() => (question === "host" ? leading.giveRole(id, "host") : leading.remove(id, true))}
      />
    </>
  );
}

interface ConfirmProps {
  question: Question | null;
  name: string;
  onClose: () => void;
  onYes: () => void;
}

function Confirm({ question, name, onClose, onYes }: ConfirmProps) {
  const asks = t.led.asks[question ?? "block"];
  return (
    <Dialog open={question !== null} onOpenChange={onClose} title={asks.heading(name)} text={asks.text}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="secondary" onClick={onClose}>
          {t.actions.cancel}
        </Button>
        <Button
          variant={question === "host" ? "primary" : "danger"}
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {asks.yes}
        </Button>
      </div>
    </Dialog>
  );
}
