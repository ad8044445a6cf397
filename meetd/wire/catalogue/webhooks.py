"""Operations of the REST API about webhooks."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.scopes import Scope
from meetd.wire import webhooks
from meetd.wire.catalogue.definitions import Operation, Repeat

LIST_WEBHOOKS = Operation(
    name="webhooks_list",
    method="GET",
    path="/webhooks",
    words="List the account's webhooks, oldest first.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.WebhooksAnswer,
)
CREATE_WEBHOOK = Operation(
    name="webhooks_create",
    method="POST",
    path="/webhooks",
    words="Have events sent to an address, signed by the Standard Webhooks scheme: of the "
    "account's rooms, or of all for a key with rooms:all. The secret is told this once.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    body=webhooks.NewWebhook,
    answer=webhooks.NewWebhookAnswer,
    repeat=Repeat.REFUSED,
    status=201,
    errors=(errors.WebhookQuotaReached,),
)
SHOW_WEBHOOK = Operation(
    name="webhooks_get",
    method="GET",
    path="/webhooks/{id}",
    words="One webhook.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.WebhookAnswer,
    errors=(errors.NotFound,),
)
CHANGE_WEBHOOK = Operation(
    name="webhooks_change",
    method="PATCH",
    path="/webhooks/{id}",
    words="Change a webhook; what waits is sent at once.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    body=webhooks.ChangeWebhook,
    answer=webhooks.WebhookAnswer,
    errors=(errors.NotFound,),
)
DELETE_WEBHOOK = Operation(
    name="webhooks_delete",
    method="DELETE",
    path="/webhooks/{id}",
    words="Send nothing there any more.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    status=204,
    errors=(errors.NotFound,),
)
ROTATE_SECRET = Operation(
    name="webhooks_rotate",
    method="POST",
    path="/webhooks/{id}/rotate",
    words="Make another secret; the one before signs beside it for a day.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.WebhookSecretAnswer,
    repeat=Repeat.REFUSED,
    errors=(errors.NotFound,),
)
TRY_WEBHOOK = Operation(
    name="webhooks_test",
    method="POST",
    path="/webhooks/{id}/test",
    words="Send a message of the type test, once, and say what became of it.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.AttemptAnswer,
    errors=(errors.NotFound,),
)
LIST_DEAD_LETTERS = Operation(
    name="webhooks_deliveries",
    method="GET",
    path="/webhooks/{id}/deliveries",
    words="Events that did not arrive for three days, in their order.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    query=webhooks.DeadLettersQuery,
    answer=webhooks.DeadLettersAnswer,
    errors=(errors.NotFound, errors.InvalidRequest),
)
REPLAY_ALL = Operation(
    name="webhooks_replay_all",
    method="POST",
    path="/webhooks/{id}/replay",
    words="Send all of them again.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.ReplayAnswer,
    errors=(errors.NotFound,),
)
REPLAY_ONE = Operation(
    name="webhooks_replay",
    method="POST",
    path="/webhooks/{id}/deliveries/{seq}/replay",
    words="Send one of them again.",
    needs=SIGNED_IN,
    scope=Scope.WEBHOOKS,
    answer=webhooks.ReplayAnswer,
    errors=(errors.NotFound,),
)

OPERATIONS = (
    LIST_WEBHOOKS,
    CREATE_WEBHOOK,
    SHOW_WEBHOOK,
    CHANGE_WEBHOOK,
    DELETE_WEBHOOK,
    ROTATE_SECRET,
    TRY_WEBHOOK,
    LIST_DEAD_LETTERS,
    REPLAY_ALL,
    REPLAY_ONE,
)
