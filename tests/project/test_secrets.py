"""The secrets of a local installation."""

import json
import stat
import subprocess
import sys

from django.conf import settings

from config import secrets

PRINT_SECRETS = (
    "import sys; from pathlib import Path; from config import secrets; print(secrets.read_or_make(Path(sys.argv[1])))"
)


def test_secrets_are_made_once_and_kept(tmp_path):
    path = tmp_path / "var" / "secrets.json"

    made = secrets.read_or_make(path)

    assert set(made) == {"SECRET_KEY", "FIELD_KEYS", "HASH_KEY", "DEMO_PASSWORD"}
    assert secrets.read_or_make(path) == made


def test_only_their_owner_reads_them(tmp_path):
    path = tmp_path / "secrets.json"

    secrets.read_or_make(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_that_a_new_version_needs_is_added_and_the_others_stay(tmp_path):
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"SECRET_KEY": "kept"}))

    assert secrets.read_or_make(path)["SECRET_KEY"] == "kept"
    assert secrets.read_or_make(path)["HASH_KEY"]


def test_processes_that_start_together_agree(tmp_path):
    command = [sys.executable, "-c", PRINT_SECRETS, str(tmp_path / "secrets.json")]
    processes = [subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE) for _ in range(6)]

    assert len({process.communicate()[0] for process in processes}) == 1
    assert all(process.returncode == 0 for process in processes)
