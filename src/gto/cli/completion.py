"""`gto completion`: a short script by which a shell asks gto itself what could come next (`complete` answers)."""

from __future__ import annotations

from gto.errors import WrongArgs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.cli.arguments import Values
    from gto.cli.render import Screen

# bash 3.2, which macOS has, knows neither `nosort` nor `compopt`; it sorts, and puts a space behind folders.
BASH = r"""
_gto() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        case $word in
            :files) word=-f ;;
            :folders) word=-d ;;
            *) COMPREPLY+=("$word"); continue ;;
        esac
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$word" -- "$2")
        compopt -o filenames 2>/dev/null
    done < <("$1" __complete -- bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -o nosort -F _gto gto 2>/dev/null || complete -F _gto gto
"""

ZSH = r"""
#compdef gto
_gto() {
    local word about
    local -a found abouts
    while IFS=$'\t' read -r word about; do
        case $word in
            (:files) _files; continue ;;
            (:folders) _files -/; continue ;;
        esac
        found+=("$word")
        abouts+=("$word${about:+  -- $about}")
    done < <("${(Q)words[1]}" __complete -- zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    (( $#found )) && compadd -V gto -l -d abouts -a found
}
if [[ ${funcstack[1]} == _gto ]]; then _gto "$@"; else compdef _gto gto; fi
"""

FISH = r"""
function __gto_complete
    set -l before (commandline -opc)
    for line in ($before[1] __complete -- fish $before[2..-1] (commandline -ct) 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c gto -f -k -a '(__gto_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def run(values: Values, screen: Screen) -> None:
    shell = values.need("shell")
    if shell not in SCRIPTS:
        raise WrongArgs(f"There is no completion for '{shell}'", hint="bash, zsh and fish are known")
    screen.line(SCRIPTS[shell].strip())
