"""Known vulnerabilities of the pinned packages: found ones stop the checks, a machine without a network does not."""

import subprocess

import pytest

from scripts import audit

# As pip-audit 2.10.1 writes it.
REPORT = (
    '{"dependencies": [{"name": "celery", "version": "5.7.0", "vulns": []}, {"name": "django", "version": "5.2.1", '
    '"vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["5.2.2"], "aliases": [], "description": "x"}]}], "fixes": []}'
)
NONE = '{"dependencies": [{"name": "celery", "version": "5.7.0", "vulns": []}], "fixes": []}'


@pytest.fixture
def programs(monkeypatch):
    """Let each program that is started end as a test says, in the order in which they are."""
    started = []

    def programs(*ends):
        waiting = list(ends)

        def run(command, **options):
            started.append(command)
            end = waiting.pop(0)
            if isinstance(end, Exception):
                raise end
            return subprocess.CompletedProcess(command, *end, "")

        monkeypatch.setattr(audit.subprocess, "run", run)
        return started

    return programs


FINE = (0, "")
SILENCE = subprocess.TimeoutExpired("python", audit.PATIENCE)


def test_a_vulnerability_stops_the_checks_and_is_named(programs, capsys):
    started = programs(FINE, FINE, FINE, (1, REPORT))

    assert audit.main([]) == 1
    assert capsys.readouterr().out == "django 5.2.1: PYSEC-2025-1\n"
    assert {"--strict", str(audit.ROOT / "requirements.txt")} <= set(started[-1])


def test_where_nothing_is_known_the_checks_go_on(programs, capsys):
    programs(FINE, FINE, FINE, (0, NONE))

    assert audit.main(["--required"]) == 0
    assert "nothing is known" in capsys.readouterr().out


@pytest.mark.parametrize(
    "ends",
    [[(1, "")], [SILENCE], [FINE, OSError()], [FINE, FINE, (1, "")], [FINE, FINE, FINE, (1, "")]],
    ids=["refused", "silent", "no venv", "no pip-audit", "no report"],
)
def test_where_nobody_can_be_asked_one_line_says_so(programs, capsys, ends):
    programs(*ends * 2)

    assert audit.main([]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("pip-audit did not run: ")
    assert audit.main(["--required"]) == 1


def test_the_checks_try_it():
    makefile = (audit.ROOT / "Makefile").read_text()
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]

    assert "$(BIN)/python -m scripts.audit\n" in f"{lint}\n"
