# What belongs to a target: for the scripts beside it, which read it from the repository's root.

# seeds_of TARGET: the target whose seeds, dictionary and limits it has. A raw target has those of the format that it reads.
seeds_of() {
    local name=$1
    name=${name#webauthn_rs_core_}
    name=${name#passkey_types_}
    name=${name#ciborium_}
    if [[ ! -f fuzz/options/$name.options ]]; then
        echo "$1: fuzz/options has nothing of $name; \`cargo fuzz list\` names the targets" >&2
        return 2
    fi
    echo "$name"
}

# limits_of TARGET: libFuzzer's flags, one a line, as the file of options says.
limits_of() {
    local seeds
    seeds=$(seeds_of "$1") || return
    sed -n 's/^\([a-z_]*\) = \(.*\)$/-\1=\2/p' "fuzz/options/$seeds.options" | sed 's|^-dict=|-dict=corpus/dictionaries/|'
}

# targets: the names of all, one a line, but for that of planted faults.
targets() {
    sed -n '/^\[\[bin\]\]/,/^$/s/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | grep -vx planted
}
