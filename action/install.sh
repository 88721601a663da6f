# shellcheck shell=bash
# Installs aiowners where nothing else is, and says where the Python is that runs it.
# shellcheck disable=SC2153 # PYTHON comes from action.yml

set -eo pipefail

environment=$(mktemp -d "${RUNNER_TEMP//\\//}/aiowners.XXXXXX")
wanted=$GITHUB_ACTION_PATH
if [[ -n $INPUT_VERSION ]]; then
  if [[ ! $INPUT_VERSION =~ ^v?[0-9][0-9A-Za-z.]*$ ]]; then
    echo "::error title=aiowners could not be installed::The input version is a release, such as 1.2.3."
    exit 2
  fi
  wanted="aiowners==${INPUT_VERSION#v}"
fi

# -I: this runs in the tree that is linted, and must not import what lies there. Nor must pip's own processes.
unset PYTHONPATH
"$PYTHON" -I -m venv "$environment"
python=$environment/bin/python
if [[ ! -e $python ]]; then
  python=$environment/Scripts/python.exe # Windows
fi
"$python" -I -m pip install --quiet --disable-pip-version-check "$wanted"
echo "python=$python" >>"$GITHUB_OUTPUT"
