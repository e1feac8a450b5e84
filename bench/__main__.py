"""The command line of the bench: `make bench`, or `make bench ARGS=--full`, or some parts: `--parts 1000-packed`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench import local, remote, report
from bench.generate import generate
from bench.measure import ROUNDS, Stopwatch
from bench.questions import STARTING, Question, chosen, questions
from bench.results import COLD, GTO, Result
from bench.shapes import ANNOTATED, FOREIGN, ONE_ARTIFACT, REMOTE, Shape, sized
from bench.surroundings import Surroundings
from bench.targets import HUGE

#: Seconds.
PATIENCE = 8.0
STARTING_PART = "starting"


def main() -> None:
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory(prefix="gto-bench-") as folder:
        scratch = Path(folder)
        surroundings = Surroundings.prepare(scratch, options.gto, options.oracle)
        refuse_others(surroundings)
        with closing(Stopwatch(scratch)) as stopwatch:
            for name in options.parts or (PARTS if options.full else QUICK):
                where = report.surroundings(os.getloadavg()[0])
                results = list(measure(options, stopwatch, surroundings, options.repositories or scratch, *PARTS[name]))
                part = report.part(name, results, rounds=options.rounds, patience=options.patience, where=where)
                print(part, flush=True)
                if options.write:
                    page = options.write.read_text() if options.write.exists() else ""
                    options.write.write_text(report.put(page, [part]))


def parts() -> Mapping[str, tuple[Shape, Sequence[Question]]]:
    """What can be measured, each with its name on the page: which questions are put to which shape."""
    loose = [sized(tags, packed=False) for tags in (1_000, 10_000)]
    chosen_for = {
        **{shape: {"show", "history", "register"} for shape in loose},
        **{shape: {"show", "show NAME", "register"} for shape in (ONE_ARTIFACT, ANNOTATED, FOREIGN)},
    }
    usual = [sized(tags) for tags in (10, 100, 1_000, 10_000, 100_000)]
    return {
        **{shape.name: (shape, questions(shape)) for shape in usual},
        **{shape.name: (shape, chosen(shape, names)) for shape, names in chosen_for.items()},
        STARTING_PART: (sized(10), STARTING),
        REMOTE.name: (REMOTE, chosen(REMOTE, {"show", "register"})),
    }


PARTS = parts()
QUICK = ("100-packed", "1000-packed", "1000-loose", STARTING_PART, REMOTE.name)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="100 and 1,000 tags and a remote: five minutes (default)")
    size.add_argument("--full", action="store_true", help="every part: half an hour on a quiet machine")
    size.add_argument("--parts", nargs="+", metavar="NAME", choices=list(PARTS), help=f"these: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command after its warm-up")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, metavar="S", help="a command slower than this is run once"
    )
    parser.add_argument("--gto", metavar="COMMAND", help="ours (default: gto beside this Python)")
    parser.add_argument(
        "--oracle", metavar="PATH", help="GTO 1.10.1 (default: $GTO_ORACLE, else the one `make` installs)"
    )
    parser.add_argument(
        "--repositories", type=Path, metavar="DIR", help="keep generated repositories here for the next run"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put what was measured on this page, part by part")
    return parser


def measure(
    options: argparse.Namespace,
    stopwatch: Stopwatch,
    surroundings: Surroundings,
    repositories: Path,
    shape: Shape,
    asked: Sequence[Question],
) -> Iterator[Result]:
    repository = repositories / f"{shape.name}.git" if shape.weights else repositories / shape.name
    if not repository.exists():
        generate(shape, repository, bare=bool(shape.weights))
    timing = {"rounds": options.rounds, "patience": options.patience}
    for question in asked:
        if shape.weights:
            result = remote.measure(stopwatch, surroundings, shape, repository, question, **timing)
        else:
            oracle = shape.tags < HUGE
            result = local.measure(stopwatch, surroundings, shape, repository, question, oracle=oracle, **timing)
        tell(result)
        yield result


def refuse_others(surroundings: Surroundings) -> None:
    """Stop before measuring a program that does not run, or one against itself."""
    for name in (GTO, COLD):
        program = [*surroundings.program(name), "--version"]
        try:
            said = subprocess.run(
                program,
                env=surroundings.environment(name),
                cwd=surroundings.scratch,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
        except (OSError, subprocess.CalledProcessError) as failure:
            sys.exit(f"{name} does not run ({failure}); name another program with --gto or --oracle")
        if ("1.10.1" in said) != (name == GTO):
            sys.exit(f"{' '.join(program)} says {said.strip()!r}, so it is not {name}")


def tell(result: Result) -> None:
    """Progress, for whoever waits."""
    times = ", ".join(f"{name} {report.milliseconds(taken.cpu)}" for name, taken in result.taken.items())
    print(f"{result.shape.name}: {result.question}: {result.difference or times}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
