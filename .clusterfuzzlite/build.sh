#!/usr/bin/env bash
# Builds all targets into $OUT, each with its seeds, dictionary and limits: what ClusterFuzzLite and OSS-Fuzz run in their image.
#
# Takes from the environment what they set: $SRC (the repository is $SRC/relycheck), $OUT, $SANITIZER, $FUZZING_ENGINE. The engine
# is libFuzzer as libfuzzer-sys builds it, so $LIB_FUZZING_ENGINE is not linked.
set -euo pipefail

cd -- "${SRC:?}/relycheck"
# shellcheck source=fuzz/of.sh
source fuzz/of.sh

if [[ ${FUZZING_ENGINE:-libfuzzer} != libfuzzer ]]; then
    echo "build.sh: the targets are of libFuzzer, not of $FUZZING_ENGINE; take it out of project.yaml" >&2
    exit 1
fi
case ${SANITIZER:-address} in
    # In an image for coverage, cargo is told by $RUSTFLAGS what to add.
    none | coverage) sanitizer=none ;;
    address | memory | thread) sanitizer=${SANITIZER:-address} ;;
    *) echo "build.sh: there is no sanitiser $SANITIZER for Rust; take it out of project.yaml" >&2; exit 1 ;;
esac

cargo fuzz build -s "$sanitizer" -O --debug-assertions

host=$(rustc -vV | sed -n 's/^host: //p')
built=${CARGO_TARGET_DIR:-fuzz/target}/$host/release
targets | while read -r target; do
    seeds=$(seeds_of "$target")
    cp -- "$built/$target" "${OUT:?}/$target"
    # The services look for a dictionary, options and seeds by the target's name.
    cp -- "corpus/dictionaries/$seeds.dict" "$OUT/$target.dict"
    sed "s/^dict = .*/dict = $target.dict/" "fuzz/options/$seeds.options" >"$OUT/$target.options"
    rm -f -- "$OUT/${target}_seed_corpus.zip"
    regressions=()
    if [[ -d corpus/regressions/$seeds ]]; then
        regressions=("corpus/regressions/$seeds/"*)
    fi
    python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" "corpus/seeds/$seeds/"* "${regressions[@]}"
done
