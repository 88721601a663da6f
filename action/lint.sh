# shellcheck shell=bash
# Runs `aiowners check` as the inputs ask. It does not fail: the action does, once all is uploaded.

set -eo pipefail

# One annotation of any text: nothing in it begins a second workflow command.
annotate() {
  local text=$1
  text=${text//%/%25}
  text=${text//$'\r'/}
  text=${text//$'\n'/%0A}
  printf '::error title=aiowners could not run::%s\n' "$text"
}

# Whether an input is on. Another word than true or false is a mistake, which must not pass for a no.
is_on() {
  if [[ $2 != true && $2 != false ]]; then
    annotate "The input $1 is true or false, not: $2"
    echo "exit-code=2" >>"$GITHUB_OUTPUT"
    exit 0
  fi
  [[ $2 == true ]]
}

reports=$(mktemp -d "${RUNNER_TEMP//\\//}/aiowners-reports.XXXXXX")
arguments=(check --ci "--output-format=json:$reports/report.json")
if [[ -n $INPUT_SINCE ]]; then arguments+=("--since=$INPUT_SINCE"); fi
if [[ -n $INPUT_FAIL_ON ]]; then arguments+=("--fail-on=$INPUT_FAIL_ON"); fi
if is_on sarif "$INPUT_SARIF"; then arguments+=("--output-format=sarif:$reports/aiowners.sarif"); fi
if ! is_on annotations "$INPUT_ANNOTATIONS"; then arguments+=(--output-format=full); fi
if ! is_on summary "$INPUT_SUMMARY"; then export GITHUB_STEP_SUMMARY=; fi
# Words, on any number of lines. `read` expands nothing; at the end of its input it returns 1.
IFS=$' \t\r\n' read -r -d '' -a words <<<"$INPUT_ARGS" || true

# -I: this runs in the tree that is linted, and must not import what lies there.
# On Windows, bash would take `json:D:/...` for a list of paths, and rewrite it.
export MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*'
code=0
"$PYTHON" -I -X utf8 -m aiowners "${arguments[@]}" "${words[@]}" 2>"$reports/errors" || code=$?
cat "$reports/errors" >&2
if [[ $code -eq 1 && ! -s $reports/report.json ]]; then code=2; fi # it never came to lint
if [[ $code -gt 1 ]]; then
  # An annotation shows no colors, but the codes for them.
  annotate "$(sed -e '/^notice: /d' -e $'s/\e\\[[0-9;]*m//g' "$reports/errors" | tail -n 20)"
fi

echo "exit-code=$code" >>"$GITHUB_OUTPUT"
if [[ -s $reports/aiowners.sarif ]]; then
  echo "sarif-file=$reports/aiowners.sarif" >>"$GITHUB_OUTPUT"
fi
if [[ -s $reports/report.json ]]; then
  findings=$("$PYTHON" -I -c '
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    summary = json.load(file)["summary"]
sys.stdout.write(str(summary["error"] + summary["warning"] + summary["info"]))
' "$reports/report.json")
  echo "findings=$findings" >>"$GITHUB_OUTPUT"
fi
