import { Server } from "lucide-react";
import { useState } from "react";

import { samples, type SamplesAnswer } from "~/api/admin";
import { t } from "~/text/t";
import { Section } from "~/ui/Section";
import { Segments } from "~/ui/Segments";
import { Select } from "~/ui/Select";

import { Loaded } from "~/pages/admin/Loaded";
import { useAnswer } from "~/pages/admin/useAnswer";

import { gaps } from "./plot";
import { Plot } from "./Plot";
import { SampleTable } from "./SampleTable";
import { lost, steps, values } from "./series";

const A_DAY = 24;
const SPANS = [1, A_DAY, 7 * A_DAY].map((id) => ({ id, label: t.load.hours(id) }));
const ALL = "";
/** Milliseconds: there is a sample a minute. */
const AGAIN = 60_000;

/** What servers had to do in the last hours, without anything else that watches them. */
export function ServiceLoad() {
  const [hours, setHours] = useState(A_DAY);
  const [server, setServer] = useState(ALL);
  const [answer, again] = useAnswer(() => samples(hours, server || null), `${hours} ${server}`, AGAIN);
  const [known, setKnown] = useState<readonly string[]>([]);
  const servers = answer.state === "ready" ? answer.said.servers : known;
  if (servers !== known) setKnown(servers);
  return (
    <Section title={t.load.heading} text={t.load.text}>
      <div className="mb-5 flex flex-wrap items-end gap-x-6 gap-y-4">
        <Segments label={t.load.span} name="span" value={hours} options={SPANS} onChange={setHours} />
        {(servers.length > 1 || server !== ALL) && (
          <Select
            label={t.load.server}
            icon={Server}
            empty={server}
            value={server}
            options={[{ id: ALL, label: t.load.allServers }, ...servers.map((name) => ({ id: name, label: name }))]}
            onChange={setServer}
          />
        )}
      </div>
      <Loaded answer={answer} again={again}>
        {(said) => <Plots said={said} together={server === ALL && said.servers.length > 1} />}
      </Loaded>
    </Section>
  );
}

interface PlotsProps {
  said: SamplesAnswer;
  /** Of several servers: shares of a core are the busiest one's, all else is summed up. */
  together: boolean;
}

function Plots({ said, together }: PlotsProps) {
  const [begins, ends, every] = [new Date(said.begins), new Date(said.ends), steps(said)];
  const span = { begins, ends };
  const people = values(every, (one) => one.people);
  if (said.items.length === 0) return <p className="text-ink-muted">{t.load.none}</p>;
  return (
    <>
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2">
        <Plot {...span} whole title={t.load.people} lines={[{ name: "", values: people }]} />
        <Plot {...span} whole title={t.load.rooms} lines={[{ name: "", values: values(every, (one) => one.rooms) }]} />
        <Plot
          {...span}
          whole
          title={t.load.streams}
          lines={[{ name: "", values: values(every, (one) => one.streams) }]}
        />
        <Plot {...span} title={t.load.sends} lines={[{ name: "", values: values(every, (one) => one.sends / 1000) }]} />
        <Plot
          {...span}
          title={t.load.cpu}
          least={100}
          lines={[
            { name: together ? t.load.ofBusiest : t.load.ofServer, values: values(every, (one) => one.serverCpu) },
            { name: t.load.ofWorker, values: values(every, (one) => one.busiestCpu) },
          ]}
        />
        <Plot
          {...span}
          title={t.load.loss}
          lines={[
            { name: t.load.lossDown, values: values(every, (one) => lost(one, "lossDown")) },
            { name: t.load.lossUp, values: values(every, (one) => lost(one, "lossUp")) },
          ]}
        />
      </div>
      {gaps(people, 1).length > 0 && <p className="mt-4 text-sm text-ink-muted">{t.load.gaps}</p>}
      <SampleTable said={said} />
    </>
  );
}
