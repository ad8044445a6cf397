"""Operations of the REST API about API keys. No key opens any of them."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.wire import bodies, keys
from meetd.wire.catalogue.definitions import Operation, Repeat

LIST_KEYS = Operation(
    name="keys_list",
    method="GET",
    path="/keys",
    words="List the account's API keys, newest first.",
    needs=SIGNED_IN,
    query=bodies.RoomsQuery,
    answer=keys.KeysAnswer,
    errors=(errors.InvalidRequest,),
)
CREATE_KEY = Operation(
    name="keys_create",
    method="POST",
    path="/keys",
    words="Make an API key for the account. What opens is told this once.",
    needs=SIGNED_IN,
    body=keys.NewKey,
    answer=keys.NewKeyAnswer,
    status=201,
    repeat=Repeat.REFUSED,
    errors=(errors.TooManyKeys,),
)
CHANGE_KEY = Operation(
    name="keys_change",
    method="PATCH",
    path="/keys/{id}",
    words="Have other pages show the account's rooms in a frame.",
    needs=SIGNED_IN,
    body=keys.ChangeKey,
    answer=keys.ApiKey,
    errors=(errors.NotFound,),
)
REVOKE_KEY = Operation(
    name="keys_revoke",
    method="DELETE",
    path="/keys/{id}",
    words="Revoke an API key: it opens nothing from now on.",
    needs=SIGNED_IN,
    status=204,
    errors=(errors.NotFound,),
)

OPERATIONS = (LIST_KEYS, CREATE_KEY, CHANGE_KEY, REVOKE_KEY)
