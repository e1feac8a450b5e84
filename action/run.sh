#!/bin/sh
# What the GitHub Action does once gto is installed: bring the tags, set the outputs, print the registry.
set -eu
export GIT_TERMINAL_PROMPT=0

for bin in "$RUNNER_TEMP/gto-action/bin" "$RUNNER_TEMP/gto-action/Scripts"; do
    [ ! -d "$bin" ] || PATH=$bin:$PATH
done

is_wanted() {
    case $1 in [Tt][Rr][Uu][Ee]) true ;; *) false ;; esac
}

# Print what a command says; whatever stands in the repository, the runner takes none of it for a command to itself.
show() {
    mark=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    echo "::group::$1"
    shift
    echo "::stop-commands::$mark"
    code=0
    "$@" || code=$?
    echo "::$mark::"
    echo "::endgroup::"
    return "$code"
}

# actions/checkout brings one commit and puts it in place of the tag that started the job.
bring_tags() {
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then
        echo "::warning title=Shallow checkout::gto reads the history of tags; give actions/checkout 'fetch-depth: 0'"
        git fetch --quiet --force --depth=1 origin '+refs/tags/*:refs/tags/*'
    else
        git fetch --quiet --force --tags origin
    fi
}

bring_tags ||
    echo "::warning title=Tags are missing::They could not be fetched; give actions/checkout 'fetch-depth: 0'"

found=$RUNNER_TEMP/gto-action.env
show "$GITHUB_REF" gto ci "$GITHUB_REF" --format github --output "$GITHUB_OUTPUT"
gto ci "$GITHUB_REF" --format shell --output "$found" >/dev/null 2>&1
. "$found"

if is_wanted "$INPUT_PRINT_OUTPUTS"; then
    show "Outputs" gto ci "$GITHUB_REF" --format json
fi
if is_wanted "$INPUT_SHOW"; then
    show "gto show" gto show
fi
if is_wanted "$INPUT_HISTORY"; then
    show "gto history" gto history
fi
if [ -n "$GTO_NAME" ]; then
    show "gto show $GTO_NAME" gto show "$GTO_NAME"
    show "gto history $GTO_NAME" gto history "$GTO_NAME"
fi

# What is in the checkout, or at an address, is not for DVC to bring.
case $GTO_PATH in *://*) GTO_PATH= ;; esac
if is_wanted "$INPUT_PULL" && [ -n "$GTO_PATH" ] && [ ! -e "$GTO_PATH" ]; then
    if ! command -v dvc >/dev/null; then
        echo "Installing DVC with all its remotes; a step that installs what you need is faster"
        python -m pip install --quiet --disable-pip-version-check 'dvc[all]'
    fi
    show "dvc pull" dvc pull "./$GTO_PATH"
fi
