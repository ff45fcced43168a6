/** Installs what lies beside it; asks no network. `@BIN@` in units becomes the place of the program. */
export const installScript = `#!/bin/sh
# Installs vikunja-sync from the folder that this script is in, without root and without a network:
#   ./install.sh                    into ~/.local
#   ./install.sh --prefix /usr/local
#   ./install.sh --uninstall [--prefix DIR]
set -eu
prefix=\${HOME:?}/.local
action=install
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || { echo "install.sh: --prefix needs a folder" >&2; exit 2; }; prefix=$2; shift ;;
    --uninstall) action=uninstall ;;
    -h|--help) sed -n '2,5s/^# \\{0,1\\}//p' "$0"; exit 0 ;;
    *) echo "install.sh: there is no option $1" >&2; exit 2 ;;
  esac
  shift
done
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac
here=$(cd "$(dirname "$0")" && pwd)
list=$prefix/share/vikunja-sync/installed.json

if [ "$action" = uninstall ]; then
  [ -f "$list" ] || { echo "install.sh: nothing of it is in $prefix" >&2; exit 4; }
  sed 's/^\\["//; s/"\\]$//; s/","/\\n/g' "$list" | while IFS= read -r path; do rm -f "$path"; done
  rm -f "$list"
  for folder in share/vikunja-sync share/doc/vikunja-sync/LICENSES share/doc/vikunja-sync; do
    rmdir "$prefix/$folder" 2>/dev/null || true
  done
  echo "vikunja-sync is gone from $prefix; what it set up: \\\`vikunja-sync uninstall --all\\\` before this"
  exit 0
fi

if command -v sha256sum >/dev/null 2>&1; then
  (cd "$here" && sha256sum --quiet -c SHA256SUMS) || { echo "install.sh: the files are not as they were made" >&2; exit 1; }
fi
paths=
put() { # TO MODE, its content from stdin; in one step, as the old one may be running
  mkdir -p "$(dirname "$1")"
  cat >"$1.new$$"
  chmod "$2" "$1.new$$"
  mv "$1.new$$" "$1"
  paths="$paths\${paths:+\\",\\"}$1"
}
put "$prefix/bin/vikunja-sync" 755 <"$here/bin/vikunja-sync"
for file in $(cd "$here" && find share LICENSE LICENSES -type f | sort); do
  case $file in
    share/systemd/*) put "$prefix/$file" 644 <<END
$(sed "s,@BIN@,\\"$prefix/bin/vikunja-sync\\",g" "$here/$file")
END
      ;;
    share/*) put "$prefix/$file" 644 <"$here/$file" ;;
    *) put "$prefix/share/doc/vikunja-sync/$file" 644 <"$here/$file" ;;
  esac
done
mkdir -p "$(dirname "$list")"
printf '["%s"]\\n' "$paths" >"$list"
echo "vikunja-sync is in $prefix/bin"
case :\${PATH:-}: in *:"$prefix/bin":*) ;; *) echo "$prefix/bin is not in PATH: add it in your shell's start file" ;; esac
echo "then: vikunja-sync init"
`;
