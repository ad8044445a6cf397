// The meeting's rules, and what concerns everybody: for those who lead the call.
import { DoorOpen, Hand, MicOff, PhoneOff, ScrollText, Users } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";

import type { Rules } from "~/call/leading";
import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button, buttonClass } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Select } from "~/ui/Select";
import { Switch } from "~/ui/Switch";

import { BlockedPeople } from "./BlockedPeople";

const ACCESSES = ["open", "trusted", "restricted"] as const;
const RULES = [
  "mayUnmute",
  "mayShowCamera",
  "mayPresent",
  "mayChat",
  "mayShareFiles",
  "mayReact",
  "mayDraw",
  "mayRename",
] as const;

/** People at a time; 0: as many as the service takes. */
const LIMITS = [0, 2, 5, 10, 20, 50, 100, 200];

/** These, and the one that was chosen elsewhere. */
function limitsWith(chosen: number): readonly number[] {
  return LIMITS.includes(chosen) ? LIMITS : [...LIMITS, chosen].sort((a, b) => a - b);
}

type Toggle = Exclude<keyof Rules, "access" | "history" | "limit">;

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  call: CallView;
}

export function HostControls({ open, onOpenChange, call }: Props) {
  const { leading } = call;
  const { settings, code = "" } = useReadable(call.room) ?? {};
  const [ends, setEnds] = useState(false);
  const toggle = (name: Toggle, hint?: string) => (
    <Switch
      key={name}
      label={t.led.rules[name]}
      {...(hint === undefined ? {} : { hint })}
      checked={settings?.[name] ?? name === "mayDraw"}
      onChange={(on) => leading.setRules({ [name]: on })}
    />
  );
  return (
    <>
      <Dialog open={open && !ends} onOpenChange={onOpenChange} title={t.led.hostControls}>
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap gap-2">
            <Button variant="secondary" size="sm" onClick={() => leading.muteAll()}>
              <MicOff aria-hidden className="size-4" />
              {t.led.muteAll}
            </Button>
            <Button variant="secondary" size="sm" onClick={() => leading.lowerHands()}>
              <Hand aria-hidden className="size-4" />
              {t.led.lowerHands}
            </Button>
          </div>
          {toggle("locked", t.led.lockedText)}
          <section className="flex flex-col gap-2">
            <h3 className="text-xs font-medium text-ink-muted">{t.led.everybodyMay}</h3>
            {RULES.map((name) => toggle(name))}
          </section>
          <section className="flex flex-col gap-2">
            <h3 className="text-xs font-medium text-ink-muted">{t.led.whoComes}</h3>
            {toggle("muteOnEntry")}
            {toggle("waitForHost")}
            <Switch
              label={t.led.onlyNew}
              checked={settings?.history === "joined"}
              onChange={(on) => leading.setRules({ history: on ? "joined" : "all" })}
            />
            <Select
              label={t.led.access}
              icon={DoorOpen}
              empty=""
              value={settings?.access ?? "trusted"}
              options={ACCESSES.map((id) => ({ id, label: t.led.accesses[id] }))}
              onChange={(id) => {
                const access = ACCESSES.find((one) => one === id);
                if (access) leading.setRules({ access });
              }}
            />
            <Select
              label={t.led.limit}
              icon={Users}
              empty=""
              value={String(settings?.limit ?? 0)}
              options={limitsWith(settings?.limit ?? 0).map((count) => ({
                id: String(count),
                label: t.led.limits(count),
              }))}
              onChange={(id) => leading.setRules({ limit: id === "0" ? null : Number(id) })}
            />
          </section>
          <BlockedPeople code={code} />
          <Link to={`/log/${code}`} target="_blank" className={buttonClass("secondary")}>
            <ScrollText aria-hidden className="size-4" />
            {t.log.open}
          </Link>
          <Button variant="danger" onClick={() => setEnds(true)}>
            <PhoneOff aria-hidden className="size-4" />
            {t.led.endForAll}
          </Button>
        </div>
      </Dialog>
      <Dialog open={open && ends} onOpenChange={() => setEnds(false)} title={t.led.endHeading} text={t.led.endText}>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="secondary" onClick={() => setEnds(false)}>
            {t.actions.cancel}
          </Button>
          <Button variant="danger" onClick={() => leading.endForAll()}>
            {t.led.endForAll}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
