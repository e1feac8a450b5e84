"""The ready workflows: they are what their forges can read, and they run for registrations and assignments alone."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from compat.programs import Program
from gto import workflows
from gto.errors import GtoError, WrongArgs
from gto.registry import tags
from gto.registry.names import ArtifactName, StageName
from gto.registry.tags import TagName
from gto.verbs import ci
from gto.verbs.repository import open_repository
from gto.workflows import FORGES, TRAINING
from shell import GTO, Shell, new_repository

IN_YAML = [forge for forge in FORGES.values() if forge.template.endswith(".yml")]
ACTIONS = [FORGES[name] for name in ("github", "gitea", "forgejo")]

#: Tags that people have beside those of a registry.
OTHERS = (
    "v1.0.0", "1.0.0", "release-1", "release/2026-03", "model", "model-v1.0.0", "model/v1.0.0", "model@1.0.0",
    "model@latest", "model@v1", "@scope/package@1.2.3", "model#", "#1", "model@", "@v1.0.0", "nightly", "a=b",
)  # fmt: skip

names = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9_/-]{0,8}[a-zA-Z0-9])?", fullmatch=True)
folders = st.from_regex(r"[a-zA-Z0-9_][a-zA-Z0-9_/.-]{0,8}", fullmatch=True)
artifacts = st.one_of(names, st.builds("{}:{}".format, folders, names)).map(ArtifactName)
numbers = st.integers(0, 10**6)
versions = st.builds(
    "v{}.{}.{}{}{}".format,
    *(numbers, numbers, numbers),
    st.sampled_from(["", "-rc.1", "-0a", "-alpha-1.x.7"]),
    st.sampled_from(["", "+build.5", "+g1f-0"]),
)
counters = st.none() | st.integers(0, 10**6)
registrations = st.builds(
    TagName, st.sampled_from(["register", "deregister"]), artifacts, versions, st.none(), counters
)
stages = names.map(StageName)
assignments = st.builds(TagName, st.sampled_from(["assign", "unassign"]), artifacts, st.none(), stages, counters)
ends = st.builds(TagName, st.sampled_from(["deprecate", "create"]), artifacts, st.none(), st.none(), counters)


def parsed(template: str) -> dict:  # type: ignore[type-arg]
    return dict(YAML(typ="safe", pure=True).load(workflows.text_for(forge(template))))


def forge(name: str) -> workflows.Forge:
    return FORGES[name]


# --- which tags start them ----------------------------------------------------------------------------------------


def as_github_matches(patterns: list[str], tag: str) -> bool:
    """GitHub's filter patterns: `**` is anything, `*` anything but `/`, `+` and `?` repeat, the last match counts."""
    matched = False
    for pattern in patterns:
        pieces = re.findall(r"\*\*|\*|\[[^]]*\]|\+|\?|.", pattern.removeprefix("!"))
        meaning = {"**": ".*", "*": "[^/]*", "+": "+", "?": "?"}
        regex = "".join(meaning.get(p) or (p if p.startswith("[") else re.escape(p)) for p in pieces)
        if re.fullmatch(regex, tag):
            matched = not pattern.startswith("!")
    return matched


def as_bitbucket_matches(pattern: str, tag: str) -> bool:
    regex = "".join({"**": ".*", "*": "[^/]*"}.get(p, re.escape(p)) for p in re.findall(r"\*\*|\*|[^*]+", pattern))
    return re.fullmatch(regex, tag) is not None


def started_by_actions(name: str) -> Callable[[str], bool]:
    patterns = parsed(name)["on"]["push"]["tags"]
    return lambda tag: as_github_matches(patterns, tag)


def gitlab_rules(job: str) -> list[re.Pattern[str]]:
    rules = [rule["if"] for rule in parsed("gitlab")[job]["rules"]]
    assert all(rule.startswith("$CI_COMMIT_TAG =~ /") and rule.endswith("/") for rule in rules)
    return [re.compile(rule.partition(" =~ /")[2][:-1].replace(r"\/", "/"), re.ASCII) for rule in rules]


