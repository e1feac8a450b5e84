"""A repository to which things happen by chance: each happening is one value, carried out by one git."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from gto_studio.dvc.held import NO_SOURCES, Sources
from servers.remote import create_bare, run_git

DAWN = 1_772_355_600
NOBODY = "0" * 40
#: A baseline that nobody pushed.
LOST = "ab" + "c" * 38

FILES: dict[str, list[str | None]] = {
    "artifacts.yaml": [
        None,
        "a: {type: model, path: a.pkl, labels: [x]}\n",
        "a: {type: dataset}\nnew: {path: n.pkl, description: Neu}\n",
        "{{",
    ],
    "dvc.yaml": [
        None,
        "stages: {t: {cmd: x, params: [lr], metrics: [m.json: {cache: false}]}}\n",
        "vars: [params.yaml]\nartifacts: {b: {path: '${where}', type: model}}\n",
        "artifacts: {a: {path: q}, bad: {}}\n",
    ],
    "sub/dvc.yaml": [None, "artifacts: {c: {path: c.pkl}}\n", "artifacts: {c: {path: d.pkl}}\n"],
    "params.yaml": [None, "where: one.pkl\nlr: 0.1\n", "where: two.pkl\nlr: 1e-3\n"],
    "m.json": ['{"acc": 0.5}', '{"acc": NaN}', "{"],
    "dvc.lock": [
        None,
        "schema: '2.0'\nstages: {t: {cmd: x, deps: [{path: data, md5: abc, size: 3}]}}\n",
        "schema: '2.0'\nstages: {t: {cmd: y}}\n",
    ],
    "data.dvc": [None, "outs: [{md5: abc, path: data, size: 3}]\n"],
    ".gto": [None, "stages: [dev, prod]\n", "index: others.yaml\n", "stages: 7\n"],
    "others.yaml": [None, "a: {path: other.pkl}\n"],
    "README": ["one", "two"],
}
BRANCHES = ["main", "side", "feature/x"]
TAGS = [
    "a@v1.0.0", "a@v1.0.0!", "a@v1.1.0", "a@v2.0.0-rc.1", "a#prod", "a#prod#1", "a#prod#2", "a#prod!#3", "a#dev#4",
    "a#dev!", "a@deprecated", "b@v0.0.1", "b#dev#1", "b@v0.0.1!#2", "sub=c@v1.0.0", "sub=c#prod#1", "new@v3.0.0",
    "x", "v1.0.0", "a@1.0.0", "a@v1", "a#prod#x",
]  # fmt: skip


@dataclass(frozen=True)
class Committed:
    branch: str
    file: str
    version: int
    second: int


@dataclass(frozen=True)
class Merged:
    branch: str
    other: str
    second: int


@dataclass(frozen=True)
class Moved:
    """A branch, an experiment or HEAD goes elsewhere; with `to` None a ref is gone."""

    ref: str
    to: int | None


@dataclass(frozen=True)
class Experimented:
    """An experiment of a baseline is pushed, moved (to a commit that need not come from there), or removed."""

    name: str
    baseline: int | None
    to: int | None


@dataclass(frozen=True)
class Named:
    """Somebody names other files of parameters and metrics in a project's settings."""

    params: tuple[str, ...]
    metrics: tuple[str, ...]


@dataclass(frozen=True)
class Tagged:
    name: str
    to: int
    second: int
    kind: str = "annotated"  # lightweight, nested, blob


@dataclass(frozen=True)
class Untagged:
    name: str


Happening = Committed | Merged | Moved | Experimented | Named | Tagged | Untagged

SECONDS = st.integers(0, 6)
COMMITS = st.integers(0, 20)


def committed() -> st.SearchStrategy[Committed]:
    one = st.sampled_from(sorted(FILES)).flatmap(
        lambda file: st.tuples(st.just(file), st.integers(0, len(FILES[file]) - 1))
    )
    return st.builds(
        lambda branch, both, second: Committed(branch, *both, second), st.sampled_from(BRANCHES), one, SECONDS
    )


HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    committed(),
    committed(),
    st.builds(Tagged, st.sampled_from(TAGS), COMMITS, SECONDS),
    st.builds(Tagged, st.sampled_from(TAGS), COMMITS, SECONDS),
    st.builds(Tagged, st.sampled_from(TAGS), COMMITS, SECONDS, st.sampled_from(["lightweight", "nested", "blob"])),
    st.builds(Untagged, st.sampled_from(TAGS)),
    st.builds(Merged, st.sampled_from(BRANCHES), st.sampled_from(BRANCHES), SECONDS),
    st.builds(
        Moved,
        st.sampled_from([*(f"refs/heads/{b}" for b in BRANCHES), "refs/exps/stash", "HEAD"]),
        st.none() | COMMITS,
    ),
    st.builds(Experimented, st.sampled_from(["fir", "oak"]), st.none() | COMMITS, st.none() | COMMITS),
    st.builds(Named, st.sampled_from([(), ("README",)]), st.sampled_from([(), ("m.json",), ("m.json", "README")])),
)


