# The words in which scenarios make their repositories. Every word takes one minute of a made-up clock,
# so commit and tag ids are the same on every machine and in both copies.

tick() {
    CLOCK=$((CLOCK + 60))
    export CLOCK GIT_AUTHOR_DATE="$CLOCK +0000" GIT_COMMITTER_DATE="$CLOCK +0000"
}

# commit MESSAGE: what is staged, or nothing
commit() { tick; git commit -q --allow-empty -m "$1"; }

# put PATH: writes its input to a file and stages it
put() { mkdir -p "$(dirname "$1")"; cat > "$1"; git add -- "$1"; }

# tag NAME [REVISION [MESSAGE]]
tag() { tick; tag_at_once "$@"; }

# the same within the second of the word before it
tag_at_once() { git tag -a -m "${3-msg $1}" "$1" "${2-HEAD}"; }

# light NAME [REVISION]: a lightweight tag
light() { git tag "$1" "${2-HEAD}"; }

# raw REF: points REF at a tag object with exactly the text given as input
raw() { git update-ref "refs/tags/$1" "$(git hash-object -t tag -w --stdin --literally)"; }

# remote: a bare repository next door that has everything so far, as `origin`
remote() {
    git init -q --bare -b main "$ROOT/remote.git"
    git remote add origin "file://$ROOT/remote.git"
    git push -q origin --all
    git push -q origin --tags
}

# refs: every tag of every repository here, and what it says
refs() {
    for git_dir in "$ROOT"/*/.git "$ROOT"/*.git; do
        [ -e "$git_dir" ] || continue
        echo "# ${git_dir#"$ROOT"/}"
        git --git-dir="$git_dir" for-each-ref --format="$REFS_FORMAT" refs/tags | sed '/^$/d'
    done
}
REFS_FORMAT='%(refname) %(objecttype) %(objectname:short=12)%(if)%(taggername)%(then)
  %(*objectname) %(taggername) %(taggeremail) %(taggerdate:iso-strict)
  %(contents)%(end)'
