"""The pinned packages."""

import re
from importlib.metadata import distribution

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def pins(name):
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


FILES = ("requirements.txt", "requirements-dev.txt", "requirements-npm.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_to_one_version(name):
    assert [pin for pin in pins(name) if not re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z]+\])?==[0-9][\w.]*", pin)] == []


@pytest.mark.parametrize("names", [FILES[:1], FILES[:2]])
def test_what_a_package_needs_is_pinned_too(names):
    """Otherwise two installations of one version would run on different ones."""
    pinned = [Requirement(pin) for name in names for pin in pins(name)]
    known = {canonicalize_name(requirement.name) for requirement in pinned}
    missing = set()
    for requirement in pinned:
        for text in distribution(requirement.name).requires or []:
            needed = Requirement(text)
            applies = needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in requirement.extras or {""}
            )
            if applies and canonicalize_name(needed.name) not in known:
                missing.add(f"{requirement.name} needs {needed.name}")

    assert not missing


@pytest.mark.parametrize("name", FILES[:2])
def test_the_installed_versions_are_the_pinned_ones(name):
    wrong = []
    for requirement in map(Requirement, pins(name)):
        version = distribution(requirement.name).version
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement} is installed as {version}")

    assert not wrong
