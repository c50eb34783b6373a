"""Makes the virtual environment: `python3 scripts/environment.py run`, or `dev` for tests and checks.

Runs on the system's Python, with nothing installed yet. Does nothing when the environment already
holds what the requirements name.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036  this is where somebody with an older one learns of it
    sys.exit(
        "Python 3.11 or newer is needed, this is {}.{}. Name another one with: make PYTHON=python3.12 …".format(
            *sys.version_info
        )
    )

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
NPM = "requirements-npm.txt"
# requirements-dev.txt includes the other files, so who has the former needs nothing else to run.
SUFFICIENT = {"run": ("run", "dev"), "dev": ("dev",)}


def requirement_files(purpose: str) -> list[Path]:
    """Return the files to install from. npm comes from PyPI only where the system has none."""
    names = [REQUIREMENTS[purpose]]
    if shutil.which("npm") is None:
        names.append(NPM)
    return [ROOT / name for name in names]


def with_included(path: Path) -> set[Path]:
    """Return a file of requirements and all that it includes."""
    included = [line[3:].strip() for line in path.read_text().splitlines() if line.startswith("-r ")]
    return {path}.union(*(with_included(ROOT / name) for name in included))


def fingerprint(purpose: str) -> str:
    """Return what changes whenever the environment has to be made anew."""
    files = {ROOT / NPM}.union(*(with_included(path) for path in requirement_files(purpose)))
    parts = [str(VENV), sys.version, *(path.read_text() for path in sorted(files))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def stamp(purpose: str) -> Path:
    return VENV / f"installed-for-{purpose}"


def is_ready(purpose: str) -> bool:
    return any(
        stamp(name).exists() and stamp(name).read_text() == fingerprint(name) and python().exists()
        for name in SUFFICIENT[purpose]
    )


def python() -> Path:
    return VENV / "bin" / "python"


def is_usable() -> bool:
    """Say whether the environment there is one of this Python, at this place."""
    question = "import sys; print(sys.version, sys.prefix)"
    try:
        answer = subprocess.run([python(), "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == f"{sys.version} {VENV}"


def create() -> None:
    """Make an empty environment, in the place of one that does not work.

    Raises:
        SystemExit: when the system's Python cannot, with the sentence that says what it lacks.
    """
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        sys.exit("Python's venv module is missing. On Debian: apt-get install python3-venv")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        sys.exit(f"The virtual environment in {VENV} could not be made. What Python said stands above.")


def install(purpose: str) -> None:
    """Install the pinned packages.

    Raises:
        SystemExit: when pip fails; its own words stand above.
    """
    command = [str(python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for path in requirement_files(purpose):
        command += ["--requirement", str(path)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("The packages could not be installed. Is the Python package index within reach?")
    stamp(purpose).write_text(fingerprint(purpose))


def main(purpose: str) -> None:
    if is_ready(purpose):
        return
    print("Installing packages into .venv, which takes a minute and happens once.", flush=True)
    if not is_usable():
        create()
    install(purpose)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
