-- What servers had to do, minute by minute: for the plots of those who run the service. After a day ten
-- minutes are one line, after a week they are gone.

-- at: the beginning of the minute, or of the ten, by the clock of the server.
CREATE TABLE samples (
    node text NOT NULL,
    span smallint NOT NULL,
    at timestamptz NOT NULL,
    people integer NOT NULL,
    rooms integer NOT NULL,
    streams integer NOT NULL,
    sends integer NOT NULL,
    server_cpu real NOT NULL,
    workers_cpu real NOT NULL,
    busiest_cpu real NOT NULL,
    measured integer NOT NULL,
    loss_down real NOT NULL,
    loss_up real NOT NULL,
    PRIMARY KEY (node, span, at)
);

CREATE INDEX samples_at_idx ON samples (at);
