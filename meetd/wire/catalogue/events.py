"""Every event that clients are told."""

from __future__ import annotations

from meetd.media import events as media
from meetd.rooms import events as rooms
from meetd.wire import events
from meetd.wire.catalogue.definitions import Event

SESSION_ENDED = Event("session:ended", events.Ended, "One was signed out.")

EVENTS = (
    Event("participant:joined", rooms.ParticipantJoined, "Somebody came in."),
    Event(
        "participant:updated",
        rooms.ParticipantUpdated,
        "What others see of somebody changed; told to everybody, or all others.",
    ),
    Event("participant:left", rooms.ParticipantLeft, "Somebody went."),
    Event(
        "participants:changed",
        rooms.RosterChanged,
        "In a large room instead of these three: what became of people since this was told last.",
    ),
    Event("mode", rooms.ModeState, "How media travels from now on."),
    Event("mode:settled", rooms.ModeSettled, "All have the new path: the older one may go."),
    Event("p2p:signal", rooms.Signal, "Another page says something.", events.SignalFrom),
    Event("sfu:producer:new", media.ProducerOpened, "Somebody sends a source."),
    Event(
        "sfu:producer:paused",
        media.ProducerSwitched,
        "A source was paused.",
        events.SwitchedProducer,
        lambda event: bool(event.producer.paused),
    ),
    Event(
        "sfu:producer:resumed",
        media.ProducerSwitched,
        "A source goes on.",
        events.SwitchedProducer,
        lambda event: not event.producer.paused,
    ),
    Event("sfu:producer:closed", media.ProducerClosed, "A source ended.", events.ProducerRef),
    Event(
        "sfu:producer:demand",
        media.ProducerDemand,
        "To its owner: how much of a source anybody watches.",
        events.WantedLayer,
    ),
    Event("sfu:consumer:closed", media.ConsumerClosed, "It is gone.", events.ClosedConsumer),
    Event(
        "sfu:consumer:layers",
        media.ConsumerLayers,
        "The layers that it forwards changed.",
        events.ForwardedLayers,
    ),
    Event("sfu:consumer:score", media.ConsumerScore, "It fares so well.", events.Scores),
    Event(
        "sfu:transport:closed",
        media.TransportClosed,
        "It ended by itself: a new one is needed.",
        events.ClosedTransport,
    ),
    Event(
        "speakers",
        media.DominantSpeakerChanged,
        "Somebody else speaks above all others, or nobody.",
    ),
    Event("chat:message", rooms.ChatDelivered, "Somebody wrote something, oneself too."),
    Event("room:ended", rooms.RoomEnded, "One is out of the room.", events.Ended),
    SESSION_ENDED,
)
