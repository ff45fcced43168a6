type Shell = "bash" | "zsh" | "fish";

/** A script that asks the program itself what can follow, and offers it with what it is. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash;
    case "zsh":
      return zsh;
    case "fish":
      return fish;
  }
}

/** What each candidate is shows in the list that the second Tab brings. */
const bash = `_vikunja_sync() {
  local current="\${COMP_WORDS[COMP_CWORD]}" word line value text last="" head=""
  local -a words=() found=() shown=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    word="\${word//[\\\\\\'\\"]/}"
    # bash takes FIELD=VALUE for three words.
    if [[ -n "$last" && ( "$word" == [=:]* || "$last" == *[=:] ) && "$COMP_LINE" == *"$last$word"* ]] &&
      [[ -n "$word" || "\${COMP_LINE:0:COMP_POINT}" == *"$last" ]]
    then
      last+="$word"
      words[\${#words[@]}-1]="$last"
    else
      last="$word"
      words+=("$word")
    fi
  done
  [[ "$last" == *[=:]* ]] && head="\${last%"\${last##*[=:]}"}"
  while IFS= read -r line; do
    if [ "$line" = ":files" ]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
    fi
    value="\${line%%$'\\t'*}"
    value="\${value#"$head"}" text="\${line#*$'\\t'}"
    case "$value" in *=) compopt -o nospace 2>/dev/null ;; *) printf -v value '%q' "$value" ;; esac
    found+=("$value")
    shown+=("$value\${text:+  ($text)}")
  done < <("\${COMP_WORDS[0]}" complete -- "\${words[@]}" 2>/dev/null)
  COMPREPLY=("\${found[@]}")
  case "$COMP_TYPE" in 33 | 63 | 64) [ "\${#found[@]}" -le 1 ] || COMPREPLY=("\${shown[@]}") ;; esac
}
complete -F _vikunja_sync vikunja-sync
`;

/** Works by \`eval\` and as a file of \`fpath\`. */
const zsh = `#compdef vikunja-sync
_vikunja-sync() {
  local line
  local -a lines described
  lines=("\${(@f)$("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)words[CURRENT]}" 2>/dev/null)}")
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] || continue
    if [[ "$line" == ":files" ]]; then _files; return; fi
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if [[ "\${described[1]}" == *=:* ]]; then _describe value described -S ''
  else _describe value described; fi
}
if [[ "\${funcstack[1]}" == "_vikunja-sync" ]]; then _vikunja-sync "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _vikunja-sync vikunja-sync
fi
`;

const fish = `function __vikunja_sync_complete
    set -l words (commandline -opc | string unescape)
    set -l found (command $words[1] complete -- $words[2..-1] (commandline -ct | string unescape) 2>/dev/null)
    if test "$found" = ":files"
        __fish_complete_path (commandline -ct)
    else
        string join \\n -- $found
    end
end
complete -c vikunja-sync -f -a '(__vikunja_sync_complete)'
`;
