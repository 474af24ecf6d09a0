#!/usr/bin/env python3
"""How long conversions take beside the converters that other tools bring for the same job.

    tests/judges/beside.py ZHUBI ENVIRONMENTS [N]

ZHUBI is a release build, ENVIRONMENTS the folder that `make judge` set up. N invented documents of
1,000 characters with 30 spans each (2,000 if not given) are written as CoNLL-2003 and as tasks of Label
Studio; then each job is done by both, one after the other, and the seconds and their ratio printed.
Starting the interpreter counts for the other tools, so what an empty job takes is taken off.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

WORDS = ["市长", "周明", "在会上", "指出", "，", "要坚持", "绿色发展", "理念", "。", "林知远"]
LABELS = ["PERSON", "ROLE", "EVENT", "SLOGAN"]

LABEL_STUDIO = """
import sys
from label_studio_sdk.converter import Converter
config, tasks, out = sys.argv[1:]
converter = Converter(open(config, encoding="utf-8").read(), out, download_resources=False)
if tasks != "-":
    converter.convert_to_conll2003(tasks, out, is_dir=False)
    import glob, os
    assert sum(os.path.getsize(file) for file in glob.glob(out + "/*")) > 1000, "nothing was written"
"""


def documents(n):
    for number in range(n):
        text, spans, word = "", [], number
        while len(text) < 1000:
            word = (word * 31 + 7) % 1009
            chosen = WORDS[word % len(WORDS)]
            if len(spans) < 30 and len(text) >= len(spans) * 33:
                spans.append([len(text), len(text) + len(chosen), LABELS[word % 4]])
            text += chosen
        yield {"id": f"{number}.txt", "text": text, "spans": spans}


def seconds(command):
    began = time.monotonic()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stderr[-2000:]}")
    return time.monotonic() - began


def say(job, ours, theirs, empty):
    theirs = max(theirs - empty, 0.0)
    print(f"{job:32} zhubi {ours:7.2f} s   other {theirs:7.2f} s   {theirs / ours:6.1f} times as long")


def main():
    zhubi, environments = sys.argv[1:3]
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    python = os.path.join(environments, "main", "bin", "python")
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        with open(path("a.jsonl"), "w", encoding="utf-8") as lines:
            for document in documents(n):
                lines.write(json.dumps(document, ensure_ascii=False) + "\n")
        convert = lambda source, to, name, out: [
            zhubi, "convert", "--from", source, "--to", to, path(name), "-o", path(out)]
        seconds(convert("jsonl", "conll-2003", "a.jsonl", "a.conll"))
        seconds(convert("jsonl", "label-studio", "a.jsonl", "tasks.json"))
        os.mkdir(path("docbin"))
        spacy = [python, "-m", "spacy", "convert", "--converter", "conll", "--lang", "zh"]
        with open(path("empty.conll"), "w", encoding="utf-8") as empty:
            empty.write("-DOCSTART- -X- O O\n\n市 -X- _ O\n")
        ours = seconds(convert("conll-2003", "spacy", "a.conll", "a.spacy"))
        empty = seconds(spacy + [path("empty.conll"), path("docbin")])
        theirs = seconds(spacy + [path("a.conll"), path("docbin")])
        say("CoNLL-2003 to DocBin", ours, theirs, empty)
        script = [python, "-c", LABEL_STUDIO, path("ls_config.xml")]
        ours = seconds(convert("label-studio", "conll-2003", "tasks.json", "b.conll"))
        empty = seconds(script + ["-", path("none")])
        theirs = seconds(script + [path("tasks.json"), path("out")])
        say("Label Studio to CoNLL-2003", ours, theirs, empty)


if __name__ == "__main__":
    main()
