"""Two people who draw, of whom the first presents: no server, and a board kept in memory."""

from __future__ import annotations

from uuid import uuid4

from meetd.auth.principal import Principal
from meetd.errors import UnknownParticipant
from meetd.model import ParticipantId, RoomId, SessionId, UserId
from meetd.rooms.board import Board, BoardClosed, BoardOpened
from meetd.rooms.board_keeper import BoardKeeper
from meetd.rooms.drawing import Piece, Tool
from meetd.rooms.drawings import DrawingEvent, Drawings
from meetd.rooms.participant import Participant
from meetd.rooms.permissions import Permission, Role, may
from support.model_boards import ModelBoards

ANNA = UserId(uuid4())
ROOM = RoomId(uuid4())


def piece(stroke_id: str = "one", *points: int, user_id: UserId = ANNA) -> Piece:
    return Piece(stroke_id, user_id, Tool.PEN, list(points or (1, 1)))


class DrawingRoom:
    """What they draw, and what they are told."""

    def __init__(self, store: ModelBoards | None = None) -> None:
        self.told: list[DrawingEvent] = []
        self.of_board: list[BoardOpened | BoardClosed] = []
        self.anna, self.ben = self.person("anna", screen=True), self.person("ben")
        self.people = {one.id: one for one in (self.anna, self.ben)}
        self.store = store or ModelBoards()
        self.keeper = BoardKeeper(self.store)
        self.board = Board(
            ROOM, None, self.keeper, self.people.values, self.permits, self.of_board.append
        )
        self.drawings = Drawings(self.find, lambda: self.size, self.tell, self.board)
        self.size = 2

    def person(
        self, name: str, *, screen: bool = False, role: Role = Role.PARTICIPANT
    ) -> Participant:
        user_id = UserId(uuid4())
        principal = Principal(user_id, name, SessionId(uuid4()))
        return Participant(
            principal=principal, user_id=user_id, username=name,
            microphone=False, camera=False, screen=screen, role=role,
        )  # fmt: skip

    def find(self, participant_id: ParticipantId) -> Participant:
        if participant_id not in self.people:
            raise UnknownParticipant
        return self.people[participant_id]

    def permits(self, participant: Participant, permission: Permission) -> bool:
        return may(participant.role, permission)

    def tell(self, event: DrawingEvent, *, to: ParticipantId | None = None) -> None:
        self.told.append(event)

    def draw(
        self, by: Participant, stroke_id: str, on: ParticipantId | None = None, at: int = 0
    ) -> None:
        self.drawings.draw(by, on or self.anna.id, piece(stroke_id, user_id=by.user_id), at)
