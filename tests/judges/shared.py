"""What lies beside the project: five real documents, files that peers wrote, and judges of others.

Where `../shared` is, its documents with their gold labels are judged like the nasty project, its
own scripts judge the same exports, and the files under `peers` are read. Nothing of it is needed;
without it a loud line on standard error says so.
"""

import json
import os
import pathlib
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import fit
import truth

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared"
SCRIPTS, SAMPLES, REAL = SHARED / "judges", SHARED / "peers/samples", SHARED / "peers/real"

# A format, the script that judges it, what it is called with, and how documents are named there.
THEIRS = {
    "doccano": ("judge_doccano.py", lambda file, expected: ["--rel"] * has_relations(expected) + [file], fit.as_is),
    "label-studio": ("judge_labelstudio.py", lambda file, _: [file], fit.as_is),
    "prodigy": ("judge_prodigy.py", lambda file, _: [file], fit.as_is),
    "spacy": ("judge_spacy.py", lambda file, _: [file], fit.as_is),
    "brat": ("judge_brat_bioc.py", lambda folder, _: sorted(folder.glob("*.ann")), fit.as_is),
    "conll-bio": ("judge_conll.py", lambda file, expected: [file, "--docs", expected], fit.as_is),
    "conll-bioes": ("judge_conll.py", lambda file, expected: [file, "--scheme", "IOBES", "--docs", expected], fit.as_is),
    "cas-xmi": ("judge_uima.py", lambda folder, _: sorted(folder.glob("*.xmi")), fit.stem),
    "cas-json": ("judge_uima.py", lambda folder, _: sorted(folder.glob("*.json")), fit.stem),
    "web-annotation": ("judge_w3c.py", lambda folder, _: sorted(folder.glob("*.jsonld")), fit.as_is),
    "parquet": ("judge_hf.py", lambda file, _: [file], fit.as_is),
}


def has_relations(expected):
    return any(document["relations"] for document in truth.load(expected))


def projects(score, program, work):
    """Returns the project of the five documents."""
    if not SHARED.is_dir():
        score.skip("../shared is not here, so its documents, files and judges judge nothing")
        return []
    project, documents = work / "five.ron", []
    names = sorted((SHARED / "documents").iterdir())
    program.run("new", project, *names, "--annotator", "gold")
    gold = sorted((SHARED / "gold").glob("*.jsonl"), key=lambda file: file.name.endswith(".rel.jsonl"))
    program.run("import", project, *gold, "--from", "jsonl", "--annotator", "gold", "--add-labels")
    for file in names:
        document = {"doc": file.name, "text": file.read_bytes().decode("utf-8-sig"), "spans": []}
        labels = SHARED / "gold" / f"{file.name}.jsonl"
        if labels.exists():
            spans = truth.load(labels)
            document["spans"] = [{key: span[key] for key in ("start", "end", "label")} for span in spans]
            by_range = {(span["start"], span["end"]): span["label"] for span in spans}
            relations = truth.load(labels.with_name(f"{file.name}.rel.jsonl"))
            ends = lambda place: [*place, by_range[tuple(place)]]
            document["relations"] = [
                {"type": r["rel"], "head": ends(r["head"]), "tail": ends(r["tail"])} for r in relations
            ]
        documents.append(document)
    return [("five", project, documents)]