def started_by_gitlab(job: str) -> Callable[[str], bool]:
    rules = gitlab_rules(job)
    return lambda tag: any(rule.search(tag) for rule in rules)


def started_by_jenkins() -> Callable[[str], bool]:
    (pattern,) = re.findall(r"tag pattern: '(.*)', comparator: 'REGEXP'", workflows.text_for(forge("jenkins")))
    regex = re.compile(pattern.replace("\\\\", "\\"), re.ASCII)
    return lambda tag: regex.fullmatch(tag) is not None


EXACT = [
    *(pytest.param(started_by_actions(forge.name), id=forge.name) for forge in ACTIONS),
    pytest.param(started_by_gitlab("gto"), id="gitlab"),
    pytest.param(started_by_jenkins(), id="jenkins"),
]


@pytest.mark.parametrize("starts", EXACT)
@given(name=registrations | assignments | ends)
def test_of_registry_tags_those_start_it_that_register_or_assign(starts: Callable[[str], bool], name: TagName) -> None:
    tag = tags.spell(name)
    assert starts(tag) == (name.action in ("register", "assign"))


@pytest.mark.parametrize("starts", EXACT)
@pytest.mark.parametrize("tag", OTHERS)
def test_other_tags_do_not_start_it(starts: Callable[[str], bool], tag: str) -> None:
    assert tags.parse(tag) is None
    assert not starts(tag)


@given(name=registrations | assignments)
def test_bitbucket_starts_for_every_registration_and_assignment(name: TagName) -> None:
    """Its patterns say no more than that, so its steps look at GTO_EVENT."""
    patterns = parsed("bitbucket")["pipelines"]["tags"]
    assert any(as_bitbucket_matches(pattern, tags.spell(name)) for pattern in patterns)


def as_azure_matches(pattern: str, tag: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), tag) is not None


@given(name=registrations | assignments | ends)
def test_azure_starts_for_every_registration_and_assignment_and_for_nothing_that_takes_back(name: TagName) -> None:
    trigger = parsed("azure")["trigger"]
    assert trigger["branches"] == {"exclude": ["*"]}
    tag, patterns = tags.spell(name), trigger["tags"]
    starts = any(as_azure_matches(p, tag) for p in patterns["include"])
    starts = starts and not any(as_azure_matches(p, tag) for p in patterns["exclude"])
    if name.action in ("register", "assign"):
        assert starts
    if name.action in ("deregister", "unassign"):
        assert not starts


@given(name=registrations | assignments | ends)
def test_gitlab_jobs_are_chosen_by_the_tag(name: TagName) -> None:
    tag = tags.spell(name)
    assert started_by_gitlab("publish")(tag) == (name.action == "register")
    for stage in ("dev", "prod"):
        assert started_by_gitlab(f"deploy-{stage}")(tag) == (name.action == "assign" and name.stage == stage)


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_gitlab_deploys_a_stage(stage: str) -> None:
    for tag in (f"model#{stage}", f"models/cv=net#{stage}#12"):
        assert started_by_gitlab(f"deploy-{stage}")(tag)
        assert started_by_gitlab("gto")(tag)


# --- what they do ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forge", FORGES.values(), ids=lambda forge: forge.name)
def test_a_workflow_installs_gto_and_asks_it(forge: workflows.Forge) -> None:
    text = workflows.text_for(forge)
    assert "pip install 'gto>=1.11'" in text
    assert "gto ci --format " in text
    assert "publish" in text
    assert "deploy" in text
    assert not re.search(r"https?://|\t| $", text, re.MULTILINE)


