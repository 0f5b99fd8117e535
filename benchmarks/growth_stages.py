"""What one stage of the chain takes: seconds, seconds of the processor, peak memory, bytes on the disk."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

__all__ = ["Quality", "Run", "Stage", "Stages", "disk_of"]

_CLEAR = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")
_FORGET_PEAK = "5"


class Stage(Struct, frozen=True):
    """``seconds`` on the clock, ``busy`` of the processor (this process and those it started), ``peak`` memory of
    this process in MB while the stage ran, ``disk`` of the case folder in MB after it."""

    name: str
    seconds: float
    busy: float
    peak: float
    disk: float


class Quality(Struct, frozen=True):
    """Pairs of reports put into one incident, against the truth."""

    precision: float
    recall: float
    f1: float
    found: int
    true: int


class Run(Struct, frozen=True, kw_only=True):
    """One size on one machine: ``kind`` is chain, claims or links. ``load`` is the load average before and after."""

    kind: str
    reports: int
    seed: int
    at: str
    machine: str
    cores: int
    load: tuple[float, float]
    stages: tuple[Stage, ...]
    quality: Quality
    counts: dict[str, int]
    peak: float


class Stages:
    """Measures stages of one process. ``folder`` is what counts as its disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.done: list[Stage] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure what happens within. Peaks are apart where the system can forget the former one."""
        _forget_peak()
        began, busy = time.perf_counter(), _busy()
        yield
        seconds, worked = time.perf_counter() - began, _busy() - busy
        made = Stage(name, round(seconds, 2), round(worked, 2), round(_peak(), 1), disk_of(self._folder))
        self.done.append(made)
        print(
            f"  {name:8} {seconds:9.1f} s  {worked:9.1f} s busy  {made.peak:8.0f} MB peak  {made.disk:9.1f} MB on disk",
            flush=True,
        )

    @property
    def peak(self) -> float:
        """The highest peak of all stages, in MB."""
        return max(stage.peak for stage in self.done)


def _forget_peak() -> None:
    try:
        _CLEAR.write_text(_FORGET_PEAK, encoding="ascii")
    except OSError:
        return


def _peak() -> float:
    try:
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _busy() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def disk_of(folder: Path) -> float:
    """MB of the files below a folder."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).lstat().st_size
            except FileNotFoundError:
                continue
    return round(total / 1e6, 1)
