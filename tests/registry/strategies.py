"""Generators of what the registry is made of: names, versions, tags, events."""

from __future__ import annotations

from hypothesis import strategies as st

from gto.registry.events import Event, Moment, event
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.tags import TagName, spell

alnum = st.sampled_from("abzAZ019")
inner = st.text(st.sampled_from("abz019-_"), max_size=6)
words = st.builds(lambda first, middle, last: first + middle + last, alnum, inner, alnum) | alnum
names = st.lists(words, min_size=1, max_size=3).map("/".join)
folders = st.lists(words, min_size=1, max_size=2).map("/".join)
artifacts = names | st.builds("{}:{}".format, folders, names)
numbers = st.integers(0, 30)
identifiers = st.sampled_from(["alpha", "beta", "rc", "1", "2", "11", "x-y", "0"])
prereleases = st.lists(identifiers, min_size=1, max_size=3).map(lambda parts: "-" + ".".join(parts))
builds = st.lists(identifiers, min_size=1, max_size=2).map(lambda parts: "+" + ".".join(parts))
versions = st.builds("v{}.{}.{}{}{}".format, numbers, numbers, numbers, prereleases | st.just(""), builds | st.just(""))
counters = st.none() | st.integers(0, 99)


@st.composite
def tag_names(draw: st.DrawFn, artifact: st.SearchStrategy[str] = artifacts) -> TagName:
    """Any name that a registry tag can have."""
    action = draw(st.sampled_from(["deprecate", "create", "register", "deregister", "assign", "unassign"]))
    version = draw(versions) if action in ("register", "deregister") else None
    stage = StageName(draw(names)) if action in ("assign", "unassign") else None
    return TagName(action, ArtifactName(draw(artifact)), version, stage, draw(counters))  # type: ignore[arg-type]


@st.composite
def histories(draw: st.DrawFn, artifact: str = "nn") -> list[Event]:
    """Events of one artifact, as tags with distinct names could record them: few commits, stages, seconds."""
    small = st.one_of(
        st.builds(lambda v: ("register", v, None), st.sampled_from(["v1.0.0", "v1.1.0", "v2.0.0"])),
        st.builds(lambda v: ("deregister", v, None), st.sampled_from(["v1.0.0", "v1.1.0", "v2.0.0"])),
        st.builds(lambda s: ("assign", None, s), st.sampled_from(["dev", "prod"])),
        st.builds(lambda s: ("unassign", None, s), st.sampled_from(["dev", "prod"])),
        st.just(("deprecate", None, None)),
    )
    events: dict[str, Event] = {}
    for action, version, stage in draw(st.lists(small, max_size=14)):
        name = TagName(action, ArtifactName(artifact), version, stage, draw(st.none() | st.integers(1, 20)))
        tag = spell(name)
        commit = CommitId(draw(st.sampled_from(["a" * 40, "b" * 40, "c" * 40])))
        at = Moment(1_700_000_000 + draw(st.integers(0, 5)))
        events[tag] = event(name, tag, commit, at, "Jo Tester", "jo@example.com", "")
    return list(events.values())