@pytest.mark.parametrize("forge", ACTIONS, ids=lambda forge: forge.name)
def test_actions_pass_outputs_on_and_paste_none_into_a_script(forge: workflows.Forge) -> None:
    jobs = parsed(forge.name)["jobs"]
    assert jobs["gto"]["outputs"] == {name: f"${{{{ steps.gto.outputs.{name} }}}}" for name in ci.Outputs._fields[:7]}
    assert jobs["publish"]["if"] == "needs.gto.outputs.event == 'registration'"
    assert jobs["deploy"]["if"] == "needs.gto.outputs.event == 'assignment'"
    for job in jobs.values():
        assert all("${{" not in step.get("run", "") for step in job["steps"])
    checkout, fetch = jobs["gto"]["steps"][:2]
    assert checkout["with"] == {"fetch-depth": 0}
    assert fetch["run"] == "git fetch --force --tags origin"


def script(name: str, job: str) -> list[str]:
    """The lines that a job of GitLab or Bitbucket runs."""
    if name == "gitlab":
        return list(parsed(name)[job]["script"])
    steps = parsed(name)["pipelines"]["tags"]["**@v*"]
    return next(list(s["step"]["script"]) for s in steps if s["step"]["name"] == job)


@pytest.fixture
def project(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path, env={"CI": "true", "GITHUB_ACTIONS": "", "GITHUB_OUTPUT": ""})
    shell.commit("Train", files={"dvc.yaml": "artifacts: {net: {path: net.pt}}"})
    for minute, tag in enumerate(("net@v1.0.0", "net#prod#1", "net#qa#2", "net#prod!#3", "net@v1.0.0!")):
        shell.tag(tag, minute=minute)
    return shell


SAYS = {
    "net@v1.0.0": "Publish net v1.0.0 from net.pt\n",
    "net#prod#1": "Deploy net v1.0.0 from net.pt to prod\n",
    "net#qa#2": "",
    "net#prod!#3": "",
    "net@v1.0.0!": "",
    "no-registry-tag": "",
}


@pytest.mark.parametrize(("tag", "says"), SAYS.items())
def test_the_steps_of_bitbucket_act_on_the_event(project: Shell, tag: str, says: str) -> None:
    assert said_by_bitbucket(project, tag) == says


def said_by_bitbucket(project: Shell, tag: str) -> str:
    job = project.having({"BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_TAG": tag})
    return "".join(said(job, script("bitbucket", step)) for step in ("publish", "deploy"))


@pytest.mark.parametrize(("tag", "says"), SAYS.items())
def test_the_steps_of_azure_act_on_the_event(project: Shell, tag: str, says: str) -> None:
    job = project.having({"TF_BUILD": "True", "BUILD_SOURCEBRANCH": f"refs/tags/{tag}"})
    assert said(job, [steps_of("azure", "gto ci")]) == ""
    steps = [step["script"] for step in parsed("azure")["steps"] if "displayName" in step]
    assert "".join(said(job, [step]) for step in steps) == says


def steps_of(template: str, start: str) -> str:
    return next(s["script"] for s in parsed(template)["steps"] if s.get("script", "").startswith(start))


@pytest.mark.parametrize(("tag", "says"), SAYS.items())
def test_the_jobs_of_gitlab_act_on_the_event(project: Shell, tag: str, says: str) -> None:
    job = project.having({"GITLAB_CI": "true", "CI_COMMIT_TAG": tag})
    said(job, script("gitlab", "gto"))
    lines = (project.path / "gto.env").read_text().splitlines()
    later = job.having(dict(line.split("=", 1) for line in lines))
    assert "".join(said(later, script("gitlab", name)) for name in ("publish", "deploy-dev", "deploy-prod")) == says


def said(job: Shell, lines: list[str]) -> str:
    """What is printed by the lines of a job after it has installed gto and asked it."""
    left = [line for line in lines if not line.startswith("pip install")]
    asked = [f"{{ {line}; }} >&2" if line.startswith("gto ci") else line for line in left]
    path = os.pathsep.join((str(GTO.parent), os.environ["PATH"]))
    return job.having({"PATH": path}).run("bash", "-euc", "\n".join(asked)).out


