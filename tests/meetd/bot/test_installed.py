"""What bots need besides."""

from __future__ import annotations

import subprocess
import sys


def test_what_is_missing_is_named() -> None:
    """Without the extra's packages an import says what to install."""
    code = "import sys; sys.modules['pymediasoup'] = None; import meetd.bot"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "pip install 'meetd[bot]'" in ended.stderr
