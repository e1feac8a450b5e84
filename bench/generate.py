"""Shapes made into repositories, through `git fast-import`; the same ids on every machine.

Loose is what daily use leaves behind: a file for each tag and each object. Packed is what `git gc` makes
of it.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.shapes import STAGES, Shape, artifact_name, version_name

WHO = "Jo Tester <jo@example.com>"
START = 1_640_995_200  # 2022-01-01, midnight in Greenwich
MINUTE = 60

ENTRY = """\
{name}:
  type: model
  path: models/{name}.pkl
  labels: [bench]
  description: made for measuring
"""

# The pack of noise would be squeezed for minutes, in vain.
QUICK = ("-c", "core.compression=0", "-c", "pack.compression=0")
LOOSE = ("-c", "fastimport.unpackLimit=2147483647", "-c", "transfer.unpackLimit=2147483647")


def generate(shape: Shape, folder: Path, bare: bool = False) -> Path:
    """Make the repository at `folder`, with main checked out unless it is bare."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main", *(["--bare"] if bare else []))
    settings = (*(QUICK if shape.weights else ()), *(() if shape.packed else LOOSE))
    arguments = ["git", *settings, "fast-import", "--quiet", "--date-format=raw", "--depth=0"]
    with subprocess.Popen(arguments, cwd=folder, env=environment(), stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        for piece in stream(shape):
            importer.stdin.write(piece)
    assert importer.returncode == 0, "git fast-import refused the stream"
    if not bare:
        git(folder, "reset", "--quiet", "--hard")
    if shape.packed:
        git(folder, *(QUICK if shape.weights else ()), "gc", "--quiet")
    return folder


def stream(shape: Shape) -> Iterator[bytes]:
    """The history of the shape in the words of git-fast-import(1)."""
    clock = iter(range(START, START + MINUTE * (shape.commits * 3 + shape.foreign + 1), MINUTE))
    noise = random.Random(shape.name)
    every = max(1, (shape.commits - 1) // shape.weights) if shape.weights else 0
    counters = dict.fromkeys(range(shape.artifacts), 0)
    number = 0
    for step in range(shape.versions):
        for artifact in range(shape.artifacts):
            name, version = artifact_name(artifact), version_name(step)
            files = {"params.yaml": f"artifact: {name}\nversion: {version}\n".encode()}
            if shape.annotated and number < shape.artifacts:
                files["artifacts.yaml"] = artifacts_yaml(number + 1)
            if every and number % every == 0 and number // every < shape.weights:
                files["weights.bin"] = noise.randbytes(shape.weight)
            yield commit(next(clock), f"train {name} {version}", files)
            yield tag(f"{name}@{version}", next(clock), f"Registering artifact {name} version {version}")
            counters[artifact] += 1
            yield stage_event(name, version, step, counters[artifact], next(clock))
            number += 1
    yield commit(next(clock), "train once more", {"params.yaml": b"artifact: none\n"})
    for release in range(shape.foreign):
        if release % 2:
            yield tag(f"release-{release:04}", next(clock), f"Release {release}")
        else:
            yield f"reset refs/tags/release-{release:04}\nfrom refs/heads/main\n\n".encode()


def stage_event(name: str, version: str, step: int, counter: int, time: int) -> bytes:
    """Put the version in one stage after the other; every tenth time take it out of one it never left."""
    stage = STAGES[step % len(STAGES)]
    if step % 10 == 9:
        message = f"Unassigning stage {stage} of artifact {name} version {version}"
        return tag(f"{name}#{stage}!#{counter}", time, message)
    return tag(f"{name}#{stage}#{counter}", time, f"Assigning stage {stage} to artifact {name} version {version}")


def commit(time: int, message: str, files: dict[str, bytes]) -> bytes:
    head = f"commit refs/heads/main\ncommitter {WHO} {time} +0000\n".encode() + data(message.encode())
    return head + b"".join(f"M 644 inline {path}\n".encode() + data(text) for path, text in files.items())


def tag(name: str, time: int, message: str) -> bytes:
    return f"tag {name}\nfrom refs/heads/main\ntagger {WHO} {time} +0000\n".encode() + data(message.encode())


def data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def artifacts_yaml(artifacts: int) -> bytes:
    """artifacts.yaml for the first so many artifacts."""
    return "".join(ENTRY.format(name=artifact_name(number)) for number in range(artifacts)).encode()


def environment() -> dict[str, str]:
    """The user's own configuration of git must not reach a measurement."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


def git(folder: Path, *arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment(),
        input=stdin,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