@pytest.mark.parametrize(("which", "count"), [(FORGES, 6), (TRAINING, 2)], ids=["registry", "training"])
def test_the_jenkinsfile_is_balanced(which: dict[str, workflows.Forge], count: int) -> None:
    whole = workflows.text_for(which["jenkins"])
    text = re.sub(r"//.*|'''(.|\n)*?'''|'(\\.|[^'\\])*'", "", re.sub(r"^\s*//.*", "", whole, flags=re.MULTILINE))
    for opening, closing in ("{}", "()", "[]"):
        assert text.count(opening) == text.count(closing)
    scripts = re.findall(r"sh '''((?:.|\n)*?)'''|sh '([^']*)'|script: '([^']*)'", whole)
    assert len(scripts) == count
    for found in scripts:
        subprocess.run(["sh", "-n"], input="".join(found).encode(), check=True)


# --- what trains ------------------------------------------------------------------------------------------------------


def training_lines(name: str) -> list[str]:
    """The commands by which a workflow trains, in order."""
    text = workflows.text_for(TRAINING[name])
    content = {} if name == "jenkins" else dict(YAML(typ="safe", pure=True).load(text))
    match name:
        case "gitlab":
            return list(content["train"]["script"])
        case "bitbucket":
            (step,) = content["pipelines"]["branches"]["**"]
            return list(step["step"]["script"])
        case "jenkins":
            return [line.strip() for line in re.findall(r"^ {20,}(\w.*|\. .*)$", text, re.MULTILINE)]
        case "azure":
            return [step["script"] for step in content["steps"] if "script" in step]
        case _:
            return [step["run"] for step in content["jobs"]["train"]["steps"] if "run" in step]


@pytest.mark.parametrize("name", TRAINING)
def test_all_of_them_train_in_the_same_way(name: str) -> None:
    lines = [line for line in training_lines(name) if line.startswith(("dvc ", "pip "))]
    assert lines == [
        "pip install dvc dvclive -r requirements.txt",
        "dvc pull --allow-missing",
        "dvc exp run",
        "dvc exp push origin",
    ]
    text = workflows.text_for(TRAINING[name])
    assert "DVC_STUDIO_URL" in text
    assert "DVC_STUDIO_TOKEN" in text
    assert not re.search(r"https?://[^c$}]|\t| $", text, re.MULTILINE)


def test_no_token_stays_in_the_workplace_of_jenkins(tmp_path: Path) -> None:
    """Neither where the push goes well nor where it does not."""
    lines = training_lines("jenkins")
    begin = next(i for i, line in enumerate(lines) if line.startswith("trap "))
    script = "\n".join(lines[begin:]).replace("dvc exp push", "git remote get-url")
    job = new_repository(
        tmp_path, env={"GIT_URL": "https://git.example.com/a", "GIT_NAME": "jo", "GIT_TOKEN": "secret"}
    )
    job.git("remote", "add", "origin", "https://git.example.com/a")
    for end, code in (("", 0), ("\nfalse", 1)):
        assert job.run("sh", "-ec", script + end, code=code).out == "https://jo:secret@git.example.com/a\n"
        assert job.git("remote", "get-url", "origin") == "https://git.example.com/a"


@pytest.mark.parametrize("name", [forge.name for forge in ACTIONS])
def test_nothing_is_trained_twice(name: str) -> None:
    content = dict(YAML(typ="safe", pure=True).load(workflows.text_for(TRAINING[name])))
    assert set(content["on"]) == {"push", "pull_request"}
    assert content["on"]["push"] == {"branches": ["**"]}  # and so no tags
    job = content["jobs"]["train"]
    assert job["if"].startswith("github.event_name == 'push' || ")
    assert all("${{" not in step.get("run", "") for step in job["steps"])


