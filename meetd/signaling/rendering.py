"""Renders for the wire what the server says: see PROTOCOL.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetd.media.events import (
    ConsumerClosed,
    ConsumerLayers,
    ConsumerScore,
    DominantSpeakerChanged,
    ProducerClosed,
    ProducerDemand,
    TransportClosed,
)
from meetd.media.tracks import ProducerInfo
from meetd.model import Message, Room
from meetd.rooms.events import (
    ChatDelivered,
    ModeSettled,
    ModeState,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    ProducerOpened,
    ProducerSwitched,
    RoomEnded,
    RoomEvent,
    Signal,
)
from meetd.rooms.participant import ParticipantInfo

Payload = dict[str, Any]


def time(moment: datetime) -> str:
    """ISO 8601, in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def room(value: Room) -> Payload:
    """A room as clients see it."""
    return {
        "id": str(value.id),
        "code": value.code,
        "name": value.name,
        "hostId": str(value.host_id),
        "createdAt": time(value.created_at),
        "updatedAt": time(value.updated_at),
    }


def participant(value: ParticipantInfo) -> Payload:
    """A participant as the others see it."""
    return {
        "id": value.id,
        "userId": str(value.user_id),
        "username": value.username,
        "joinedAt": time(value.joined_at),
        "microphone": value.microphone,
        "camera": value.camera,
        "screen": value.screen,
        "connected": value.connected,
        "groupReady": value.group_ready,
        "limited": value.limited and value.limited.value,
        "decodes": [codec.value for codec in value.decodes],
    }


def message(value: Message) -> Payload:
    """A chat message."""
    return {
        "id": value.id,
        "roomId": str(value.room_id),
        "userId": str(value.user_id),
        "username": value.username,
        "content": value.content,
        "createdAt": time(value.created_at),
        "clientId": str(value.client_id),
    }


def producer(value: ProducerInfo) -> Payload:
    """A producer as those who may consume it see it."""
    return {
        "id": value.id,
        "participantId": value.participant_id,
        "kind": value.source.kind,
        "source": value.source.value,
        "paused": value.paused,
    }


def mode(value: ModeState) -> Payload:
    """The mode from now on."""
    return {
        "mode": value.mode.value,
        "epoch": value.epoch,
        "reason": value.reason.value,
        "routerId": value.router_id,
        "routerRtpCapabilities": value.router_rtp_capabilities,
        "producers": [producer(p) for p in value.producers],
        "settled": value.settled,
        "dominant": value.dominant,
    }


def rendered(event: RoomEvent) -> tuple[str, Payload]:
    """The name and the payload that an event of a room has on the wire."""
    match event:
        case ParticipantJoined():
            return "participant:joined", {"participant": participant(event.participant)}
        case ParticipantUpdated():
            return "participant:updated", {"participant": participant(event.participant)}
        case ParticipantLeft():
            return "participant:left", {
                "participantId": event.participant_id,
                "reason": event.reason.value,
            }
        case ModeState():
            return "mode", mode(event)
        case ModeSettled():
            return "mode:settled", {"epoch": event.epoch}
        case Signal():
            return "p2p:signal", {
                "epoch": event.epoch,
                "from": event.sender,
                "payload": event.payload,
            }
        case ChatDelivered():
            return "chat:message", {"message": message(event.message)}
        case RoomEnded():
            return "room:ended", {"code": event.code, "message": event.message}
        case _:
            return _rendered_media(event)


def _rendered_media(
    event: ProducerOpened
    | ProducerSwitched
    | ProducerClosed
    | ConsumerClosed
    | ConsumerLayers
    | ConsumerScore
    | ProducerDemand
    | TransportClosed
    | DominantSpeakerChanged,
) -> tuple[str, Payload]:
    match event:
        case ProducerOpened():
            return "sfu:producer:new", {"producer": producer(event.producer)}
        case ProducerSwitched():
            name = "sfu:producer:paused" if event.producer.paused else "sfu:producer:resumed"
            return name, {
                "producerId": event.producer.id,
                "participantId": event.producer.participant_id,
            }
        case ProducerClosed():
            return "sfu:producer:closed", {
                "producerId": event.producer_id,
                "participantId": event.participant_id,
            }
        case ConsumerClosed():
            return "sfu:consumer:closed", {"consumerId": event.consumer_id}
        case ConsumerLayers():
            return "sfu:consumer:layers", {
                "consumerId": event.consumer_id,
                "spatialLayer": event.spatial_layer,
                "temporalLayer": event.temporal_layer,
            }
        case ConsumerScore():
            return "sfu:consumer:score", {
                "consumerId": event.consumer_id,
                "score": event.score,
                "producerScore": event.producer_score,
            }
        case ProducerDemand():
            return "sfu:producer:demand", {
                "producerId": event.producer_id,
                "spatialLayer": event.spatial_layer,
            }
        case TransportClosed():
            return "sfu:transport:closed", {"transportId": event.transport_id}
        case DominantSpeakerChanged():
            return "speakers", {"dominant": event.dominant}
