"""What a wheel has beside the code: the page, as it was built, and the database's migrations."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TOP = Path(__file__).resolve().parent
SHIPPED = {"page": TOP / "web" / "build" / "client", "sql": TOP / "sql"}


class BuildPy(build_py):
    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name, source in SHIPPED.items():
            if not source.is_dir():
                raise SystemExit(f"{source.relative_to(TOP)} is not there: run `make wheels`.")
            shutil.copytree(source, Path(self.build_lib) / "meetd" / name, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildPy})
