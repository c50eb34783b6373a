"""Compares the pinned packages with known vulnerabilities, by pip-audit: `python -m scripts.audit`.

What is known, PyPI tells, which a machine without a network cannot ask. Then one line says so, and the
checks go on; with `--required` (`make audit`) that is an error. A vulnerability always is.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# An environment of its own: what pip-audit needs is no part of the application or its checks.
VENV = ROOT / "var" / "audit"
PIP_AUDIT = "pip-audit==2.10.1"
# Whom pip-audit would ask, pip knows by name. It has to tell of vulnerabilities, which a mirror of packages does not.
PROBE = """
import json, urllib.request
from pip._internal.models.index import PyPI
with urllib.request.urlopen(f"{PyPI.pypi_url}/pip/25.0/json", timeout=5) as answer:
    json.load(answer)["vulnerabilities"]
"""
# Seconds for the question, with the time that finding the name takes; and for everything else.
PATIENCE = 8
LONGEST = 300


class NotRun(Exception):
    """Nobody knows whether there is a vulnerability; the text says why."""


def vulnerabilities() -> list[str]:
    """Return what is known against the pinned packages: "Django 5.2.1: PYSEC-2025-1".

    Raises:
        NotRun: when PyPI cannot be asked.
    """
    _done([sys.executable, "-c", PROBE], "PyPI does not tell what is known", timeout=PATIENCE)
    _done([sys.executable, "-m", "venv", str(VENV)], "no environment could be made for pip-audit")
    pip = [str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT]
    _done(pip, "pip-audit could not be installed")
    command = [str(VENV / "bin" / "pip-audit"), "--strict", "--disable-pip", "--no-deps", "--format", "json"]
    audited = _done([*command, "--requirement", str(ROOT / "requirements.txt")], "pip-audit broke off", fine=(0, 1))
    return found_in(audited.stdout)


def found_in(report: str) -> list[str]:
    """Return the vulnerabilities that a report of pip-audit names: it ends with 1 for them, but without one too."""
    try:
        packages = json.loads(report)["dependencies"]
    except ValueError as error:
        raise NotRun("pip-audit broke off") from error
    return [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        for package in packages
        for vulnerability in package["vulns"]
    ]


def _done(
    command: list[str], otherwise: str, *, timeout: int = LONGEST, fine: tuple[int, ...] = (0,)
) -> subprocess.CompletedProcess[str]:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise NotRun(otherwise) from error
    if done.returncode not in fine:
        raise NotRun(otherwise)
    return done


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="scripts.audit", description=__doc__)
    parser.add_argument("--required", action="store_true", help="fail where PyPI cannot be asked")
    is_required = parser.parse_args(arguments).required
    try:
        found = vulnerabilities()
    except NotRun as reason:
        print(f"pip-audit did not run: {reason}. Whether the pinned packages have known vulnerabilities is open.")
        return 1 if is_required else 0
    print("\n".join(found) if found else "pip-audit: nothing is known against the pinned packages.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
