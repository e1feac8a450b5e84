"""Every command of `gto` on one page: its words, its options, its examples. Data only."""

from __future__ import annotations

from gto.cli.arguments import Argument, Command, Example, Option

READ = "Read the registry"
MODIFY = "Modify artifacts"
CONNECT = "Connect"
HIDDEN = ""
GROUPS = (READ, MODIFY, CONNECT)

REPO = Option(("-r", "--repo"), "Local or remote repository", default=".", shows_default=True, completes="folder")
HELP = Option(("-h", "--help"), "Show this message and exit.", "flag")
JSON = Option(("--json",), "Print output in json format", "flag")
PLAIN = Option(("--plain",), "Print table in grep-able format", "flag")
AT = Option(("--at",), "Show the registry as it was: a date, a tag or a commit", metavar="DATE|REF")
MESSAGE = Option(("-m", "--message"), "Message to annotate the Git tag with")
SIMPLE = Option(
    ("--simple",),
    "Use simple notation, e.g. `rf#prod` instead of `rf#prod#5` [supported values: auto, true, false]",
    ("auto", "true", "false"),
    default="auto",
    refusal="Only one of ['auto', 'true', 'false'] is allowed",
)
FORCE = Option(("--force",), "Create the Git tag even if it already exists and is in effect", "flag")
PUSH = Option(("--push",), "Push created git tag to `origin` (ignored if `repo` option is a remote URL)", "flag")
REMOTE = Option(("--remote",), "Push to this remote instead of `origin` (implies --push)", completes="remote")
DRY_RUN = Option(("--dry-run",), "Show what would be done, and do nothing", "flag")
DELIVERY = (PUSH, REMOTE, DRY_RUN)
NAME = Argument("name", "Artifact name", "artifact", completes="artifact")
ANNOTATION_FILE = Option(
    ("--file",),
    "dvc.yaml or artifacts.yaml [default: where it is written already, else what the repository uses]",
    metavar="FILE",
    completes="file",
)
COMMITTING = (
    Option(("--commit",), "Commit this change, and nothing else that is staged or changed", "flag"),
    Option(("-m", "--message"), "Message of the commit (implies --commit)"),
    Option(
        ("--push",),
        "Push the branch to `origin` (implies --commit; ignored if `repo` option is a remote URL)",
        "flag",
    ),
    Option(
        ("--remote",),
        "Push to this remote instead of `origin` (implies --push)",
        completes="remote",
    ),
    Option(("--dry-run",), "Show the change to the file, and do nothing", "flag"),
)


