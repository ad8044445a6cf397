"""Operations of the REST API about webhooks of all accounts, for those who help to run the
service."""

from __future__ import annotations

from functools import partial

from meetd import errors
from meetd.auth.needs import ADMIN
from meetd.scopes import Scope
from meetd.wire import admin_webhooks, webhooks
from meetd.wire.catalogue.definitions import Operation

_operation = partial(Operation, needs=ADMIN, scope=Scope.ADMIN)

LIST_ALL_WEBHOOKS = _operation(
    name="admin_webhooks",
    method="GET",
    path="/admin/webhooks",
    words="Webhooks of all accounts, the newest first.",
    query=admin_webhooks.AdminWebhooksQuery,
    answer=admin_webhooks.AdminWebhooksAnswer,
    errors=(errors.InvalidRequest,),
)
LIST_ALL_DEAD_LETTERS = _operation(
    name="admin_webhook_deliveries",
    method="GET",
    path="/admin/webhooks/{id}/deliveries",
    words="Events that did not arrive at one for three days, in their order, without what they "
    "tell.",
    query=webhooks.DeadLettersQuery,
    answer=admin_webhooks.AdminDeadLettersAnswer,
    errors=(errors.NotFound, errors.InvalidRequest),
)
REPLAY_ALL_OF_ANY = _operation(
    name="admin_webhook_replay_all",
    method="POST",
    path="/admin/webhooks/{id}/replay",
    words="Send all of them again.",
    answer=webhooks.ReplayAnswer,
    errors=(errors.NotFound,),
)
REPLAY_ONE_OF_ANY = _operation(
    name="admin_webhook_replay",
    method="POST",
    path="/admin/webhooks/{id}/deliveries/{seq}/replay",
    words="Send one of them again.",
    answer=webhooks.ReplayAnswer,
    errors=(errors.NotFound,),
)

OPERATIONS = (
    LIST_ALL_WEBHOOKS,
    LIST_ALL_DEAD_LETTERS,
    REPLAY_ALL_OF_ANY,
    REPLAY_ONE_OF_ANY,
)
