"""Names that imitate the service or each other are told apart from those that do not."""

from __future__ import annotations

import pytest

from meetd.look_alikes import is_disguised, is_reserved, skeleton
from meetd.names import normal


@pytest.mark.parametrize(
    "name",
    [
        *("admin", "Admin", "ADMIN", "ADMlN", "adm1n", "a.d-m_i.n", "admin1", "admin_2026"),
        *("\u0430dmin", "\u0391DMIN", "\uff41\uff44\uff4d\uff49\uff4e", "\U0001d4ea\u0501m\u0456n"),
        *("r00t", "ro\u043et", "\u0455upport", "\uabaaupport", "meetd"),
        *("rnoderator", "\u1d0do\u1d05\u1d07\u0280\u1d00\u1d1b\u1d0f\u0280", "staff", "ST\u0391FF"),
    ],
    ids=ascii,
)
def test_names_of_the_service(name: str) -> None:
    assert is_reserved(normal(name))


@pytest.mark.parametrize(
    "name", ["ada", "adminka", "rooty", "host", "guest1", "Ian", "sara", "user-1"]
)
def test_other_names(name: str) -> None:
    assert not is_reserved(name)
    assert not is_disguised(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "\u0430nna"),
        ("anna", "ann\u03b1"),
        ("paypal", "paypa1"),
        ("bill", "biII"),
        ("otto", "0tt0"),
        ("marner", "mamer"),
        ("cope", "\u0441\u043e\u0440\u0435"),
        ("MAX", "\u041c\u0410\u0425"),
        ("\u0645\u06cc\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("ann\u00e9", "anne\u0301"),
    ],
)
def test_names_that_look_the_same(one: str, other: str) -> None:
    assert skeleton(normal(one)) == skeleton(normal(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("anna", "anne"), ("jose", "jos\u00e9"), ("ann-a", "anna"), ("u-d1", "u-c11")],
)
def test_names_that_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("name", ["ann\u0430", "\u0430nna", "p\u03b1ul", "\u0555tto", "\u13aada"])
def test_an_alphabet_that_hides_in_another(name: str) -> None:
    assert is_disguised(name)


@pytest.mark.parametrize(
    "name", ["\u0418\u0432\u0430\u043d_dev", "\u0441\u0430\u0440\u0430", "\u738bada", "\u05d0da"]
)
def test_alphabets_that_hide_nothing(name: str) -> None:
    assert not is_disguised(name)