@dataclass
class World:
    path: Path
    commits: list[str] = field(default_factory=list)
    sources: Sources = NO_SOURCES

    def __post_init__(self) -> None:
        create_bare(self.path)

    def refs(self) -> dict[str, str]:
        listed = run_git(self.path, "for-each-ref", "--format=%(refname) %(objectname)")
        return dict(line.split(" ") for line in listed.splitlines())

    def has_head(self) -> bool:
        return run_git(self.path, "symbolic-ref", "HEAD").strip() in self.refs()

    def apply(self, happening: Happening) -> None:
        """Let it happen; what is not possible does not."""
        match happening:
            case Committed(branch, file, version, second):
                content = FILES[file][version]
                change = f"D {file}\n" if content is None else f"M 644 inline {file}\n{_data(content)}"
                self._commit(branch, f"{file} {version}", second, change)
            case Merged(branch, other, second):
                refs = self.refs()
                if branch != other and f"refs/heads/{branch}" in refs and f"refs/heads/{other}" in refs:
                    self._commit(branch, f"merge {other}", second, f"merge refs/heads/{other}\n")
            case Moved("HEAD", to):
                run_git(self.path, "symbolic-ref", "HEAD", f"refs/heads/{BRANCHES[(to or 0) % len(BRANCHES)]}")
            case Moved(ref, to):
                if to is None:
                    self._update(f"delete {ref}")
                elif self.commits:
                    self._update(f"update {ref} {self.commits[to % len(self.commits)]}")
            case Experimented(name, baseline, to):
                start = self.commits[baseline % len(self.commits)] if baseline is not None and self.commits else LOST
                ref = f"refs/exps/{start[:2]}/{start[2:]}/{name}"
                if to is None:
                    self._update(f"delete {ref}")
                elif self.commits:
                    self._update(f"update {ref} {self.commits[to % len(self.commits)]}")
            case Named(params, metrics):
                self.sources = Sources(params, metrics)
            case Tagged(name, to, second, kind):
                if self.commits:
                    self._tag(name, self.commits[to % len(self.commits)], second, kind)
            case Untagged(name):
                self._update(f"delete refs/tags/{name}")

    def _commit(self, branch: str, message: str, second: int, change: str) -> None:
        ref = f"refs/heads/{branch}"
        start = f"from {ref}^0\n" if ref in self.refs() else ""
        merge, change = (change, "") if change.startswith("merge") else ("", change)
        who = f"Jo Tester <jo@example.com> {DAWN + second} +0100\n"
        self._import(f"commit {ref}\nauthor {who}committer {who}{_data(message)}{start}{merge}{change}\n")
        self.commits.append(self.refs()[ref])

    def _tag(self, name: str, commit: str, second: int, kind: str) -> None:
        if kind == "annotated":
            tagger = f"tagger Jo Tester <jo@example.com> {DAWN + second} -0230\n"
            self._import(f"tag {name}\nfrom {commit}\n{tagger}{_data(f'{name} {second}')}")
        elif kind == "lightweight":
            self._update(f"update refs/tags/{name} {commit}")
        else:
            refs = self.refs()
            inner = next((id for ref, id in refs.items() if ref.startswith("refs/tags/")), commit)
            target = inner if kind == "nested" else run_git(self.path, "rev-parse", f"{commit}^{{tree}}").strip()
            type = run_git(self.path, "cat-file", "-t", target).strip()
            text = f"object {target}\ntype {type}\ntag {name}\ntagger Jo <jo@example.com> {DAWN + second} +0000\n\nm\n"
            made = self._run(["mktag"], text).strip()
            self._update(f"update refs/tags/{name} {made}")

    def _update(self, line: str) -> None:
        self._run(["update-ref", "--stdin"], line + "\n", may_fail=True)  # deleting what is not there

    def _import(self, stream: str) -> None:
        self._run(["fast-import", "--quiet", "--force"], stream)

    def _run(self, words: list[str], stdin: str, *, may_fail: bool = False) -> str:
        done = subprocess.run(["git", *words], cwd=self.path, input=stdin.encode(), capture_output=True, check=False)
        assert may_fail or done.returncode == 0, (words, stdin, done.stderr)
        return done.stdout.decode()


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
