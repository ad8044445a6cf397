"""Accounts and sessions over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.auth.token_pair import SignedIn
from meetd.errors import RegistrationClosed, Unauthorized
from meetd.model import SessionId
from meetd.rest.authority import principal
from meetd.rest.body import answered, read_body, read_id
from meetd.rest.cookies import clear_cookies, set_cookies
from meetd.rest.deps import bearer, deps, shown_account
from meetd.rest.route import Route
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest


def _device(request: web.Request) -> str:
    # Bytes that are no UTF-8 come as lone surrogates, which no database takes.
    return request.headers.get("User-Agent", "").encode("utf-8", "replace").decode()


def _signed_in(request: web.Request, signed_in: SignedIn, status: int = 200) -> web.Response:
    response = answered(answers.UserAnswer.of(signed_in.user), status)
    set_cookies(response, deps(request).settings, signed_in)
    return response


async def register(request: web.Request) -> web.Response:
    """Make an account, and be signed in."""
    if deps(request).settings.registration == "closed":
        raise RegistrationClosed
    said = await read_body(request, bodies.Register)
    signed_in = await deps(request).sessions.register(
        email=said.email,
        username=said.username,
        password=said.password,
        device=_device(request),
        place=deps(request).addresses.place(request),
    )
    return _signed_in(request, signed_in, 201)


async def login(request: web.Request) -> web.Response:
    """Sign in with an email or a username."""
    said = await read_body(request, bodies.Login)
    known_by = request.cookies.get(deps(request).settings.cookie_names.device)
    signed_in = await deps(request).sessions.login(
        login=said.login,
        password=said.password,
        device=_device(request),
        known_by=known_by,
        place=deps(request).addresses.place(request),
    )
    return _signed_in(request, signed_in)


async def refresh(request: web.Request) -> web.Response:
    """Get new cookies for the ones that run out."""
    token = request.cookies.get(deps(request).settings.cookie_names.refresh)
    if not token:
        raise Unauthorized
    shown = shown_account(request)
    return _signed_in(request, await deps(request).sessions.refresh(token, shown))


async def logout(request: web.Request) -> web.Response:
    """End this session."""
    names = deps(request).settings.cookie_names
    access = bearer(request) or request.cookies.get(names.access)
    await deps(request).sessions.logout(
        request.cookies.get(names.refresh), access, shown_account(request)
    )
    response = web.Response(status=204)
    clear_cookies(response, deps(request).settings)
    return response


async def list_sessions(request: web.Request) -> web.Response:
    """List where the account is signed in."""
    caller = principal(request)
    items = [
        answers.Session(
            id=session.id,
            device=session.device,
            created_at=session.created_at,
            last_used_at=session.last_used_at,
            expires_at=session.expires_at,
            current=session.id == caller.session_id,
        )
        for session in await deps(request).sessions.all(caller.id)
    ]
    return answered(answers.SessionsAnswer(items))


async def revoke_session(request: web.Request) -> web.Response:
    """End one of the account's sessions."""
    caller = principal(request)
    session_id = SessionId(read_id(request))
    await deps(request).sessions.revoke(caller.id, session_id)
    response = web.Response(status=204)
    if session_id == caller.session_id:
        clear_cookies(response, deps(request).settings)
    return response


async def change_password(request: web.Request) -> web.Response:
    """Change the password: every other session ends, this one gets new cookies."""
    caller = principal(request)
    said = await read_body(request, bodies.ChangePassword)
    signed_in = await deps(request).sessions.change_password(
        caller, said.current_password, said.new_password, _device(request)
    )
    response = web.Response(status=204)
    set_cookies(response, deps(request).settings, signed_in)
    return response


async def me(request: web.Request) -> web.Response:
    """Show who is signed in."""
    caller = principal(request)
    user = await deps(request).users.by_id(caller.id)
    if user is None:
        raise Unauthorized
    return answered(answers.UserAnswer.of(user))


ROUTES = (
    Route(rest.REGISTER, register),
    Route(rest.LOGIN, login),
    Route(rest.REFRESH, refresh),
    Route(rest.LOGOUT, logout),
    Route(rest.LIST_SESSIONS, list_sessions),
    Route(rest.REVOKE_SESSION, revoke_session),
    Route(rest.CHANGE_PASSWORD, change_password),
    Route(rest.SHOW_ACCOUNT, me),
)
