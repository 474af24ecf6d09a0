"""Makes the tables of `text::script` from OpenCC's dictionaries.

A table's first line is pairs, a character and what it becomes. Each other line is a phrase in the
order of its bytes, followed by a space and its reading where that is not what the pairs give.
"""

import sys
from pathlib import Path

BEYOND = 0xFFFF


def dictionary(path):
    entries = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, values = line.split("\t")
            entries[key] = values.split(" ")
    return entries


def table(data, characters, phrases, back, out):
    pairs = {}
    # Characters that are another one's form in the script that is made: 坏 of 壞, but also for 坯.
    taken = dictionary(data / back) if back else {}
    targets = dictionary(data / characters)
    # The most usual target comes first.
    for key, (value, *_) in targets.items():
        assert len(key) == len(value) == 1, (key, value)
        # Few faces have what lies beyond the basic plane: an everyday character stays readable.
        if key != value and (ord(value) <= BEYOND or ord(key) > BEYOND):
            pairs[key] = value
    for key, (value, *_) in dictionary(data / "CJK_Compatibility_Ideographs.txt").items():
        assert len(key) == len(value) == 1, (key, value)
        pairs.setdefault(key, pairs.get(value, value))
    kept = {}
    for key, (value, *_) in dictionary(data / phrases).items():
        if back:
            # 不可貲計 has a reading that keeps 計, which is no simplified character.
            fixed = (pairs[k] if k == v and v not in targets.get(k, [k]) else v for k, v in zip(key, value))
            value = "".join(fixed)
        changed = [(k, v) for k, v in zip(key, value) if k != v]
        beyond = any(ord(v) > BEYOND >= ord(k) for k, v in changed)
        misread = any(k not in pairs and taken.get(k, [k])[0] != k for k, _ in changed)
        if len(key) > 1 and not beyond and not misread:
            kept[key] = value
    lines = ["".join(key + pairs[key] for key in sorted(pairs))]
    for key in sorted(kept, key=str.encode):
        by_pairs = "".join(pairs.get(c, c) for c in key)
        lines.append(key if by_pairs == kept[key] else f"{key} {kept[key]}")
    out.write_bytes(("\n".join(lines) + "\n").encode())
    n_own = sum(" " in line for line in lines[1:])
    print(f"{out.name}: {len(pairs)} pairs, {len(kept)} phrases, {n_own} with a reading of their own")


def main(data, out):
    data, out = Path(data), Path(out)
    table(data, "TSCharacters.txt", "TSPhrases.txt", "STCharacters.txt", out / "to_simplified.txt")
    table(data, "STCharacters.txt", "STPhrases.txt", None, out / "to_traditional.txt")


main(*sys.argv[1:])