COMMANDS = (
    Command(
        "check-ref",
        "check_ref",
        READ,
        "Find out the artifact version registered/assigned with ref.",
        (
            REPO,
            JSON,
            Option(("--name",), "Show artifact name", "flag"),
            Option(("--version",), "Output artifact version", "flag"),
            Option(("--event",), "Show event", "flag"),
            Option(("--stage",), "Show artifact stage", "flag"),
            HELP,
        ),
        (Argument("ref", "Git reference to analyze", completes="tag"),),
        (
            Example("gto check-ref rf@v1.0.0", "say what this tag did"),
            Example("gto check-ref refs/tags/rf#prod#1 --version", "print the version that was assigned"),
        ),
    ),
    Command(
        "show",
        "show",
        READ,
        "Show the registry state, highest version, or what's assigned in stage.",
        (
            REPO,
            JSON,
            PLAIN,
            Option(("--name",), "Show artifact name", "flag"),
            Option(("--version",), "Output artifact version", "flag"),
            Option(("--stage",), "Show artifact stage", "flag"),
            Option(("--ref",), "Show ref", "flag"),
            Option(("--ro", "--registered-only"), "Show only registered versions", "flag"),
            Option(("-d", "--deprecated"), "Include deprecated in output", "flag"),
            Option(
                ("--av", "--assignments-per-version"),
                "Show N last stages for each version. -1 for all",
                "number",
                default=-1,
            ),
            Option(
                ("--vs", "--versions-per-stage"),
                "Show N last versions for each stage. -1 for all. Applied after 'assignments-per-version'",
                "number",
                default=1,
            ),
            Option(
                ("--sort",),
                "Order assignments by timestamp or semver",
                ("timestamp", "semver"),
                default="timestamp",
            ),
            AT,
            HELP,
        ),
        (
            Argument(
                "name",
                "Artifact name to show. If empty, show registry",
                "artifact",
                required=False,
                completes="shortcut",
            ),
        ),
        (
            Example("gto show", "all artifacts, their latest versions and stages"),
            Example("gto show rf", "all versions of one artifact"),
            Example("gto show rf@latest --ref", "the tag of the highest version"),
            Example("gto show 'rf#prod' --version", "the version in a stage"),
            Example("gto show --at 2026-03-01", "the registry as it was at the end of that day"),
        ),
    ),
    Command(
        "history",
        "history",
        READ,
        "Show a journal of registry operations.",
        (
            REPO,
            JSON,
            PLAIN,
            Option(("--ascending", "--asc"), "Show old first", "flag"),
            AT,
            HELP,
        ),
        (
            Argument(
                "name",
                "Artifact name to show. If empty, show all.",
                "artifact",
                required=False,
                completes="artifact",
            ),
        ),
        (
            Example("gto history", "who did what and when, newest first"),
            Example("gto history rf --json", "one artifact's events, for a program"),
        ),
    ),
    Command(
        "stages",
        "stages",
        READ,
        "Print list of stages used in the registry.",
        (
            REPO,
            Option(("--allowed",), "Show allowed stages from config", "flag"),
            Option(("--used",), "Show stages that are in use (from all git tags)", "flag"),
            JSON,
            AT,
            HELP,
        ),
        examples=(
            Example("gto stages", "the stages of the configuration, else those in use"),
            Example("gto stages --allowed", "only those of the configuration"),
        ),
    ),
    Command(
        "describe",
        "describe",
        READ,
        "Show what is written about an artifact in dvc.yaml or artifacts.yaml.",
        (
            REPO,
            JSON,
            Option(("--rev",), "Read the files of this commit instead of HEAD", completes="ref"),
            AT,
            HELP,
        ),
        (Argument("name", "Artifact name, or rf@v1.0.0, rf@latest, rf#prod", "artifact", completes="shortcut"),),
        (
            Example("gto describe rf", "path, type, description and labels at HEAD"),
            Example("gto describe 'rf#prod' --json", "the same for the version in a stage"),
        ),
    ),
    Command(
        "diff",
        "diff",
        READ,
        "Compare two versions: commits, parameters, metrics, data, and what is written about the artifact.",
        (
            REPO,
            JSON,
            Option(("--markdown", "--md"), "Print output in Markdown, for a pull request or a report", "flag"),
            Option(
                ("--params",),
                "Compare this file's parameters instead of those that dvc.yaml names (may be given several times)",
                repeats=True,
                metavar="FILE",
                completes="file",
            ),
            Option(
                ("--metrics",),
                "Compare this file's metrics instead of those that dvc.yaml names (may be given several times)",
                repeats=True,
                metavar="FILE",
                completes="file",
            ),
            HELP,
        ),
        (
            NAME,
            Argument(
                "old",
                "Version, stage, `latest`, or any commit, branch or tag. If empty, the version before the latest",
                required=False,
                completes="operand",
            ),
            Argument("new", "The same. If empty, the latest version", required=False, completes="operand"),
        ),
        (
            Example("gto diff rf", "what the latest version changed"),
            Example("gto diff rf v1.0.0 v2.0.0", "two versions"),
            Example("gto diff rf prod staging --markdown", "what would change if staging went to prod"),
        ),
    ),
    Command(
        "get",
        "get",
        READ,
        "Download the files of an artifact: from Git, from Git LFS, or from where DVC keeps them.",
        (
            REPO,
            Option(("-o", "--output"), "Folder to put them into", default=".", metavar="DIR", completes="folder"),
            Option(("--rev",), "Take the files of this commit, instead of a version's", completes="ref"),
            Option(("--force",), "Replace files that are in the way", "flag"),
            Option(("-j", "--jobs"), "So many files at a time", "number", default=8),
            JSON,
            HELP,
        ),
        (
            Argument(
                "name",
                "Artifact name (its latest version), or rf@v1.0.0, rf@latest, rf#prod",
                "artifact",
                completes="shortcut",
            ),
        ),
        (
            Example("gto get rf", "the files of the latest version, into this folder"),
            Example("gto get 'rf#prod' -o models", "of the version in a stage, into models"),
            Example("gto get rf@v1.0.0 --repo https://example.com/rf.git", "of a repository that is not cloned"),
        ),
    ),
    Command(
        "doctor",
        "doctor",
        READ,
        "Display GTO version and check the registry for problems.",
        (REPO, JSON, HELP),
        examples=(Example("gto doctor", "name every tag that cannot be taken at its word, and how to mend it"),),
    ),
    Command(
        "verify",
        "verify",
        READ,
        "Check signatures, and that no tag has moved or vanished since last seen.",
        (
            REPO,
            JSON,
            Option(("--require-signatures",), "Fail for tags that are not signed by a known key", "flag"),
            Option(("--accept",), "Take tags that moved or vanished as they are now", "flag"),
            HELP,
        ),
        (Argument("name", "Artifact name. If empty, all", "artifact", required=False, completes="artifact"),),
        (
            Example("gto verify", "exit code 1 if a tag was tampered with"),
            Example("gto verify --require-signatures --json", "for a CI job that trusts signed tags only"),
        ),
    ),
    Command(
        "register",
        "register",
        MODIFY,
        "Create an artifact version to signify an important, published or released iteration.",
        (
            REPO,
            Option(("--version", "--ver"), "Version name in SemVer format"),
            MESSAGE,
            SIMPLE,
            FORCE,
            Option(("--bump-major",), "Bump major version", "flag"),
            Option(("--bump-minor",), "Bump minor version", "flag"),
            Option(("--bump-patch",), "Bump patch version", "flag"),
            *DELIVERY,
            HELP,
        ),
        (NAME, Argument("ref", "Git reference to use for registration", required=False, completes="ref")),
        (
            Example("gto register rf", "give HEAD the next version of rf"),
            Example("gto register rf abc1234 --version v2.0.0", "give a commit a version of your choice"),
            Example("gto register rf --bump-minor --push", "the next minor version, pushed to origin"),
        ),
    ),
    Command(
        "assign",
        "assign",
        MODIFY,
        "Assign stage to specific artifact version.",
        (
            REPO,
            Option(
                ("--version",),
                "Existing version to assign; if you provide REF, the name of the new version there",
                completes="version",
            ),
            Option(("--stage",), "Stage to assign", required=True, completes="stage"),
            MESSAGE,
            SIMPLE,
            FORCE,
            PUSH,
            Option(("--sr", "--skip-registration"), "Don't register a version at specified commit", "flag"),
            REMOTE,
            DRY_RUN,
            HELP,
        ),
        (NAME, Argument("ref", "Git reference to use", required=False, completes="ref")),
        (
            Example("gto assign rf --version v1.0.0 --stage prod", "put a version into a stage"),
            Example(
                "gto assign rf --stage dev",
                "put the version at HEAD there (registering one if there is none)",
            ),
        ),
        aliases=("promote",),
    ),
    Command(
        "deprecate",
        "deprecate",
        MODIFY,
        "Deprecate artifact, deregister a version, or unassign a stage.",
        (
            REPO,
            Option(("--ref",), "Git reference to use (for model deprecation)", completes="ref"),
            MESSAGE,
            SIMPLE,
            FORCE,
            Option(("-d", "--delete"), "Delete the git tag(s) instead of creating the new one", "flag"),
            *DELIVERY,
            HELP,
        ),
        (
            NAME,
            Argument("version", "Artifact version", required=False, completes="version"),
            Argument("stage", "Stage to unassign", required=False, completes="stage"),
        ),
        (
            Example("gto deprecate rf v1.0.0 prod", "take a version out of a stage"),
            Example("gto deprecate rf v1.0.0", "deregister a version"),
            Example("gto deprecate rf", "deprecate the whole artifact"),
        ),
    ),
    Command(
        "rollback",
        "rollback",
        MODIFY,
        "Assign the previous version of a stage again; nothing is deleted.",
        (
            REPO,
            Option(("--stage",), "Stage to roll back", required=True, completes="stage"),
            Option(("-m", "--message"), "Why (kept in the Git tag)"),
            *DELIVERY,
            HELP,
        ),
        (NAME,),
        (Example("gto rollback rf --stage prod -m 'v2 is too slow'", "put the version before back into prod"),),
    ),
    Command(
        "annotate",
        "annotate",
        MODIFY,
        "Write in dvc.yaml or artifacts.yaml what an artifact is. What isn't named stays as it is.",
        (
            REPO,
            Option(("--type",), "What kind of artifact, such as model or dataset", completes="type"),
            Option(
                ("--path",),
                "Where it is: seen from the folder of dvc.yaml, from the root for artifacts.yaml, or a URL",
                completes="file",
            ),
            Option(("--description",), "What it is, in words"),
            Option(("--label",), "Add a label (may be given several times)", repeats=True),
            Option(
                ("--meta",),
                "Add a value of your own; JSON (0.9, true, [1, 2]) or text (may be given several times)",
                repeats=True,
                metavar="KEY=VALUE",
            ),
            ANNOTATION_FILE,
            Option(("--must-exist",), "Refuse a path where nothing is", "flag"),
            Option(("--allow-same-path",), "Allow a path that another artifact has", "flag"),
            *COMMITTING,
            HELP,
        ),
        (NAME,),
        (
            Example("gto annotate rf --path models/rf.pkl --type model", "say where rf is and what"),
            Example("gto annotate models/cv:resnet --label cv --commit", "edit models/cv/dvc.yaml, and commit it"),
            Example("gto annotate rf --meta accuracy=0.93 --dry-run", "show what would be written"),
        ),
    ),
    Command(
        "remove",
        "remove",
        MODIFY,
        "Take away what dvc.yaml or artifacts.yaml say about an artifact. Its versions and stages stay.",
        (REPO, ANNOTATION_FILE, *COMMITTING, HELP),
        (NAME,),
        (
            Example("gto remove rf", "take rf out of the file"),
            Example("gto remove rf -m 'rf lives elsewhere now' --push", "and commit and push that"),
        ),
    ),
    Command(
        "ci",
        "ci",
        CONNECT,
        "Tell the steps of a CI job which registry event its ref is: name, version, stage, path, ...",
        (
            REPO,
            Option(
                ("--format",),
                "github, dotenv (GitLab), json or shell  [default: github in its jobs, else shell]",
                ("github", "dotenv", "json", "shell"),
            ),
            Option(("-o", "--output"), "Write to this file; - is stdout", metavar="FILE", completes="file"),
            HELP,
        ),
        (
            Argument(
                "ref",
                "Tag, refs/tags/ in front or not. If empty, the one the CI system names",
                required=False,
                completes="tag",
            ),
        ),
        (
            Example("gto ci --format github", "give the next steps of a GitHub job its event as outputs"),
            Example("gto ci --format shell -o gto.env && . ./gto.env", "set GTO_EVENT, GTO_NAME, GTO_VERSION, ..."),
            Example("gto ci 'rf#prod#1' --format json", "the same for a program, wherever it runs"),
        ),
    ),
    Command(
        "ci init",
        "ci_init",
        CONNECT,
        "Write a CI workflow that acts on registrations and assignments, or one that trains.",
        (
            REPO,
            Option(
                ("--forge",),
                "github, gitlab, gitea, forgejo, bitbucket, jenkins or azure  [default: what origin's address says]",
                ("github", "gitlab", "gitea", "forgejo", "bitbucket", "jenkins", "azure"),
            ),
            Option(("--train",), "A workflow that trains with DVC on pushes and pull requests", "flag"),
            Option(("--path",), "File to write, seen from the repository's root", metavar="FILE"),
            Option(("--force",), "Replace the file if it exists", "flag"),
            Option(("--dry-run",), "Print the workflow, and write nothing", "flag"),
            HELP,
        ),
        examples=(
            Example("gto ci init", "write the workflow that fits the forge of origin"),
            Example("gto ci init --forge gitlab --path .gitlab/gto.yml", "choose both yourself"),
            Example("gto ci init --train --dry-run", "look at a workflow that trains on pushes"),
        ),
    ),
    Command(
        "studio",
        "studio",
        CONNECT,
        "Show the models of many repositories to many people, in the browser.",
        (HELP,),
        (
            Argument(
                "words",
                "Repositories (paths or addresses) to show, or a command: `gto studio --help` lists them",
                required=False,
                many=True,
                completes="folder",
            ),
        ),
        (
            Example("gto studio .", "show this repository, and print the address to open"),
            Example("gto studio serve --port 8788 --data /srv/studio", "run a server for a team"),
        ),
        passes_on=True,
    ),
    Command(
        "completion",
        "completion",
        CONNECT,
        "Print the script by which a shell completes commands, artifacts, versions, stages, ...",
        (HELP,),
        (Argument("shell", "bash, zsh or fish", completes="shell"),),
        (
            Example('eval "$(gto completion bash)"', "let Tab complete in this bash; ~/.bashrc makes it last"),
            Example('eval "$(gto completion zsh)"', "in ~/.zshrc, below compinit"),
            Example("gto completion fish | source", "in ~/.config/fish/config.fish"),
        ),
    ),
    Command(
        "parse-tag",
        "parse_tag",
        HIDDEN,
        "Given git tag name created by this tool, parse it and return its parts.",
        (Option(("--key",), "Which key to return"), HELP),
        (Argument("name", "Git tag name"),),
    ),
    Command(
        "print-state",
        "print_state",
        HIDDEN,
        "Technical cmd: Print current registry state.",
        (REPO, HELP),
    ),
    Command(
        "__complete",
        "complete",
        HIDDEN,
        "What the scripts of `gto completion` ask: the shell, then the words so far, the last one being typed.",
        (HELP,),
        (Argument("words", "zsh or fish and the words; or bash, its line, and where it breaks words", many=True),),
    ),
)

BY_NAME = {name: command._replace(name=name) for command in COMMANDS for name in (command.name, *command.aliases)}
