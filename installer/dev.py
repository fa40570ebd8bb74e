"""The two commands of the README: `python3 installer/dev.py run` opens the program, `... test` proves it.

It needs python3 and its standard library only. It makes `.venv`, fills it from the hashed lock and then does what was
asked; a second time it finds everything in place and starts at once. It asks nothing, so a machine can run it too.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".nuanxin-stamp"
BOOTSTRAP = ROOT / "installer" / "bootstrap.lock"
LOCKED = (ROOT / "uv.lock", ROOT / "pyproject.toml", BOOTSTRAP)
OLDEST, NEWEST = (3, 11), (3, 14)  # sqlcipher3 publishes wheels for these
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, not a file
SAY_HOW = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Need:
    """Something the system must bring: its Debian package and the library or the program that proves it is there."""

    package: str
    library: str = ""
    program: str = ""


QT = (
    Need("libglib2.0-0", library="libglib-2.0.so.0"),
    Need("libgl1", library="libGL.so.1"),
    Need("libegl1", library="libEGL.so.1"),
    Need("libxkbcommon0", library="libxkbcommon.so.0"),
    Need("libdbus-1-3", library="libdbus-1.so.3"),
    Need("libfontconfig1", library="libfontconfig.so.1"),
)
WINDOW = (
    Need("libxkbcommon-x11-0", library="libxkbcommon-x11.so.0"),
    Need("libxcb-cursor0", library="libxcb-cursor.so.0"),
    Need("libxcb-icccm4", library="libxcb-icccm.so.4"),
    Need("libxcb-keysyms1", library="libxcb-keysyms.so.1"),
    Need("libxcb-shape0", library="libxcb-shape.so.0"),
)
WITNESSES = (
    Need("age", program="age"),
    Need("minisign", program="minisign"),
    Need("poppler-utils", program="pdftotext"),
    Need("xvfb", program="Xvfb"),
    Need("xauth", program="xauth"),
    Need("postgresql", program="initdb"),
)
BESIDE = "/usr/lib/postgresql"
"""Debian keeps each version's server programs in a folder of its own, which is in nobody's path."""
CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff 规则", ("ruff", "check", ".")),
    ("ruff 格式", ("ruff", "format", "--check", ".")),
    ("mypy 类型", ("mypy",)),
    ("层次约定", ("lint-imports", "--no-logo")),
)


class CannotGoOn(Exception):  # noqa: N818 - it is a sentence for the terminal, not an error of ours
    """Something outside this script has to happen first; the message says what to type."""


def tool(name: str) -> str:
    """The path of a program inside the environment."""
    return str(VENV / ("Scripts" if os.name == "nt" else "bin") / name)


def say(sentence: str) -> None:
    """One line for the person at the terminal, written before the next program writes."""
    print(f"暖心 · {sentence}", flush=True)


def is_there(need: Need) -> bool:
    """Whether the system already brings it, whatever its distribution calls the package."""
    if need.program:
        beside = Path(BESIDE).glob(f"*/bin/{need.program}")
        return shutil.which(need.program) is not None or any(beside)
    try:
        ctypes.CDLL(need.library)
    except OSError:
        return False
    return True


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window can appear; only Linux can be without a screen server."""
    return not platform.startswith("linux") or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def wanted(command: str, *, screen: bool, platform: str) -> tuple[Need, ...]:
    """What a command needs of the system: nothing outside Linux, where Qt's wheels bring everything."""
    if command == "check" or not platform.startswith("linux"):
        return ()
    if command == "test":
        return (*QT, *WINDOW, *WITNESSES)
    return (*QT, *WINDOW) if screen else QT


def apt_line(packages: Sequence[str]) -> str:
    """The exact line for a person who may become root."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def may_install() -> bool:
    """Whether this script may install Debian packages itself."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages without a question; whether it worked is seen by probing again."""
    say(f"安装系统组件：{' '.join(packages)}")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *step], check=False, env=os.environ | SAY_HOW, capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep="\n", flush=True)  # its chatter matters only now


def bring_system(needs: Sequence[Need]) -> None:
    """Install what is missing, or say the line to type; without Qt's libraries there is no going on."""
    missing = [need for need in needs if not is_there(need)]
    if missing and may_install():
        apt_install([need.package for need in missing])
        missing = [need for need in missing if not is_there(need)]
    if not missing:
        return
    sentence = f"系统缺少组件，请输入这一行后再来：\n  {apt_line([need.package for need in missing])}"
    if any(need.library for need in missing):
        raise CannotGoOn(sentence)
    say(sentence)
    say("缺的只是测试要用的外部程序，其余测试照常进行。")


