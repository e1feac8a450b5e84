#!/bin/sh
# Install the gto that lies beside this file, in an environment of its own: the job's Python stays as it is.
set -eu

python=$(command -v python3 || command -v python)
"$python" -m venv "$RUNNER_TEMP/gto-action"
bin=$RUNNER_TEMP/gto-action/bin
[ -d "$bin" ] || bin=$RUNNER_TEMP/gto-action/Scripts
# the command line is all that a job needs: the pages of Studio are not built for it
GTO_WITHOUT_PAGES=1 "$bin/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
