"""Every event that clients are told."""

from __future__ import annotations

from meetd.media import events as media
from meetd.rooms import board, drawings, polls, shared_timer
from meetd.rooms import breakout_events as breakouts
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
    Event(
        "knocks",
        rooms.KnocksChanged,
        "To those who may let them in: who asks to come in, and how many do.",
    ),
    Event(
        "knock:answered",
        rooms.KnockAnswered,
        "To who asked to come in: `admitted`, so that `join` lets them in, or not.",
        events.Answered,
    ),
    Event("room:changed", rooms.RoomChanged, "The room has another name, or other settings."),
    Event("chat:changed", rooms.ChatChanged, "Somebody changed or deleted a message."),
    Event(
        "chat:reacted",
        rooms.ChatReacted,
        "Somebody reacted to a message, or took that back.",
        events.Reacted,
    ),
    Event("people:led", rooms.Led, "Somebody who leads did something; told to all.", events.LedBy),
    Event("media:stopped", rooms.MediaStopped, "To one: these were turned off, so turn them off."),
    Event("media:asked", rooms.MediaAsked, "To one: somebody asks for their voice or picture."),
    Event(
        "permissions",
        rooms.PermissionsChanged,
        "To one: what they are and may do from now on.",
    ),
    Event(
        "reactions", rooms.SignsGiven, "Some gave signs that pass, oneself too.", events.Reactions
    ),
    Event(
        "draw:shown",
        drawings.DrawingsShown,
        "To who comes in, where something is drawn, and to who comes back, always: all of it; to "
        "all, as the board is opened: what is on it.",
    ),
    Event("draw:stroked", drawings.Stroked, "Some drew more or pointed, oneself too."),
    Event("draw:removed", drawings.StrokeRemoved, "Somebody took a stroke back."),
    Event("draw:cleared", drawings.DrawingCleared, "Nothing is drawn there any more."),
    Event(
        "draw:allowed",
        drawings.DrawingAllowed,
        "Others than who presents may draw from now on, or may not.",
    ),
    Event("board:opened", board.BoardOpened, "Everybody sees the board from now on."),
    Event(
        "board:closed", board.BoardClosed, "The board is put away, with all that is drawn on it."
    ),
    Event(
        "poll:changed",
        polls.PollChanged,
        "There is a new poll, or votes or another state of one, as far as one may see that.",
    ),
    Event("poll:deleted", polls.PollDeleted, "A poll is gone, with its votes."),
    Event(
        "breakouts:changed",
        breakouts.BreakoutsChanged,
        "In the main room, to each as they may see it: how the breakout rooms are now.",
    ),
    Event(
        "breakouts:said",
        breakouts.BreakoutsSaid,
        "To all, in every room: somebody who leads says something.",
    ),
    Event(
        "breakouts:help",
        breakouts.HelpAsked,
        "To those who lead, in every room: somebody in a breakout room asks for help.",
    ),
    Event("breakout:time", breakouts.BreakoutTime, "In a breakout room: when it closes."),
    Event(
        "breakout:moved",
        breakouts.BreakoutMoved,
        "In a breakout room, to one: they belong to another room now, or to the main room.",
    ),
    Event("timer:changed", shared_timer.TimerChanged, "The timer was set, or stopped."),
    Event(
        "room:moved",
        rooms.MovedTo,
        "To one: they are to go to another room. Without an account they are let in there by the"
        " join token.",
    ),
    Event("room:ended", rooms.RoomEnded, "One is out of the room.", events.Ended),
    SESSION_ENDED,
)