def fits(version: tuple[int, int]) -> bool:
    """Whether a Python of this version can carry the locked packages."""
    return OLDEST <= version <= NEWEST


def find_python() -> str:
    """This Python, or another one on the path that fits."""
    if fits(sys.version_info[:2]):
        return sys.executable
    names = (f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise CannotGoOn(f"需要 Python 3.11 到 3.14，这台电脑上是 {sys.version.split()[0]}。Debian 12 起自带。")
    return found


def fingerprint(level: str, files: Sequence[Path] = LOCKED, version: str = sys.version) -> str:
    """What the environment was made of, in one line: level, then a hash of lock, project file and Python."""
    digest = hashlib.sha256(f"{version} {ROOT}".encode())  # an environment does not survive being moved
    for path in files:
        digest.update(path.read_bytes())
    return f"{level} {digest.hexdigest()}"


def is_ready(level: str, stamp: Path = STAMP, files: Sequence[Path] = LOCKED) -> bool:
    """Whether the environment is already made; one made for the tests can also run the program."""
    if not stamp.is_file():
        return False
    return stamp.read_text(encoding="utf-8") in {fingerprint(level, files), fingerprint("test", files)}


def can_make_pip(python: str) -> bool:
    """Whether this Python can put pip into a new environment; Debian splits that off into python3-venv."""
    if python == sys.executable:
        return importlib.util.find_spec("ensurepip") is not None
    return subprocess.run([python, "-c", "import ensurepip"], check=False, capture_output=True).returncode == 0


def works() -> bool:
    """Whether the environment's Python starts, fits, and stands in this folder."""
    asked = [tool("python"), "-c", "import sys; print(sys.prefix, *sys.version_info[:2], sep='\\n')"]
    try:
        answer = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split("\n")
    except (OSError, subprocess.CalledProcessError):
        return False
    return Path(answer[0]) == VENV and fits((int(answer[1]), int(answer[2])))


def make_venv() -> None:
    """Make an environment with pip; one that works is kept, one that is broken is replaced."""
    if not works():
        python = find_python()
        if not can_make_pip(python):
            bring_pip(python)
        subprocess.run([python, "-m", "venv", "--clear", VENV], check=True)
    subprocess.run([tool("python"), "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)


def bring_pip(python: str) -> None:
    """Install what Debian splits off from this Python, or say the line to type."""
    asked = [python, "-c", "import sys; print('python%d.%d-venv' % sys.version_info[:2])"]
    package = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    if not may_install():
        raise CannotGoOn(f"Python 缺少 venv，请输入这一行后再来：\n  {apt_line([package])}")
    apt_install([package])


def pip(*arguments: str | Path) -> None:
    """Run the environment's pip, which knows this machine's own package source and certificates."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    subprocess.run([tool("python"), "-m", "pip", "install", *quiet, *arguments], check=True)


def uv(*arguments: str | Path) -> bool:
    """Run the environment's uv; whether it succeeded."""
    environment = os.environ | {"VIRTUAL_ENV": str(VENV), "UV_PROJECT_ENVIRONMENT": str(VENV)}
    return subprocess.run([tool("uv"), *arguments], cwd=ROOT, check=False, env=environment).returncode == 0


def selection(level: str) -> list[str]:
    """Which part of the lock a level takes: the program alone, or with its tests and the county's driver."""
    return ["--no-dev", "--group", "build"] if level == "run" else ["--all-groups", "--all-extras"]


def fill_venv(level: str) -> None:
    """Install the locked packages, each checked by its hash, then the project itself in place.

    uv reads the lock directly and is fast. Where its addresses cannot be reached (a county's own package mirror,
    say), pip installs the same files by the same hashes from wherever this machine's pip is told to look.
    """
    pip("--require-hashes", "-r", BOOTSTRAP)
    chosen = ["--frozen", *selection(level)]
    careful = ["--inexact", "--no-install-project", "--no-build-isolation", "--compile-bytecode"]
    if not uv("sync", "--quiet", *careful, *chosen):
        say("直接下载没有成功，改用本机 pip 的软件源，文件仍按哈希核对。")
        with tempfile.TemporaryDirectory() as folder:
            exported = Path(folder) / "requirements.txt"
            if not uv("export", "--quiet", "--no-emit-project", "--output-file", exported, *chosen):
                raise CannotGoOn("锁定文件读不出来，请重新取一份完整的源代码。")
            pip("--require-hashes", "--use-pep517", "--no-build-isolation", "-r", exported)
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)


def prepare(level: str) -> None:
    """Bring the environment to the level; costs nothing when it is there."""
    if is_ready(level):
        return
    started = time.monotonic()
    say("准备运行环境，第一次要下载约 180 MB，请稍候。" if level == "test" else "准备运行环境，请稍候。")
    STAMP.unlink(missing_ok=True)
    make_venv()
    fill_venv(level)
    STAMP.write_text(fingerprint(level), encoding="utf-8")
    say(f"运行环境已就绪，用时 {time.monotonic() - started:.0f} 秒。")


def quiet_screen(runtime: str) -> dict[str, str]:
    """An environment in which Qt draws without a screen and nothing depends on who is logged in."""
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": runtime, "PYTHONUTF8": "1"}


def folder_in_memory(memory: Path = IN_MEMORY, room: int = 2 << 30) -> dict[str, str]:
    """Where the tests' records lie: in memory where the system has room there, else where all temporary files do.

    A test saves for good many times and would wait for the disk each time; no test asks whether the disk is one.
    """
    usable = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= room
    return {"TMPDIR": str(memory)} if usable else {}


def check() -> bool:
    """Run the four static checks; whether all passed. A failing one does not hide the next."""
    failed = []
    for name, (program, *arguments) in CHECKS:
        say(f"{name}（{program}）")
        if subprocess.run([tool(program), *arguments], cwd=ROOT, check=False).returncode:
            failed.append(name)
    say(f"静态检查未通过：{'、'.join(failed)}" if failed else "静态检查全部通过")
    return not failed


def test(extra: Sequence[str]) -> int:
    """Run the static checks and then pytest, whose summary is the last line; 0 only when everything passed."""
    clean = check()
    with tempfile.TemporaryDirectory(prefix="nuanxin-runtime-") as runtime:
        pytest = [tool("python"), "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", "not long", *extra]
        env = quiet_screen(runtime) | folder_in_memory()
        passed = subprocess.run(pytest, cwd=ROOT, check=False, env=env).returncode == 0
    return 0 if clean and passed else 1


def run(extra: Sequence[str], *, screen: bool) -> int:
    """Open the program; on a machine without a screen take its tour instead and say where the pictures are."""
    program = [tool("python"), "-m", "desktop"]
    if screen or extra:
        return subprocess.run([*program, *extra], cwd=ROOT, check=False).returncode
    say("这台电脑没有屏幕，改为把每一页画成图片。")
    with tempfile.TemporaryDirectory(prefix="nuanxin-runtime-") as runtime:
        tour = [*program, "tour", "--out", "tour"]
        code = subprocess.run(tour, cwd=ROOT, check=False, env=quiet_screen(runtime)).returncode
    say(f"图片在 {ROOT / 'tour'}" if code == 0 else "图片没有画完，原因见上面。")
    return code


def read_arguments(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The command, and what is handed on to the program or to pytest."""
    reader = argparse.ArgumentParser(prog="dev.py", description="暖心：从源代码运行和检验")
    reader.add_argument("command", choices=("run", "test", "check"), help="run 打开程序；test 全部检验；check 静态检查")
    known, extra = reader.parse_known_args(arguments)
    return known.command, [word for word in extra if word != "--"]


def main(arguments: Sequence[str]) -> int:
    """Do one of the commands; returns the exit code (0 done, 1 not, 2 wrong usage)."""
    command, extra = read_arguments(arguments)
    screen = has_screen(os.environ, sys.platform)
    try:
        bring_system(wanted(command, screen=screen, platform=sys.platform))
        prepare("run" if command == "run" else "test")
    except CannotGoOn as sentence:
        say(str(sentence))
        return 1
    except subprocess.CalledProcessError:
        say("准备运行环境没有完成，原因见上面。多半是网络：连上以后再输入同一行即可。")
        return 1
    if command == "run":
        return run(extra, screen=screen)
    return test(extra) if command == "test" else int(not check())


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # a bare container speaks ASCII only
    sys.exit(main(sys.argv[1:]))
