#!/usr/bin/env bash
# Installs Redshift for Spark on an EMR node, from one folder; run again, it changes nothing.
# Bootstrap actions run before EMR installs Spark, so the line comes from the release, and the jars get a folder of their own.
set -euo pipefail

usage() {
  echo "usage: install.sh [--replace] [--root PREFIX] [--release emr-X.Y.Z] FOLDER (s3://... or local)" >&2
  exit 2
}
fail() {
  echo "redshift-spark: $*" >&2
  exit 1
}

replace=false root="" release="" folder=""
while (($#)); do
  case "$1" in
    --replace) replace=true ;;
    --root | --release)
      (($# > 1)) || usage
      if [[ $1 == --root ]]; then root=${2%/}; else release=$2; fi
      shift
      ;;
    -*) usage ;;
    *)
      [[ -z $folder ]] || usage
      folder=${1%/}
      ;;
  esac
  shift
done
[[ -n $folder ]] || usage

info="$root/emr/instance-controller/lib/info/extraInstanceData.json"
if [[ -z $release && -r $info ]]; then
  release=$(grep -oE '"releaseLabel"[[:space:]]*:[[:space:]]*"[^"]+"' "$info" | grep -oE 'emr-[0-9][0-9.]*' || true)
fi
[[ -n $release ]] || fail "no EMR release found in $info: give --release emr-X.Y.Z"

case "$release" in
  emr-6.9.* | emr-6.10.* | emr-6.11.*) line=3.3 scala=2.12 ;;
  emr-6.12.* | emr-6.13.* | emr-6.14.* | emr-6.15.*) line=3.4 scala=2.12 ;;
  emr-7.*) line=3.5 scala=2.12 ;;
  *) fail "release $release is not supported: EMR 6.9 to 6.15 (Spark 3.3 and 3.4) and 7.x (Spark 3.5) are" ;;
esac

# A Spark that is already there (custom image, run as a step) must agree with the release.
for core in "$root"/usr/lib/spark/jars/spark-core_*.jar; do
  [[ -e $core ]] || continue
  [[ $(basename "$core") == "spark-core_$scala-$line."* ]] || fail "$(basename "$core") does not fit $release (Spark $line, Scala $scala)"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ $folder == s3://* ]]; then
  aws s3 cp --recursive --only-show-errors "$folder/" "$work/"
else
  [[ -d $folder ]] || fail "no such folder: $folder"
  cp "$folder"/*.jar "$folder"/*.whl "$work/" 2>/dev/null || true
fi

shopt -s nullglob
jars=("$work/redshift-spark-${line}_$scala-"*.jar) drivers=("$work"/redshift-jdbc42-*.jar) wheels=("$work"/redshift_spark-*.whl)
((${#jars[@]} == 1)) || fail "$folder must hold one redshift-spark-${line}_$scala-*.jar, but holds ${#jars[@]}"
((${#drivers[@]} == 1)) || fail "$folder must hold one redshift-jdbc42-*.jar, but holds ${#drivers[@]}"
((${#wheels[@]} == 1)) || fail "$folder must hold one redshift_spark-*.whl, but holds ${#wheels[@]}"

target="$root/usr/lib/redshift-spark/jars"
sudo=()
[[ -n $root || $EUID == 0 ]] || sudo=(sudo)
"${sudo[@]}" mkdir -p "$target"
for jar in "${jars[0]}" "${drivers[0]}"; do
  cmp -s "$jar" "$target/$(basename "$jar")" || "${sudo[@]}" install -m 644 "$jar" "$target/"
done
for old in "$target"/*.jar; do
  [[ -e $work/$(basename "$old") ]] || "${sudo[@]}" rm -f "$old"
done
if $replace; then
  for old in "$root"/usr/share/aws/redshift/spark-redshift/lib/spark-redshift*.jar; do
    "${sudo[@]}" mv "$old" "$old.disabled"
  done
fi
"${sudo[@]}" "${PYTHON:-python3}" -m pip install --quiet --no-index --no-deps "${wheels[0]}"
echo "redshift-spark: Spark $line on $release: ${jars[0]##*/}, ${drivers[0]##*/}, ${wheels[0]##*/}"
