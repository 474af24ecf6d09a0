"""Runs one judge: `judge.py NAME`, with jobs as JSON on standard input, in the judge's environment.

A judge is a module `judge_NAME.py` that knows a format by the library of those who made it, or of
those who read it every day. It has

    read(path, texts)       returns documents as that library finds them (see truth.py), and what it
                            complains of; `texts` are names and texts, for formats without any
    spoil(path)             shifts an offset of one span by one, or a tag by a row
    write(documents, path)  has the library write documents; returns what it was given of them

and is never told what is expected. An answer says `documents`, `complaints` or `error`.
"""

import importlib
import json
import pathlib
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def answer(judge, job):
    path = pathlib.Path(job["path"])
    if job["do"] == "read":
        documents, complaints = judge.read(path, job.get("texts"))
        return {"documents": documents, "complaints": complaints}
    if job["do"] == "spoil":
        judge.spoil(path)
        return {}
    if job["do"] == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        return {"documents": judge.write(job["documents"], path)}
    raise ValueError(f"no such job: {job['do']}")


def main():
    jobs = json.load(sys.stdin)
    judge = importlib.import_module("judge_" + sys.argv[1])
    for job in jobs:
        try:
            said = answer(judge, job)
        except Exception as error:  # Whatever a library throws is its verdict.
            said = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        pathlib.Path(job["into"]).write_text(json.dumps(said), encoding="utf-8")


main()