@pytest.mark.slow
def test_the_commands_train_and_push_with_the_real_dvc(dvc: Program, tmp_path: Path) -> None:
    path = f"{dvc.bin}{os.pathsep}{os.environ['PATH']}"
    remote = new_repository(tmp_path / "remote.git", "--bare")
    work = new_repository(tmp_path / "work", env={"PATH": path, "DVC_NO_ANALYTICS": "1"})
    work.run("dvc", "init", "--quiet")
    work.run("dvc", "remote", "add", "--default", "store", tmp_path / "store")
    work.git("add", ".")
    pipeline = "stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    outs: [model.pkl]\n"
    work.commit("a pipeline", files={"train.py": "open('model.pkl', 'w').write('weights')\n", "dvc.yaml": pipeline})
    work.git("push", "--quiet", remote.path, "main")
    work.git("clone", "--quiet", remote.path, tmp_path / "job")
    job = Shell(tmp_path / "job", {**work.env, "CI": "true"})
    job.git("checkout", "--quiet", "--detach")  # as forges check out
    lines = [line for line in training_lines("github") if not line.startswith("pip ")]
    job.run("bash", "-euc", "\n".join(lines))
    (ref,) = remote.git("for-each-ref", "--format=%(refname)", "refs/exps").splitlines()
    assert work.git("rev-parse", "HEAD")[2:] in ref
    assert any(path.is_file() for path in (tmp_path / "store").rglob("*"))


# --- where they go --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/jo/models.git", "github"),
        ("git@github.com:jo/models.git", "github"),
        ("ssh://git@gitlab.example.com:2222/jo/models.git", "gitlab"),
        ("https://jo:secret@gitlab.com/jo/github-models", "gitlab"),
        ("git@bitbucket.org:jo/models.git", "bitbucket"),
        ("https://codeberg.org/jo/models", "forgejo"),
        ("https://gitea.example.com/jo/models", "gitea"),
    ],
)
def test_the_forge_is_known_by_its_host(tmp_path: Path, url: str, name: str) -> None:
    shell = new_repository(tmp_path)
    shell.git("remote", "add", "origin", url)
    assert workflows.forge_of(open_repository(str(tmp_path))).name == name


@pytest.mark.parametrize(
    "url", ["https://git.example.com/github/gitlab", "../github.git", "/srv/gitlab.git", "file:///gitea"]
)
def test_a_forge_is_not_guessed(tmp_path: Path, url: str) -> None:
    shell = new_repository(tmp_path)
    with pytest.raises(WrongArgs, match="There is no remote"):
        workflows.forge_of(open_repository(str(tmp_path)))
    shell.git("remote", "add", "origin", url)
    with pytest.raises(WrongArgs, match="does not tell which forge"):
        workflows.forge_of(open_repository(str(tmp_path)))


@pytest.mark.parametrize("path", ["../gto.yml", ".git/hooks/pre-commit", ".GIT/x", ".", "", "link/gto.yml", "/gto.yml"])
def test_a_workflow_is_written_into_the_work_tree_only(tmp_path: Path, path: str) -> None:
    project = tmp_path / "project"
    new_repository(project)
    (project / "link").symlink_to(tmp_path)
    with pytest.raises(WrongArgs, match="is no place"):
        workflows.write(open_repository(str(project)), forge("github"), path, replace=True)
    assert os.listdir(tmp_path) == ["project"]


def test_there_is_no_work_tree_in_a_bare_repository(tmp_path: Path) -> None:
    new_repository(tmp_path, "--bare")
    with pytest.raises(WrongArgs, match="has none here"):
        workflows.write(open_repository(str(tmp_path)), forge("github"), "gto.yml")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    shell = new_repository(tmp_path)
    shell.commit("one", files={".github": "a file"})
    with pytest.raises(GtoError, match=r"Cannot write '\.github/workflows/gto\.yml'"):
        workflows.write(open_repository(str(tmp_path)), forge("github"), forge("github").file)
