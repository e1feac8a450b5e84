#!/bin/sh
# Make a small registry in a temporary folder, and look at it. Prints each command before its output.
# Names and dates are fixed, so it prints the same everywhere. `make demo` runs this with the gto beside you.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# No setting, name or hook of the person who looks at the demo takes part in it.
export HOME="$folder" XDG_CONFIG_HOME="$folder/.config" XDG_CACHE_HOME="$folder/.cache" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME="Jo Tester" GIT_AUTHOR_EMAIL="jo@example.com"
export GIT_COMMITTER_NAME="Jo Tester" GIT_COMMITTER_EMAIL="jo@example.com"
export TZ=UTC

day=0

say() {
    printf '\n# %s\n' "$*"
}

# One command a day, from 1 March 2026.
run() {
    day=$((day + 1))
    GIT_AUTHOR_DATE=$(printf '2026-03-%02dT09:00:00+00:00' "$day")
    GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
    export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
    printf '$ %s\n' "$*"
    "$@"
}

say "A Git repository with a model that we train now and then."
run git init --quiet --initial-branch=main
run git commit --quiet --allow-empty --message=train
run git commit --quiet --allow-empty --message=retrain

say "Give the model's commits versions, and put versions into stages. Both are annotated tags, nothing else."
run gto register churn HEAD~1
run gto register churn
run gto register segment --version v0.4.1
run gto assign churn --version v0.0.1 --stage prod
run gto assign churn --version v0.0.2 --stage dev

say "What is there?"
run gto show

say "Which version is in production, and where is it?"
run gto show churn#prod --version
run gto show churn#prod --ref

say "The new one was good: promote it. Who did what, when?"
run gto assign churn --version v0.0.2 --stage prod
run gto history churn

say "All of it is in Git, and goes where Git goes."
run git tag --list
