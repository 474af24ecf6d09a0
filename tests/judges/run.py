#!/usr/bin/env python3
"""Holds every format against the libraries that read it: `run.py PROGRAM ENVIRONMENTS WORK`.

For each format that `PROGRAM export --help` names, and for each project:

1. the program exports the project, and its loss report must say what `fit` works out;
2. the judge (see judge.py) reads the export with the peer's library, and must find exactly what is
   left of the truth, and complain of nothing;
3. a copy of the export in which one offset is shifted must not pass: a judge that cannot fail says
   nothing;
4. the peer's library writes the truth, and the program must read it back exactly, into a project
   and from format to format.

A line of PASS or FAIL for each, with counts; the exit code is 1 if anything failed, and also if a
format has no judge, a judge did not run, or one found nothing.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# Neither here nor in the judges: the folder of the sources stays as it is.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import fit  # noqa: E402
import nasty  # noqa: E402
import shared  # noqa: E402
import truth  # noqa: E402

HERE = pathlib.Path(__file__).parent
MAX_SHOWN = 12


class Judge:
    """How a format is judged: by which module, in which environment, from which file."""

    def __init__(self, module, written, environment="main", variants=((),), writes=True):
        self.module, self.written, self.environment = module, written, environment
        self.variants, self.writes = variants, writes


WORDS, ROWS = ("--tokens", "words"), ("--rows", "tokens")
# The second name is that of the export, and of what the peer writes; a folder where it has no dot.
JUDGES = {
    "jsonl": Judge("jsonl", "all.jsonl"),
    "doccano": Judge("doccano", "all.jsonl", environment="doccano"),
    "label-studio": Judge("label_studio", "tasks.json"),
    "prodigy": Judge("prodigy", "all.jsonl", variants=((), WORDS)),
    "spacy": Judge("spacy", "all.spacy"),
    "brat": Judge("brat", "brat"),
    "conll-2003": Judge("conll", "all.conll", variants=((), WORDS), writes=False),
    "conll-bio": Judge("conll", "all.tsv", variants=((), WORDS)),
    "conll-bioes": Judge("conll", "all.tsv", variants=((), WORDS), writes=False),
    "cas-xmi": Judge("cas", "xmi"),
    "cas-json": Judge("cas", "json"),
    "webanno-tsv": Judge("webanno_tsv", "webanno", writes=False),
    "web-annotation": Judge("web_annotation", "pages"),
    "parquet": Judge("parquet", "all.parquet", variants=((), ROWS)),
    "csv": Judge("csv", "all.csv", writes=False),
    "html": Judge("html", "all.html", writes=False),
    "docx": Judge("docx", "all.docx", writes=False),
}


class Score:
    """Says what passed and what failed, and keeps count."""

    def __init__(self):
        self.n_passed, self.n_failed, self.n_skipped = 0, 0, 0

    def tell(self, what, problems, said=""):
        if problems:
            self.n_failed += 1
            print(f"FAIL {what}: {len(problems)} problems")
            for problem in problems[:MAX_SHOWN]:
                print(f"       {problem}")
            if len(problems) > MAX_SHOWN:
                print(f"       … and {len(problems) - MAX_SHOWN} more")
        else:
            self.n_passed += 1
            print(f"PASS {what}: {said}")
        sys.stdout.flush()

    def skip(self, why):
        self.n_skipped += 1
        print(f"SKIPPED: {why}", file=sys.stderr, flush=True)


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments, may_refuse=False):
        """Returns what it said on standard output; fails as it failed, and if it refused anything."""
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0 and not (may_refuse and done.returncode == 1 and "refused" in done.stderr):
            raise RuntimeError(f"zhubi {arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
        return done.stdout

    def formats(self, verb):
        """Returns the formats that a verb takes, as its help names them."""
        values = re.search(r"\[possible values: ([^\]]+)\]", self.run(verb, "--help"))
        return [name.strip() for name in values[1].replace("\n", " ").split(",")]

    def export(self, project, name, to, options=()):
        """Exports a project; returns the losses that the program tells of."""
        report = to.parent / f"{to.name}.report.json"
        self.run("export", project, "--to", name, "-o", to, "--no-card", "--report", report, *options)
        losses = json.loads(report.read_text(encoding="utf-8"))["losses"]
        return {loss["kind"]: loss["count"] for loss in losses}

    def read_back(self, name, paths, work, *export, new=(), may_refuse=False):
        """Makes a project from labelled data and returns what is in it."""
        project, jsonl = work / "back.ron", work / "back.jsonl"
        for old in (project, jsonl):
            old.unlink(missing_ok=True)
        self.run("new", project, "--from", name, *new, *paths, may_refuse=may_refuse)
        self.run("export", project, "--to", "jsonl", "-o", jsonl, "--no-card", *export)
        return read_jsonl(jsonl)

    def convert(self, name, paths, work):
        """Makes JSONL of labelled data without a project and returns what is in it."""
        jsonl = work / "converted.jsonl"
        jsonl.unlink(missing_ok=True)
        self.run("convert", "--from", name, "--to", "jsonl", "-o", jsonl, *paths)
        return read_jsonl(jsonl)


def read_jsonl(path):
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [truth.of_jsonl(json.loads(line)) for line in lines]


def ask(judge, environments, jobs, work):
    """Has a judge do its jobs, in its own process; returns an answer for each."""
    python = environments / judge.environment / "bin" / "python"
    for nth, job in enumerate(jobs):
        job["path"], job["into"] = str(job["path"]), str(work / f"answer-{nth}.json")
        pathlib.Path(job["into"]).unlink(missing_ok=True)
    command = [python, HERE / "judge.py", judge.module]
    try:
        done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8")
    except OSError as error:
        return [{"error": f"the judge did not run: {error}"} for _ in jobs]
    answers = []
    for job in jobs:
        into = pathlib.Path(job["into"])
        if into.exists():
            answers.append(json.loads(into.read_text(encoding="utf-8")))
        else:
            answers.append({"error": f"the judge did not run (it ended with {done.returncode}): {done.stderr[-1500:]}"})
    return answers


def problems_of(expected, answer):
    """Returns what is wrong with what a judge found."""
    if "error" in answer:
        return [answer["error"][:600], *answer.get("trace", "").strip().splitlines()[-7:-1]]
    problems = answer["complaints"] + truth.differences(expected, answer["documents"])
    if truth.n_spans(answer["documents"]) == 0:
        problems.append("the judge found no span at all")
    return problems


def name_by_keys(expected, answer):
    """Calls labels of a page by their keys: it shows `PERSON 人物` where a project has that name."""
    keys = sorted({span["label"] for document in expected for span in document["spans"]}, key=len)
    for document in answer.get("documents", []):
        for span in document["spans"]:
            shown = [key for key in keys if f"{span['label']} ".startswith(f"{key} ")]
            span["label"] = shown[-1] if shown else span["label"]


def losses_differ(expected, told):
    """Returns where the loss report says otherwise than `fit`."""
    return [
        f"the loss report tells of {told.get(kind, 0)} {kind}, it is {expected.get(kind, 0)}"
        for kind in sorted(expected.keys() | told.keys())
        if kind not in fit.BOOKKEEPING and expected.get(kind, 0) != told.get(kind, 0)
    ]


def counted(documents):
    return f"{len(documents)} documents, {truth.n_spans(documents)} spans, {truth.n_facts(documents)} facts"


def judge_format(program, environments, name, projects, work):
    """Returns what is to be told of a format: what was judged, the problems, and the counts."""
    if name not in JUDGES or name not in fit.FORMATS:
        return [(name, ["there is no judge for this format in tests/judges"], "")]
    told = list(judge_export(program, environments, name, projects, work))
    if JUDGES[name].writes:
        told.append(judge_import(program, environments, name, projects[0][2], work))
    return told


def judge_export(program, environments, name, projects, work):
    """Steps 1 to 3 for a format."""
    judge, jobs, told = JUDGES[name], [], []
    for title, project, documents in projects:
        for options in judge.variants:
            where = work / name / "-".join([title, *(option.strip("-") for option in options)])
            where.mkdir(parents=True)
            written = where / judge.written
            what = " ".join([name, *options, f"of the {title} project"])
            expected, losses = fit.fit("parquet tokens" if options == ROWS else name, documents)
            try:
                problems = losses_differ(losses, program.export(project, name, written, options))
            except (RuntimeError, KeyError) as error:
                yield what, [str(error)], ""
                continue
            texts = [(document["doc"], document["text"]) for document in expected]
            jobs.append({"do": "read", "path": written, "texts": texts})
            told.append((what, expected, problems))
            if title != projects[0][0]:
                continue
            spoiled = work / name / "spoiled" / where.name / judge.written
            shutil.copytree(where, spoiled.parent)
            jobs += [{"do": "spoil", "path": spoiled}, {"do": "read", "path": spoiled, "texts": texts}]
            told += [None, (what, expected, None)]
    is_clean, spoiled = False, {}
    for tell, answer in zip(told, ask(judge, environments, jobs, work / name), strict=True):
        if tell is None:
            spoiled = answer
            continue
        what, expected, problems = tell
        if fit.FORMATS[name].shown:
            name_by_keys(expected, answer)
        wrong = problems_of(expected, answer)
        if problems is not None:
            yield what, problems + wrong, counted(expected)
            is_clean = not wrong
        else:
            problems = unseen(is_clean, spoiled, answer, wrong)
            yield f"{what}, an offset shifted", problems, f"seen: {wrong[:1]!s:.110}"


def unseen(is_clean, spoiled, answer, wrong):
    """Returns why it is not shown that a judge sees a shifted offset."""
    if not is_clean:
        return ["the judge finds fault with the export as it is, so nothing can be told"]
    if "error" in spoiled:
        return [f"nothing was shifted: {spoiled['error']}"]
    if "error" in answer:
        return [f"the judge broke, and did not see what is wrong: {answer['error']}"]
    return [] if wrong else ["an offset was shifted, and the judge passed it"]


def judge_import(program, environments, name, documents, work):
    """Step 4 for a format."""
    judge = JUDGES[name]
    written = work / name / "peer" / judge.written
    [answer] = ask(judge, environments, [{"do": "write", "path": written, "documents": documents}], work / name)
    what = f"{name} as the peer writes it"
    if "error" in answer:
        return what, problems_of([], answer), ""
    given = answer["documents"]
    try:
        found = program.read_back(name, [written], work / name)
        converted = program.convert(name, [written], work / name)
    except RuntimeError as error:
        return what, [str(error)], ""
    problems = truth.differences(given, found)
    problems += [f"converted: {difference}" for difference in truth.differences(given, converted)]
    if truth.n_spans(given) < 20:
        problems.append(f"the peer was given {truth.n_spans(given)} spans, too few to tell")
    return what, problems, counted(given)


def main():
    paths = [pathlib.Path(argument).absolute() for argument in sys.argv[1:4]]
    program, environments, work = Program(paths[0]), *paths[1:]
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    score = Score()
    documents = nasty.documents()
    project = work / "nasty.ron"
    project.write_text(nasty.project(documents), encoding="utf-8")
    truth.save(work / "nasty.jsonl", documents)
    program.run("check", project)
    projects = [("nasty", project, documents), *shared.projects(score, program, work)]
    names = sys.argv[4:] or program.formats("export")
    with ThreadPoolExecutor(2) as pool:
        for told in pool.map(lambda name: judge_format(program, environments, name, projects, work), names):
            for what, problems, said in told:
                score.tell(what, problems, said)
    shared.judge(score, program, environments, projects, work, names)
    print(f"\njudges: {score.n_passed} passed, {score.n_failed} failed, {score.n_skipped} skipped")
    sys.exit(1 if score.n_failed or not score.n_passed else 0)


if __name__ == "__main__":
    main()