class Scripts:
    """Runs the scripts beside the project, in our environments."""

    def __init__(self, environments, work):
        self.environments, self.work = environments, work
        # One of them keeps a database in the home folder.
        home = environments / "home"
        (home / ".cache" / "zhubi-judges").mkdir(parents=True, exist_ok=True)
        self.variables = {**os.environ, "HOME": str(home)}

    def run(self, script, arguments):
        """Returns what a script says, and why it failed if it did."""
        environment = "doccano" if "doccano" in script else "main"
        python = self.environments / environment / "bin" / "python"
        done = subprocess.run(
            [python, SCRIPTS / script, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", env=self.variables
        )
        failed = [f"{script} ended with {done.returncode}: {done.stderr[-800:]}"] if done.returncode else []
        return done.stdout, failed

    def compare(self, expected, said):
        done = subprocess.run(
            [self.environments / "main/bin/python", SCRIPTS / "compare.py", expected, said],
            capture_output=True, text=True, encoding="utf-8", env=self.variables,
        )
        lines = done.stdout.strip().splitlines() or [f"compare.py said nothing: {done.stderr[-300:]}"]
        return lines[0], [] if done.returncode == 0 and lines[0].startswith("PASS") else lines


def judge(score, program, environments, projects, work, names):
    if not SHARED.is_dir():
        return
    scripts = Scripts(environments, work)
    told = subprocess.run(["sh", SCRIPTS / "selftest.sh", environments], capture_output=True, text=True, env=scripts.variables)
    lines = told.stdout.strip().splitlines()
    n_passed = sum(" rc=0 PASS" in line for line in lines)
    bad = [line for line in lines if " rc=0 PASS" not in line]
    if told.returncode or n_passed < 10:
        bad.append(f"it ended with {told.returncode}, {n_passed} passed: {told.stderr[-300:]}")
    score.tell("../shared/judges/selftest.sh", bad, f"{n_passed} judges on its samples")
    asked = [(title, documents, name) for title, _, documents in projects for name in names if name in THEIRS]
    with ThreadPoolExecutor(2) as pool:
        for what, problems, said in pool.map(lambda one: judged_by_others(scripts, work, *one), asked):
            score.tell(what, problems, said)
    read_samples(score, program, work)
    read_real(score, program, scripts, work)


def judged_by_others(scripts, work, title, documents, name):
    """Has a script of theirs judge an export that is there already."""
    script, arguments, called = THEIRS[name]
    expected_documents, _ = fit.fit(name, documents)
    for document in expected_documents:
        document["doc"] = called(document["doc"])
    [written] = [file for file in (work / name / title).iterdir() if file.name.split(".")[0] in ("all", "tasks") or file.is_dir()
                 if not file.name.endswith(".report.json")]
    expected, said = work / name / f"{title}.expected.jsonl", work / name / f"{title}.said.jsonl"
    truth.save(expected, expected_documents)
    stdout, failed = scripts.run(script, arguments(written, expected))
    said.write_text(stdout, encoding="utf-8")
    verdict, differences = scripts.compare(expected, said)
    return f"{name} of the {title} project, by ../shared/judges/{script}", failed + differences, verdict.removeprefix("PASS ")


def places(documents):
    return sorted((d["doc"].removesuffix(".txt"), s["start"], s["end"], s["label"]) for d in documents for s in d["spans"])


def differing(expected, found):
    missing = [f"missing {one}" for one in sorted(set(expected) - set(found))]
    return missing + [f"unexpected {one}" for one in sorted(set(found) - set(expected))]


def read_samples(score, program, work):
    """Reads the good files of each format; what they hold is told beside them."""
    known = {document["doc"]: document for document in truth.load(SAMPLES / "truth.jsonl")}
    files = [
        ("doccano", SAMPLES / "doccano_seq.jsonl"), ("doccano", SAMPLES / "doccano_rel.jsonl"),
        ("label-studio", SAMPLES / "ls_annotations.json"), ("label-studio", SAMPLES / "ls_predictions.json"),
        ("prodigy", SAMPLES / "prodigy.jsonl"), ("spacy", SAMPLES / "docbin_std.spacy"), ("parquet", SAMPLES / "hf.parquet"),
        ("brat", SAMPLES / "brat"), ("cas-xmi", SAMPLES / "uima"), ("cas-json", SAMPLES / "uima"),
        ("web-annotation", SAMPLES / "w3c"), ("webanno-tsv", SAMPLES / "webanno"),
    ]
    for name, file in files:
        what = f"{name} reads ../shared/peers/samples/{file.name}"
        try:
            read = program.read_back(name, [file], work)
        except RuntimeError as error:
            score.tell(what, [str(error)])
            continue
        found = {document["doc"].removesuffix(".txt"): document for document in read}
        # A document that shows what else brat knows is not in the truth; XML cannot hold another.
        here = {name: known[name] for name in known if name in found}
        problems = differing(places(here.values()), places([found[name] for name in here]))
        if len(here) < len(known) - 1 or (len(here) < len(known) and name != "cas-xmi"):
            problems.append(f"only {sorted(here)} were found")
        if name != "webanno-tsv":
            problems += [f"{name}: the text differs" for name in here if here[name]["text"] != found[name]["text"]]
        score.tell(what, problems, f"{len(here)} documents, {truth.n_spans(here.values())} spans")


def read_real(score, program, scripts, work):
    """Reads what people's tools wrote; the scripts say what is in it."""
    config = ["--config", SAMPLES / "ls_config.xml"]
    seen = [
        *(("label-studio", REAL / f"labelstudio/{name}.json", "judge_labelstudio.py", config, ()) for name in ("samples", "user_edited", "bulk1000")),
        *(("doccano", REAL / f"doccano/{name}.jsonl", "judge_doccano.py", ["--unit", "cp"], ("--offsets", "chars"))
          for name in ("samples_seq", "bulk1000")),
        ("doccano", REAL / "doccano/samples_rel.jsonl", "judge_doccano.py", ["--rel", "--unit", "cp"], ("--offsets", "chars")),
        ("doccano", REAL / "doccano/user_edited_seq.jsonl", "judge_doccano.py", [], ()),
        # Brought in with offsets in characters, and then labelled in a page that counts UTF-16: what
        # then lies in the middle of a character is refused.
        ("doccano", REAL / "doccano/user_edited_seq.jsonl", "judge_doccano.py", [], ()),
        ("brat", REAL / "brat", "judge_brat_bioc.py", [], ()),
    ]
    for name, file, script, arguments, options in seen:
        what = f"{name} reads ../shared/peers/real/{file.relative_to(REAL)}"
        files = sorted(file.glob("*.ann")) if file.is_dir() else [file]
        stdout, failed = scripts.run(script, [*files, *arguments])
        said = [json.loads(line) for line in stdout.split("\n") if line]
        fitting = [one for one in said if one["start"] is not None and one["end"] is not None]
        may_refuse = len(fitting) < len(said)
        try:
            read = program.read_back(name, [file], work, "--union", new=options, may_refuse=may_refuse)
        except RuntimeError as error:
            score.tell(what, [str(error)])
            continue
        # Where a file names no document the script counts them.
        named = lambda key: read[key]["doc"].removesuffix(".txt") if isinstance(key, int) else key
        expected = {(named(one["doc"]), one["start"], one["end"], one["label"]) for one in fitting}
        problems = failed + differing(expected, places(read))
        if not expected:
            problems.append("the script found nothing")
        score.tell(what, problems, f"{len(read)} documents, {len(expected)} spans")
        smaller = file.with_name(f"{file.stem}_JSON_MIN.out")
        if smaller.exists():
            score.tell(f"{name} reads ../shared/peers/real/{smaller.relative_to(REAL)}", *read_smaller(program, smaller, expected, work))


def read_smaller(program, smaller, expected, work):
    """Reads Label Studio's shorter export, which says the same as the long one."""
    copied = work / f"{smaller.stem}.json"
    shutil.copy(smaller, copied)
    try:
        read = program.read_back("label-studio", [copied], work, "--union")
    except RuntimeError as error:
        return [str(error)], ""
    return differing(expected, places(read)), f"{len(read)} documents, {len(expected)} spans"
